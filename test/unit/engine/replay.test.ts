/** A recording in the filter's place: rows, rules, counts and accounts, on a clock of the test's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inFlight } from '../../../electron/contract/accounting.ts';
import { BatchPacker } from '../../../electron/contract/batch-packer.ts';
import { readBatch } from '../../../electron/contract/batch-reader.ts';
import {
  ETHER_TYPE,
  MARK,
  NO_RULE_SLOT,
  PacketRecord,
  REASON,
  RECORD_BYTES,
  VERDICT,
} from '../../../electron/contract/packet-record.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../electron/contract/settings.ts';
import type { RuleBookState } from '../../../electron/contract/state.ts';
import { FIRST_PACKETS } from '../../../electron/engine/bpf/layout.ts';
import {
  decodeRecording,
  encodeRecording,
} from '../../../electron/engine/replay/recorded-traffic.ts';
import { openReplay, Replay } from '../../../electron/engine/replay/replay.ts';
import { ReplayRing } from '../../../electron/engine/replay/replay-ring.ts';
import {
  addRule,
  removeRule,
  setDefault,
  updateRule,
} from '../../../electron/engine/rules/rule-book.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { makeRecordBytes, type RecordFields } from '../../support/make-record.ts';
import { RESOURCES } from '../../support/paths.ts';
import { rule } from '../../support/rule.ts';

const DURATION_MS = 1000;
const BOOT_MS = 5_000_000;
const TCP = 6;
const UDP = 17;
const ICMP = 1;
const STRANGER6 = [0x20, 1, 0x0d, 0xb8, ...new Array<number>(11).fill(0), 0x66];

/** Five packets a second, at 100, 300, 500, 700 and 900 ms. */
const PACKETS: readonly RecordFields[] = [
  { protocol: ICMP, source: [192, 0, 2, 10], length_bytes: 98 },
  {
    ...{ protocol: TCP, source: [203, 0, 113, 77], destination_port: 22, flags: 2 },
    ...{ marks: MARK.hasPorts | MARK.hasFlags, length_bytes: 58 },
  },
  {
    ...{ protocol: UDP, source: [198, 51, 100, 53], source_port: 53, destination_port: 40053 },
    marks: MARK.hasPorts,
  },
  { ether_type: ETHER_TYPE.ipv6, family: 6, protocol: 58, source: STRANGER6 },
  { ether_type: ETHER_TYPE.arp, source: [192, 0, 2, 10], length_bytes: 42 },
];
const NAMES = ['icmp', 'tcp', 'udp', 'icmpv6', 'arp'];

interface Row {
  readonly name: string;
  readonly timeMs: number;
  readonly verdict: number;
  readonly reason: number;
  readonly slot: number;
  readonly generation: number;
}

class FakeClient {
  readonly rows: Row[] = [];
  refuses = false;

  readonly accept = (frame: Uint8Array): boolean => {
    if (this.refuses) return false;
    const records = readBatch(frame)?.records;
    if (!records) throw new Error('malformed batch');
    for (let index = 0; index < records.length / RECORD_BYTES; index += 1) {
      const record = new PacketRecord(records).at(index);
      this.rows.push({
        name: NAMES[PACKETS.findIndex((fields) => isOf(record, fields))] ?? 'unknown',
        timeMs: record.timeBootNs / 1e6 - BOOT_MS,
        verdict: record.verdict,
        reason: record.reason,
        slot: record.ruleSlot,
        generation: record.ruleGeneration,
      });
    }
    return true;
  };

  dropped(): string[] {
    return this.rows.filter(({ verdict }) => verdict === VERDICT.drop).map(({ name }) => name);
  }
}

function isOf(record: PacketRecord, { protocol = 0, ether_type = ETHER_TYPE.ipv4 }: RecordFields) {
  return record.protocol === protocol && record.etherType === ether_type;
}

let startMs: number;
let replay: Replay;
let states: RuleBookState[];
/** Addresses that are on the list "bad". */
let bad: string[];
beforeEach(() => {
  vi.useFakeTimers();
  startMs = Date.now();
  states = [];
  bad = [];
  replay = open();
});
afterEach(() => {
  replay[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const NO_HOOKS = { onChange: () => {}, onTrouble: () => {}, listsHolding: () => [] };

function open(settings: Partial<Settings> = {}): Replay {
  const records = PACKETS.map((fields, index) =>
    makeRecordBytes({ ...fields, time_boot_ns: 100e6 + index * 200e6, ifindex: 7 }),
  );
  const file = encodeRecording({
    interface: 'recording',
    durationNs: DURATION_MS * 1e6,
    records: Buffer.concat(records),
  });
  const hooks = {
    ...NO_HOOKS,
    onChange: (state: RuleBookState) => states.push(state),
    listsHolding: (address: string) => (bad.includes(address) ? ['bad'] : []),
  };
  return new Replay(
    expectOk(decodeRecording(file)),
    { ...DEFAULT_SETTINGS, ...settings },
    hooks,
    () => (BOOT_MS + Date.now() - startMs) * 1e6,
  );
}

function watch(client = new FakeClient()) {
  return { client, stream: expectOk(replay.openStream(client.accept)) };
}

async function add(text: string, more: Partial<Rule> = {}): Promise<string> {
  const added = rule(text, more);
  expectOk(await replay.rules.change((book) => addRule(book, added, null)));
  return added.id;
}

describe('playing', () => {
  test('rows come when they came, with the time it is now, over and over', () => {
    const { client } = watch();
    vi.advanceTimersByTime(2 * DURATION_MS);
    expect(client.rows.map(({ name }) => name)).toEqual([...NAMES, ...NAMES]);
    expect(client.rows.map(({ timeMs }) => timeMs)).toEqual([
      ...[100, 300, 500, 700, 900],
      ...[1100, 1300, 1500, 1700, 1900],
    ]);
    expect(client.rows.every(({ slot }) => slot === NO_RULE_SLOT)).toBe(true);
  });

  test('a row is never shown before its time', () => {
    const { client } = watch();
    vi.advanceTimersByTime(99);
    expect(client.rows).toEqual([]);
    vi.advanceTimersByTime(51);
    expect(client.rows.map(({ name }) => name)).toEqual(['icmp']);
  });

  test('counters go on while nobody watches, without a timer', () => {
    expect(vi.getTimerCount()).toBe(0);
    for (let turn = 0; turn < 40; turn += 1) {
      vi.advanceTimersByTime(250);
      replay.counters();
    }
    expect(replay.counters().total).toEqual({
      pass: { packets: 50, bytes: 10 * (98 + 58 + 60 + 60 + 42) },
      drop: { packets: 0, bytes: 0 },
    });
    // No record is made that nobody would fetch.
    expect(replay.recordCounts()).toMatchObject({ recorded: 0, notAskedFor: 50 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('what nobody looked at for long, or the machine slept through, is not made up for', () => {
    const { client } = watch();
    vi.advanceTimersByTime(400);
    const before = replay.counters().total.pass.packets;
    vi.setSystemTime(startMs + 3_600_000);
    vi.advanceTimersByTime(DURATION_MS);
    expect(replay.counters().total.pass.packets).toBe(before + NAMES.length);
    expect(client.rows.slice(2).map(({ name }) => name)).toEqual(
      [...NAMES, ...NAMES].slice(2, 2 + NAMES.length),
    );
    expect(client.rows[2]?.timeMs).toBeGreaterThanOrEqual(3_600_000);
  });

  test('shows one watched interface, and how long the recording is', () => {
    expect(replay.recording).toEqual({ packets: 5, durationMs: DURATION_MS });
    expect(replay.attachments.list).toMatchObject([
      { interface: 'recording', mode: 'native', state: 'attached' },
    ]);
    expect(Object.keys(replay.counters().byInterface)).toEqual(['recording']);
  });

  test('the recording that ships plays through the same machinery', async () => {
    using shipped = expectOk(await openReplay(RESOURCES, DEFAULT_SETTINGS, NO_HOOKS));
    expect(shipped.recording.packets).toBeGreaterThan(300);
    expect(shipped.counters().total.drop.packets).toBe(0);
  });

  test('without a recording there is a reason', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'portcullis-replay-'));
    try {
      const opened = await openReplay(empty, DEFAULT_SETTINGS, NO_HOOKS);
      expect(opened).toMatchObject({ ok: false, error: { code: 'missing-object' } });
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});

describe('rules', () => {
  test.each([
    ['drop remote 192.0.2.10', ['icmp', 'arp']],
    ['drop remote 2001:db8::66', ['icmpv6']],
    ['drop remote 2001:db8::67', []],
    ['drop tcp dport 22', ['tcp']],
    ['drop udp dport 22', []],
    ['drop udp dport 53', []],
    ['drop arp', ['arp']],
    ['drop any', ['icmp', 'tcp', 'udp', 'icmpv6', 'arp']],
    ['pass any', []],
    ['drop out any', []],
    ['drop both src 203.0.113.0/24', ['tcp']],
    ['drop tcp flags syn', ['tcp']],
    ['drop tcp flags ack', []],
    ['drop not tcp', ['icmp', 'udp', 'icmpv6', 'arp']],
    ['drop iface recording len 98-1500', ['icmp']],
    ['drop src list bad', []],
    ['count any', []],
    ['limit 1/h burst 2 any', ['udp', 'icmpv6', 'arp']],
    ['limit 1/h burst 1 per source any', ['arp']],
  ])('%s', async (text, dropped) => {
    const { client } = watch();
    vi.advanceTimersByTime(DURATION_MS - 10);
    await add(text);
    client.rows.length = 0;
    vi.advanceTimersByTime(DURATION_MS);
    expect(client.dropped()).toEqual(dropped);
    expect(client.rows.length).toBe(NAMES.length);
  });

  test('the first enabled rule that matches decides, and the row names it', async () => {
    const { client } = watch();
    vi.advanceTimersByTime(DURATION_MS - 10);
    const off = await add('drop tcp', { enabled: false });
    const first = await add('pass tcp dport 22');
    const second = await add('drop any');
    client.rows.length = 0;
    vi.advanceTimersByTime(DURATION_MS);
    const decidedBy = client.rows.map(({ slot, generation, reason }) => {
      expect(reason).toBe(REASON.rule);
      return replay.rules.state.slots.find(
        (name) => name.slot === slot && name.generation === generation,
      )?.ruleId;
    });
    expect(decidedBy).toEqual([second, first, second, second, second]);
    const { byRule, byProtocol, byInterface, total } = replay.counters();
    expect(byRule).toMatchObject({
      [off]: { packets: 0, bytes: 0 },
      [first]: { packets: 1, bytes: 58 },
      [second]: { packets: 4, bytes: 98 + 60 + 60 + 42 },
    });
    expect(total.drop).toEqual(byRule[second]);
    expect(byInterface.recording).toEqual(total);
    expect(byProtocol.tcp).toMatchObject({ pass: { packets: 2 }, drop: { packets: 0 } });
    expect(byProtocol.arp).toMatchObject({ pass: { packets: 1 }, drop: { packets: 1 } });
  });

  test('a rule has no say in what came before it, however late that is looked at', async () => {
    vi.advanceTimersByTime(850);
    await add('drop any');
    expect(replay.counters().total).toMatchObject({ pass: { packets: 4 }, drop: { packets: 0 } });
    vi.advanceTimersByTime(350);
    expect(replay.counters().total).toMatchObject({ pass: { packets: 4 }, drop: { packets: 2 } });
  });

  test('a change is told, is in force at once, and leaves nothing unsaved', async () => {
    const id = await add('drop any');
    await replay.rules.change((book) => updateRule(book, id, { enabled: false }));
    vi.advanceTimersByTime(500);
    expect(replay.counters().total.drop.packets).toBe(0);
    await replay.rules.change((book) => removeRule(book, id));
    expect(states.map(({ revision, saved }) => [revision, saved])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    expect(states.at(-1)?.rules).toEqual([]);
    expect(states.at(-1)?.slots.at(-1)).toMatchObject({ ruleId: id, text: 'drop any' });
    expect(replay.counters().byRule).not.toHaveProperty(id);
  });

  test('a refused change changes nothing', async () => {
    await add('drop udp');
    const { state } = replay.rules;
    const clicked = rule('drop udp', { id: 'other', origin: 'row' });
    const again = await replay.rules.change((book) => addRule(book, clicked, null));
    expect(again).toMatchObject({ ok: false, error: { code: 'duplicate-rule' } });
    expect(replay.rules.state).toEqual(state);
    expect(states.length).toBe(1);
  });

  test('a rule ends by itself, and leaves the list', async () => {
    await add('drop any', { expiry: Date.now() + 600 });
    await vi.advanceTimersByTimeAsync(600);
    expect(replay.rules.book.rules).toEqual([]);
    expect(states.at(-1)?.rules).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(replay.counters().total).toMatchObject({ pass: { packets: 2 }, drop: { packets: 3 } });
  });

  test('a rule that only counts, and a limit under its rate, count and let the next decide', async () => {
    const counting = await add('count icmp');
    const limiting = await add('limit 100/s burst 10 icmp');
    const { client } = watch();
    vi.advanceTimersByTime(DURATION_MS);
    const { byRule, byDefault } = replay.counters();
    expect([byRule[counting]?.packets, byRule[limiting]?.packets]).toEqual([1, 1]);
    expect(byDefault.in.packets).toBe(NAMES.length);
    expect(client.rows.every(({ slot }) => slot === NO_RULE_SLOT)).toBe(true);
  });

  test('a list decides for the addresses that are on it now, and counts them', async () => {
    await add('drop src list bad');
    bad = ['203.0.113.77', '192.0.2.10'];
    vi.advanceTimersByTime(DURATION_MS);
    expect(replay.counters().total.drop.packets).toBe(3);
    bad = [];
    expectOk(await replay.enforceLists());
    vi.advanceTimersByTime(DURATION_MS);
    const { total, byList } = replay.counters();
    expect(total.drop.packets).toBe(3);
    expect(byList).toEqual({ bad: 3 });
  });

  test('a default that drops spares what is built in, and ends by itself', async () => {
    expectOk(await replay.rules.change((book) => setDefault(book, 'in', 'drop')));
    const { client } = watch();
    await vi.advanceTimersByTimeAsync(DURATION_MS);
    expect(client.dropped()).toEqual(['icmp', 'tcp', 'udp', 'icmpv6']);
    expect(replay.counters().byDefault.in.packets).toBe(4);
    expect(replay.counters().byRule['built-in-arp']?.packets).toBe(1);
    const slots = new Map(replay.rules.state.slots.map(({ slot, ruleId }) => [slot, ruleId]));
    const arp = client.rows.find(({ name }) => name === 'arp');
    expect(slots.get(arp?.slot ?? -1)).toBe('built-in-arp');
    await vi.advanceTimersByTimeAsync(15_000);
    expect(states.at(-1)?.defaults.in).toBe('pass');
    client.rows.length = 0;
    await vi.advanceTimersByTimeAsync(DURATION_MS);
    expect(client.dropped()).toEqual([]);
  });

  test('none is in force while rules may not drop, and all are there afterwards', async () => {
    const id = await add('drop any');
    expectOk(replay.setEnforcing(false));
    expect(replay.enforcing).toBe(false);
    const { client } = watch();
    vi.advanceTimersByTime(DURATION_MS);
    expect(client.rows.length).toBe(NAMES.length);
    expect(client.rows.every(({ slot }) => slot === NO_RULE_SLOT)).toBe(true);
    expect(client.dropped()).toEqual([]);
    expectOk(replay.setEnforcing(true));
    vi.advanceTimersByTime(DURATION_MS);
    expect(client.dropped()).toEqual(NAMES);
    expect(replay.counters().byRule[id]?.packets).toBe(NAMES.length);
  });
});

describe('accounts', () => {
  test('what is not asked for is counted, and not shown', () => {
    replay[Symbol.dispose]();
    replay = open({ watch: ['icmp', 'arp'] });
    const { client, stream } = watch();
    vi.advanceTimersByTime(DURATION_MS);
    expect(client.rows.map(({ name }) => name)).toEqual(['icmp', 'icmpv6', 'arp']);
    expect(stream.account(replay.recordCounts())).toMatchObject({
      seen: 5,
      delivered: 3,
      notAskedFor: 2,
    });
    expectOk(replay.setSettings({ ...DEFAULT_SETTINGS, watch: [] }));
    vi.advanceTimersByTime(DURATION_MS);
    expect(stream.account(replay.recordCounts())).toMatchObject({ seen: 10, notAskedFor: 7 });
    expect(replay.counters().total.pass.packets).toBe(10);
  });

  test('a budget of nothing leaves out everything', () => {
    replay[Symbol.dispose]();
    replay = open({ eventBudgetPerCpu: 0 });
    const { client, stream } = watch();
    vi.advanceTimersByTime(DURATION_MS);
    expect(client.rows).toEqual([]);
    expect(stream.account(replay.recordCounts())).toMatchObject({ seen: 5, sampledOut: 5 });
  });

  test('each client has its own, which adds up', () => {
    const early = watch();
    vi.advanceTimersByTime(600);
    const late = watch();
    late.client.refuses = true;
    vi.advanceTimersByTime(400);
    late.client.refuses = false;
    vi.advanceTimersByTime(DURATION_MS);
    const counts = replay.recordCounts();
    const [first, second] = [early.stream.account(counts), late.stream.account(counts)];
    expect(first).toMatchObject({ seen: 10, delivered: 10, lostLink: 0 });
    expect(second).toMatchObject({ seen: 7, delivered: 5, lostLink: 2 });
    expect([inFlight(first), inFlight(second)]).toEqual([0, 0]);
  });

  test('who leaves gets no more, and who comes back begins at nothing', () => {
    const { client, stream } = watch();
    vi.advanceTimersByTime(400);
    replay.closeStream(stream);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(DURATION_MS);
    expect(client.rows.length).toBe(2);
    const again = watch(client);
    expect(again.stream.account(replay.recordCounts())).toMatchObject({ seen: 0, delivered: 0 });
    vi.advanceTimersByTime(DURATION_MS);
    const account = again.stream.account(replay.recordCounts());
    expect(account).toMatchObject({ seen: 5, delivered: 5 });
    expect(client.rows.length).toBe(7);
  });

  test('only what is dropped is shown where only that is wanted', async () => {
    replay[Symbol.dispose]();
    replay = open({ record: { which: 'dropped', snapshotBytes: 0 } });
    expectOk(await replay.rules.change((book) => addRule(book, rule('drop icmp'), null)));
    const { client, stream } = watch();
    vi.advanceTimersByTime(DURATION_MS);
    expect(client.dropped().length).toBe(client.rows.length);
    const account = stream.account(replay.recordCounts());
    expect(account).toMatchObject({ seen: 5, delivered: client.rows.length });
    expect(account.notAskedFor).toBe(5 - client.rows.length);
    expect(client.rows.length).toBeGreaterThan(0);
  });

  test('of each flow the first packets are shown where only those are wanted', () => {
    replay[Symbol.dispose]();
    replay = open({ record: { which: 'first', snapshotBytes: 0 } });
    const { client, stream } = watch();
    for (let turn = 0; turn < 20; turn += 1) vi.advanceTimersByTime(DURATION_MS);
    const account = stream.account(replay.recordCounts());
    expect(account.seen).toBe(100);
    expect(account.delivered).toBe(client.rows.length);
    expect(client.rows.length % FIRST_PACKETS).toBe(0);
    expect(client.rows.length).toBeLessThan(100);
    expect(inFlight(account)).toBe(0);
  });

  test('a full ring is counted, and so is a spent budget', () => {
    const ring = new ReplayRing();
    ring.budgetPerSecond = 10_000_000;
    const record = new Uint8Array(RECORD_BYTES);
    for (let index = 0; index < 5000; index += 1) ring.offer(record, 0, true);
    expect(ring.counts).toEqual({ recorded: 4096, notAskedFor: 0, sampledOut: 0, ringFull: 904 });
    expect(ring.drain(5000, new BatchPacker())).toBe(4096);
    // Two records in a window of 2^24 ns, then two in the next.
    ring.budgetPerSecond = 100;
    for (const timeNs of [1e9, 1e9, 1e9, 1e9 + 2 ** 24]) ring.offer(record, timeNs, true);
    expect(ring.counts).toMatchObject({ recorded: 4099, sampledOut: 1 });
  });

  test('the ring gives its records in order, in pieces of any size', () => {
    const ring = new ReplayRing();
    ring.budgetPerSecond = 10_000_000;
    for (let index = 0; index < 10; index += 1) {
      ring.offer(new Uint8Array(RECORD_BYTES).fill(index), 0, true);
    }
    const taken: number[] = [];
    const target = {
      reserve: () => {},
      add: (words: Int32Array, at: number) => taken.push((words[at] as number) & 0xff),
    };
    while (ring.drain(4, target) > 0);
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
