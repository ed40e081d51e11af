import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBatch } from '../../electron/contract/batch-reader.ts';
import { LINK_TYPE } from '../../electron/contract/capture-file/format.ts';
import { MARK, PacketRecord, VERDICT } from '../../electron/contract/packet-record.ts';
import {
  FIRST_REPLAY_IFINDEX,
  FLIP_MARK,
  MAX_REPLAY_PACKETS,
  type ReplayState,
} from '../../electron/contract/replay.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import { MAX_INTERFACES } from '../../electron/engine/bpf/layout.ts';
import { CaptureReplay } from '../../electron/engine/capture-replay/capture-replay.ts';
import { ipFrame, udp } from '../../electron/engine/network/lab/frames.ts';
import { BlockMaker, pcapFile } from '../support/capture-file-bytes.ts';
import { expectOk } from '../support/expect-ok.ts';
import { RESOURCES } from '../support/paths.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { FRAMES, MACS, V4, V6 } from '../support/test-frames.ts';

/** Long before this machine started. */
const START_S = 1_500_000_000;
const make = new BlockMaker(true);

/** What filters meanwhile: its maps are not those of a replay. */
let live: PrivatePlane;

beforeEach(async () => {
  live = await PrivatePlane.open();
});

afterEach(() => live[Symbol.dispose]());

interface Run {
  readonly state: ReplayState;
  readonly records: readonly PacketRecord[];
}

async function openReplay(
  accept: (frame: Uint8Array) => boolean = () => true,
  own: readonly string[] = [],
): Promise<CaptureReplay> {
  return expectOk(
    await CaptureReplay.open(7, {
      resourcesDirectory: RESOURCES,
      ruleset: live.keeper.enforced,
      lists: new Map(),
      ownAddresses: new Set(own),
      direction: 'in',
      accept,
    }),
  );
}

async function replay(
  file: Uint8Array,
  rules: readonly Rule[],
  own: readonly string[] = [],
): Promise<Run> {
  await live.setRules(rules);
  const records: PacketRecord[] = [];
  const opened = await openReplay((frame) => {
    const batch = readBatch(frame);
    expect(batch?.stream).toBe(7);
    for (let index = 0; index < (batch?.count ?? 0); index += 1) {
      records.push(new PacketRecord(batch?.records.slice() ?? new Uint8Array()).at(index));
    }
    return true;
  }, own);
  try {
    await opened.feed(file);
    return { state: await opened.end(), records };
  } finally {
    opened[Symbol.dispose]();
  }
}

function packetsAt(times: readonly number[], frame: Uint8Array = FRAMES.udp): Uint8Array {
  return pcapFile(
    times.map((ms) => ({
      seconds: START_S + Math.floor(ms / 1000),
      fraction: (ms % 1000) * 1000,
      bytes: [...frame],
    })),
  );
}

function verdicts({ records }: Run): string {
  return records.map(({ verdict }) => (verdict === VERDICT.drop ? 'x' : '.')).join('');
}

describe('a replay', () => {
  it('says which packets would be dropped, and by which rule, and touches nothing that filters', async () => {
    const file = pcapFile(
      [FRAMES.ping, FRAMES.syn, FRAMES.udp6, FRAMES.request].map((frame, index) => ({
        seconds: START_S + index,
        fraction: 250_000,
        bytes: [...frame],
      })),
    );
    const run = await replay(file, [rule('drop tcp'), rule('drop arp')]);
    expect(verdicts(run)).toBe('.x.x');
    expect(run.state).toMatchObject({ packets: 4, dropped: 2, flips: 2, notRun: 0 });
    const slots = live.keeper.slots();
    const [, syn] = run.records;
    expect(syn?.ruleSlot).toBe([...slots.values()][0]);
    expect(run.state.bootTimeMs + (syn?.timeBootNs ?? 0) / 1e6).toBe((START_S + 1) * 1000 + 250);
    expect(run.records.map(({ marks }) => (marks & FLIP_MARK) !== 0)).toEqual([
      false,
      true,
      false,
      true,
    ]);
    for (const slot of slots.values()) expect(live.hits(slot)).toBe(0);
    expect(live.counters().total.drop.packets).toBe(0);
  });

  it('fills limits by the time of the capture', async () => {
    const limit = [rule('limit 1/s udp')];
    const slow = Array.from({ length: 10 }, (_, index) => index * 1000);
    const fast = Array.from({ length: 10 }, (_, index) => index);
    expect(verdicts(await replay(packetsAt(slow), limit))).toBe('..........');
    expect(verdicts(await replay(packetsAt(fast), limit))).toMatch(/^\.+x+$/);
    expect(verdicts(await replay(packetsAt([0, 1, 2, 3, 60_000, 60_001]), limit))).toMatch(
      /x\.[.x]$/,
    );
  });

  it('ends rules by the time of the capture', async () => {
    const soon = { ...rule('drop udp'), expiry: Date.now() + 60_000 };
    const now = Math.round((Date.now() - START_S * 1000) / 1000) * 1000;
    const times = [-3600_000, 0, 3600_000].map((ms) => now + ms);
    expect(verdicts(await replay(packetsAt(times), [soon]))).toBe('xx.');
  });

  it('goes by the direction that the file tells, or else by whose address is in the packet', async () => {
    const file = Uint8Array.from([
      ...make.section(),
      ...make.interface(LINK_TYPE.ethernet),
      ...make.enhanced(0, 1_000_000n, [...FRAMES.udp], make.option(2, make.u32(2))),
      ...make.enhanced(0, 2_000_000n, [...FRAMES.udp], make.option(2, make.u32(1))),
      ...make.enhanced(0, 3_000_000n, [...FRAMES.udp]),
    ]);
    const rules = [rule('drop out udp')];
    expect(verdicts(await replay(file, rules))).toBe('x..');
    expect(verdicts(await replay(file, rules, [V4.source]))).toBe('x.x');
  });

  it('flips what the file says and the rules do not', async () => {
    const said = (verdict: string) =>
      make.option(1, [...new TextEncoder().encode(`${verdict} by rule 1: drop udp`)]);
    const file = Uint8Array.from([
      ...make.section(),
      ...make.interface(LINK_TYPE.ethernet),
      ...make.enhanced(0, 1n, [...FRAMES.udp], said('dropped')),
      ...make.enhanced(0, 2n, [...FRAMES.ping], said('dropped')),
    ]);
    const run = await replay(file, [rule('drop udp')]);
    expect(run.state).toMatchObject({ packets: 2, dropped: 1, flips: 1 });
    expect(run.records.map(({ marks }) => (marks & FLIP_MARK) !== 0)).toEqual([false, true]);
  });

  it('takes packets that were cut when they were captured for what they were', async () => {
    const whole = FRAMES.large;
    const file = pcapFile([
      {
        seconds: START_S,
        fraction: 0,
        bytes: [...whole.subarray(0, 64)],
        lengthBytes: whole.length,
      },
      { seconds: START_S, fraction: 0, bytes: [], lengthBytes: whole.length },
    ]);
    const run = await replay(file, [rule('drop udp dport 5001')]);
    expect(verdicts(run)).toBe('x');
    expect(run.records[0]?.lengthBytes).toBe(whole.length);
    expect(run.state.notRun).toBe(1);
  });

  it('runs long frames by the length that they had, whole or cut, both ways and in any protocol', async () => {
    const jumbo = (payloadBytes: number) =>
      ipFrame(
        MACS,
        { ...V4, protocol: 17 },
        udp({ ...V4, sourcePort: 1, destinationPort: 5001 }, new Uint8Array(payloadBytes)),
      );
    const jumbo6 = ipFrame(
      MACS,
      { ...V6, protocol: 17 },
      udp({ ...V6, sourcePort: 1, destinationPort: 5001 }, new Uint8Array(8000)),
    );
    const whole = [jumbo(3000), jumbo(3500), jumbo(8958), jumbo6, jumbo(65_000)];
    const cut = whole.map((frame) => ({ bytes: frame.subarray(0, 60), lengthBytes: frame.length }));
    const file = Uint8Array.from([
      ...make.section(),
      ...make.interface(LINK_TYPE.ethernet),
      ...[1, 2].flatMap((way) =>
        whole.flatMap((frame) =>
          make.enhanced(0, 1_000_000n, [...frame], make.option(2, make.u32(way))),
        ),
      ),
    ]);
    const lengths = whole.map(({ length }) => length);
    const run = await replay(file, [rule('drop both len 3600-9000')]);
    expect(run.records.map(({ lengthBytes }) => lengthBytes)).toEqual([...lengths, ...lengths]);
    expect(verdicts(run)).toBe('..xx...xx.');
    expect(run.state.notRun).toBe(0);
    expect(run.records.every(({ marks }) => (marks & MARK.malformed) === 0)).toBe(true);

    const cutFile = pcapFile(
      cut.map(({ bytes, lengthBytes }) => ({
        seconds: START_S,
        fraction: 0,
        bytes: [...bytes],
        lengthBytes,
      })),
    );
    expect(verdicts(await replay(cutFile, [rule('drop len 3600-9000')]))).toBe('..xx.');
    // Where no rule asks for a length, the short way tells it as well.
    const short = await replay(cutFile, [rule('drop udp dport 5001')]);
    expect(verdicts(short)).toBe('xxxxx');
    expect(short.records.map(({ lengthBytes }) => lengthBytes)).toEqual(lengths);
  });

  it('keeps what it ran before a place where the file is damaged, and says what is wrong', async () => {
    const good = packetsAt([0, 1, 2]);
    const damaged = Uint8Array.from([...good, ...new Array(64).fill(0xff)]);
    const run = await replay(damaged, [rule('drop udp')]);
    expect(verdicts(run)).toBe('xxx');
    expect(run.state).toMatchObject({ packets: 3, dropped: 3, flips: 3 });
    expect(run.state.failed).toMatchObject({ code: 'bad-capture' });
    expect(run.state.failed?.message).toContain(`damaged at byte ${good.length}`);
    const [first] = run.records;
    expect(run.state.bootTimeMs + (first?.timeBootNs ?? 0) / 1e6).toBe(START_S * 1000);

    const cut = await replay(good.subarray(0, -1), [rule('drop udp')]);
    expect(verdicts(cut)).toBe('xx');
    expect(cut.state.failed?.message).toMatch(/is cut off/);
  });

  it('does not run packets of more interfaces than there are counters for', async () => {
    const names = Array.from({ length: MAX_INTERFACES + 1 }, (_, index) => `eth${index}`);
    const file = Uint8Array.from([
      ...make.section(),
      ...names.flatMap((name) =>
        make.interface(LINK_TYPE.ethernet, make.option(2, [...new TextEncoder().encode(name)])),
      ),
      ...names.flatMap((_, id) => make.enhanced(id, 1n, [...FRAMES.udp])),
      ...make.enhanced(0, 2n, [...FRAMES.udp]),
    ]);
    const run = await replay(file, [rule('drop udp')]);
    expect(run.state).toMatchObject({ packets: MAX_INTERFACES + 1, notRun: 1 });
    const known = new Map(run.state.interfaces.map(({ ifindex, name }) => [ifindex, name]));
    expect(run.records.map(({ ifindex }) => known.get(ifindex))).toEqual([
      ...names.slice(0, -1),
      'eth0',
    ]);
    expect(run.state.failed).toBeUndefined();
  });

  it('ends a file that has more packets than any page shows', async () => {
    const nothing = { seconds: START_S, fraction: 0, bytes: [], lengthBytes: 60 };
    const head = pcapFile([]);
    const packet = pcapFile([nothing]).subarray(head.length);
    const many = new Uint8Array(packet.length * 20_000);
    for (let start = 0; start < many.length; start += packet.length) many.set(packet, start);
    const opened = await openReplay();
    try {
      await opened.feed(head);
      let state = opened.state;
      for (let packets = 0; packets < MAX_REPLAY_PACKETS; packets += 20_000) {
        state = await opened.feed(many);
        expect(state.failed).toBeUndefined();
      }
      expect(state.notRun).toBe(MAX_REPLAY_PACKETS);
      state = await opened.feed(packet);
      expect(state).toMatchObject({
        notRun: MAX_REPLAY_PACKETS,
        failed: { code: 'file-too-large' },
      });
    } finally {
      opened[Symbol.dispose]();
    }
  });

  it('reads frames without a link header, and of tcpdump -i any', async () => {
    const ip = FRAMES.syn.subarray(14);
    const cooked = [0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8, 0, ...ip];
    const cooked2 = [8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, ...ip];
    const file = Uint8Array.from([
      ...make.section(),
      ...make.interface(LINK_TYPE.rawIp),
      ...make.interface(LINK_TYPE.linuxCooked),
      ...make.interface(LINK_TYPE.linuxCooked2),
      ...make.interface(147),
      ...[[...ip], cooked, cooked2, [...ip]].flatMap((bytes, id) => make.enhanced(id, 1n, bytes)),
    ]);
    const run = await replay(file, [rule('drop both tcp')]);
    expect(verdicts(run)).toBe('xxx');
    expect(run.records.map(({ direction }) => direction)).toEqual([0, 1, 0]);
    expect(run.state.interfaces).toEqual([
      { ifindex: FIRST_REPLAY_IFINDEX, name: '', framing: 'ip' },
    ]);
    expect(new Set(run.records.map(({ ifindex }) => ifindex))).toEqual(
      new Set([FIRST_REPLAY_IFINDEX]),
    );
    expect(run.state.notRun).toBe(1);
  });
});
