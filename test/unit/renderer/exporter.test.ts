import { expect, it, vi } from 'vitest';
import type { MethodArgs, MethodName } from '../../../electron/contract/api.ts';
import { VERDICT } from '../../../electron/contract/packet-record.ts';
import { FLIP_MARK } from '../../../electron/contract/replay.ts';
import { fail, ok, type Result } from '../../../electron/contract/result.ts';
import type { Connection } from '../../../renderer/connection/connection.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { RuleNames } from '../../../renderer/model/rule-names.ts';
import { withPlace, withShown } from '../../../renderer/model/table-layout.ts';
import { createActionsStore } from '../../../renderer/stores/actions-store.ts';
import { createEngineStore } from '../../../renderer/stores/engine-store.ts';
import {
  Exporter,
  fileName,
  type Save,
  type Selection,
} from '../../../renderer/stores/exporter.ts';
import { Hosts } from '../../../renderer/stores/hosts-store.ts';
import { Table } from '../../../renderer/stores/table-store.ts';
import { makeRecordBytes, type RecordFields } from '../../support/make-record.ts';
import { readCapture } from '../../support/read-capture.ts';
import { FRAMES } from '../../support/test-frames.ts';

const BOOT_MS = 1_790_000_000_000;
const RULE = {
  id: 'r1',
  enabled: true,
  text: 'drop src 203.0.113.77',
  name: 'scanner',
  origin: 'typed' as const,
  createdAt: 0,
};

function open({
  rows = 1000,
  capacity = 100_000,
  isReplay = false,
  save = undefined as Save | undefined,
  lookUp = async (_: MethodArgs<'lookUp'>): Promise<Result<unknown>> => ok({}),
} = {}) {
  const history = new PacketHistory(capacity, 8 * 1024 * 1024);
  const names = new RuleNames();
  const engine = createEngineStore();
  const actions = createActionsStore();
  const call = vi.fn(async (method: MethodName, args: unknown) =>
    method === 'lookUp' ? lookUp(args as MethodArgs<'lookUp'>) : ok({}),
  );
  const connection = { call } as unknown as Connection;
  const table = new Table(connection, engine, actions);
  const hosts = new Hosts(connection, { read: () => [], mayAskNetwork: () => false });
  const saved: { name: string; file: Blob }[] = [];
  const rules = {
    ...engine.getState().rules,
    rules: [RULE],
    slots: [{ slot: 3, generation: 1, ruleId: 'r1', text: RULE.text }],
  };
  engine.setState({ rules });
  names.begin(0, BOOT_MS);
  names.learn(rules);
  append(history, rows);
  return {
    history,
    saved,
    actions,
    table,
    exporter: new Exporter(
      { history, names, engine, hosts, table, actions, isReplay },
      save ?? ((name, file) => saved.push({ name, file })),
    ),
  };
}

function append(history: PacketHistory, rows: number, more: RecordFields = {}): void {
  const frame = FRAMES.udp;
  for (let row = 0; row < rows; row += 1) {
    const records = makeRecordBytes({
      time_boot_ns: row * 1000,
      ifindex: 7,
      length_bytes: frame.length,
      verdict: row % 2 === 0 ? VERDICT.drop : VERDICT.pass,
      ...(row % 2 === 0 ? { rule_slot: 3, rule_generation: 1 } : {}),
      ...more,
    });
    const capturedBytes = Uint16Array.of(frame.length);
    history.append({ count: 1, records, capturedBytes, bytes: frame });
  }
}

function rows(first: number, end: number): Selection {
  return { count: end - first, sequenceAt: (index) => first + index, comment: 'a test' };
}

async function bytesOf(file: Blob | undefined): Promise<Uint8Array> {
  return new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0));
}

it('writes the packets that were chosen as pcapng, with their bytes, verdicts and rules', async () => {
  const { exporter, saved, actions } = open();
  await exporter.run('pcapng', rows(10, 13));
  const { frames, error } = readCapture(await bytesOf(saved[0]?.file));
  expect(error).toBeUndefined();
  expect(frames).toHaveLength(3);
  expect(frames[0]).toMatchObject({
    timeNs: BigInt(BOOT_MS) * 1_000_000n + 10_000n,
    bytes: FRAMES.udp,
    verdict: 'drop',
    comment: 'dropped by rule 1: drop src 203.0.113.77 # scanner',
  });
  expect(frames[1]).toMatchObject({ verdict: 'pass', comment: 'passed: no rule matched' });
  expect(saved[0]?.name).toMatch(/^portcullis-.*\.pcapng$/);
  expect(actions.getState().notice?.text).toBe('3 packets exported');
});

it('writes lines of CSV and of JSON', async () => {
  const { exporter, saved } = open({ rows: 20_000 });
  await exporter.run('csv', rows(0, 20_000));
  await exporter.run('jsonl', rows(0, 20_000));
  const [csv = [], json = []] = await Promise.all(
    saved.map(async ({ file }) => (await file.text()).trimEnd().split('\n')),
  );
  expect(csv).toHaveLength(20_001);
  expect(csv[0]).toBe('No.,Time,Verdict,Dir,Source,Sport,Destination,Dport,Proto,Len,Info,Rule\r');
  expect(csv[1]).toMatch(/^1,2026-.*Z,drop,in,.*,rule 1: drop src 203\.0\.113\.77 # scanner\r$/);
  expect(csv[20_000]).toMatch(/^20000,.*,pass,in,.*,default\r?$/);
  expect(json).toHaveLength(20_000);
  expect(JSON.parse(json.at(-1) ?? '')).toMatchObject({ number: 20_000, verdict: 'pass' });
});

it('tells how far it is, and ends when it is cancelled', async () => {
  const { exporter, saved } = open({ rows: 50_000 });
  const exported = exporter.run('jsonl', rows(0, 50_000));
  expect(exporter.store.getState().running?.total).toBe(50_000);
  exporter.cancel();
  await exported;
  expect(saved).toEqual([]);
  expect(exporter.store.getState().running).toBeUndefined();
});

it('counts packets that made room for newer ones meanwhile', async () => {
  const { exporter, saved, actions, history } = open({ rows: 100, capacity: 100 });
  append(history, 40);
  await exporter.run('pcapng', rows(0, 140));
  expect(readCapture(await bytesOf(saved[0]?.file)).frames).toHaveLength(100);
  expect(actions.getState().notice?.text).toMatch(/^100 packets exported; .* 40 others$/);
});

it('writes the columns that are shown to CSV, in their order, and all there is to JSON', async () => {
  const { exporter, saved, table } = open({ rows: 2 });
  table.arrange((layout) => withPlace(withShown(layout, 'delta', true), 'verdict', 0));
  for (const id of ['number', 'time', 'source', 'destination', 'info', 'rule'] as const) {
    table.arrange((layout) => withShown(layout, id, false));
  }
  await exporter.run('csv', rows(0, 2));
  expect(await saved[0]?.file.text()).toBe(
    'Verdict,Delta,Dir,Sport,Dport,Proto,Len\r\n' +
      'drop,,in,,,Hop-by-hop,47\r\n' +
      'pass,0.000001,in,,,Hop-by-hop,47\r\n',
  );
  await exporter.run('jsonl', rows(1, 2));
  expect(JSON.parse((await saved[1]?.file.text()) ?? '')).toMatchObject({
    number: 2,
    interface: '#7',
    verdict: 'pass',
    sourceMac: expect.any(String),
  });
  expect(exporter.objectOf(1)).toMatchObject({ number: 2, verdict: 'pass' });
});

/** Countries and makers as a machine might know them: by the last byte of what is asked for. */
const KNOWS_ALL = async ({ addresses = [], macs = [] }: MethodArgs<'lookUp'>) =>
  ok({
    addresses: Object.fromEntries(addresses.map((text) => [text, { country: 'NL' }])),
    macs: Object.fromEntries(macs.map((text) => [text, { vendor: `Maker ${text.slice(-2)}` }])),
  });

it('looks up what the columns of CSV show, each address once, in questions that are bounded', async () => {
  const asked: MethodArgs<'lookUp'>[] = [];
  const { exporter, saved, table, history } = open({
    rows: 0,
    lookUp: (args) => {
      asked.push(args);
      return KNOWS_ALL(args);
    },
  });
  for (let row = 0; row < 2000; row += 1) {
    const source = [193, 0, (row >> 8) & 3, row & 0xff];
    append(history, 1, { source, source_mac: [0, 0, 0x0c, 0, 0, row & 1], direction: 0 });
  }
  append(history, 1, { source: [192, 168, 1, 1], source_mac: [2, 0, 0, 0, 0, 1], direction: 0 });
  for (const { id } of table.store.getState().layout) {
    const shown = ['source', 'country', 'vendor'].includes(id);
    table.arrange((layout) => withShown(layout, id, shown));
  }
  await exporter.run('csv', rows(0, 2001));
  const lines = (await saved[0]?.file.text())?.split('\r\n') ?? [];
  expect(lines[0]).toBe('Source,Country,Vendor');
  expect(lines[1]).toBe('193.0.0.0,Netherlands,Maker 00');
  expect(lines[2000]).toBe('193.0.3.207,Netherlands,Maker 01');
  expect(lines[2001]).toBe('192.168.1.1,private network,random or virtual');
  expect(asked.every(({ addresses = [] }) => addresses.length <= 200)).toBe(true);
  const addresses = asked.flatMap((question) => question.addresses ?? []);
  expect(addresses).toHaveLength(1024);
  expect(new Set(addresses).size).toBe(1024);
  expect(asked.flatMap(({ macs = [] }) => macs)).toHaveLength(2);
  asked.length = 0;
  await exporter.run('jsonl', rows(0, 2001));
  await exporter.run('pcapng', rows(0, 2001));
  expect(asked).toEqual([]);
});

it('says so where countries cannot be looked up, and goes on without them', async () => {
  const lookUp = vi.fn(async () => fail('disconnected', 'Gone.', 'Start it.'));
  const { exporter, saved, table, history, actions } = open({ rows: 0, lookUp });
  append(history, 1000, { source: [193, 0, 6, 139] });
  table.arrange((layout) => withShown(layout, 'country', true));
  await exporter.run('csv', rows(0, 1000));
  expect((await saved[0]?.file.text())?.trimEnd().split('\n')).toHaveLength(1001);
  expect(actions.getState().notice?.text).toMatch(/^1,000 packets exported; not every country/);
  expect(lookUp).toHaveBeenCalledTimes(1);
});

it('says of packets of a replay what their file says', async () => {
  const { exporter, saved, history } = open({ rows: 1, isReplay: true });
  append(history, 1, { marks: FLIP_MARK });
  await exporter.run('csv', rows(0, 2));
  await exporter.run('jsonl', rows(0, 2));
  const [csv, json] = await Promise.all(saved.map(({ file }) => file.text()));
  expect(csv).toMatch(/^No\.,Time,Verdict,Was,Dir/);
  expect(csv?.split('\r\n')[2]).toMatch(/,drop,pass,in,/);
  const [first, second] = (json ?? '').trim().split('\n');
  expect(JSON.parse(first ?? '')).toMatchObject({ verdict: 'drop', before: 'drop', flips: false });
  expect(JSON.parse(second ?? '')).toMatchObject({ verdict: 'drop', before: 'pass', flips: true });
});

it.each(['save', 'keep'])('says so where the browser has no room to %s the file', async (what) => {
  let saves = 0;
  const { exporter, actions } = open({
    save: () => {
      saves += 1;
      throw new Error('quota');
    },
  });
  // As Chromium does with what it could not put on the disk.
  const read = vi.spyOn(Blob.prototype, 'arrayBuffer');
  if (what === 'keep') read.mockRejectedValue(new DOMException('', 'NotReadableError'));
  await exporter.run('pcapng', rows(0, 3));
  read.mockRestore();
  expect(actions.getState()).toMatchObject({
    notice: undefined,
    failed: { title: 'The packets were not exported', failure: { code: 'write-failed' } },
  });
  expect(saves).toBe(what === 'save' ? 1 : 0);
  expect(exporter.store.getState().running).toBeUndefined();
});

it('names a file by the time', () => {
  expect(fileName('csv', new Date(2026, 2, 1, 9, 5, 7))).toBe('portcullis-2026-03-01-090507.csv');
});
