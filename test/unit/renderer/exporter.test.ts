import { expect, it } from 'vitest';
import { VERDICT } from '../../../electron/contract/packet-record.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { RuleNames } from '../../../renderer/model/rule-names.ts';
import { createActionsStore } from '../../../renderer/stores/actions-store.ts';
import { createEngineStore } from '../../../renderer/stores/engine-store.ts';
import { Exporter, fileName, type Selection } from '../../../renderer/stores/exporter.ts';
import { makeRecordBytes } from '../../support/make-record.ts';
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

function open({ rows = 1000, capacity = 100_000 } = {}) {
  const history = new PacketHistory(capacity, 8 * 1024 * 1024);
  const names = new RuleNames();
  const engine = createEngineStore();
  const actions = createActionsStore();
  const saved: { name: string; file: Blob }[] = [];
  const save = (name: string, file: Blob) => saved.push({ name, file });
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
    exporter: new Exporter({ history, names, engine, actions, save }),
  };
}

function append(history: PacketHistory, rows: number): void {
  const frame = FRAMES.udp;
  for (let row = 0; row < rows; row += 1) {
    const records = makeRecordBytes({
      time_boot_ns: row * 1000,
      ifindex: 7,
      length_bytes: frame.length,
      verdict: row % 2 === 0 ? VERDICT.drop : VERDICT.pass,
      ...(row % 2 === 0 ? { rule_slot: 3, rule_generation: 1 } : {}),
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
  expect(csv[1]).toMatch(/^1,.*,#7,in,drop,rule 1: drop src 203\.0\.113\.77 # scanner,/);
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

it('says so where the browser has no room for the file', async () => {
  const { history, actions } = open();
  const names = new RuleNames();
  const engine = createEngineStore();
  const save = () => {
    throw new Error('quota');
  };
  const exporter = new Exporter({ history, names, engine, actions, save });
  await exporter.run('pcapng', rows(0, 3));
  expect(actions.getState().failed).toMatchObject({
    title: 'The packets were not exported',
    failure: { code: 'write-failed' },
  });
});

it('names a file by the time', () => {
  expect(fileName('csv', new Date(2026, 2, 1, 9, 5, 7))).toBe('portcullis-2026-03-01-090507.csv');
});
