/** What rules do to frames on a real wire, by either way of filtering what goes out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIRECTIONS, type Direction } from '../../electron/contract/language/statement.ts';
import { ipFrame, udp } from '../../electron/engine/network/lab/frames.ts';
import { FilteredWire } from '../support/filtered-wire.ts';
import { FRAMES, MACS, PORTS, V4 } from '../support/test-frames.ts';

let wire: FilteredWire;

describe.each([
  { egressKind: 'tcx', directions: DIRECTIONS },
  { egressKind: 'clsact', directions: ['out'] },
] as const)('with $egressKind', ({ egressKind, directions }) => {
  beforeAll(async () => {
    wire = await FilteredWire.open({ egressKind });
    const { attachments } = await wire.call('snapshot', {});
    expect(attachments).toMatchObject([{ mode: 'native', egress: egressKind }]);
  });
  afterAll(() => wire?.[Symbol.asyncDispose]());

  describe.each(directions)('%s', (direction) => {
    const other: Direction = direction === 'in' ? 'out' : 'in';

    test('drop, in this direction', async () => {
      await wire.setRules(`drop ${direction} icmp`, `drop ${direction} udp sport 40000-40001`);
      expect(await crossing(direction, { ping: 3, udp: 2, syn: 4 })).toBe(4);
      expect(await crossing(other, { ping: 3, udp: 2, syn: 4 })).toBe(9);
      expect(await hits()).toEqual([3, 2]);
    });

    test('pass, as an exception to what follows', async () => {
      await wire.setRules(`pass ${direction} tcp dport 8080`, `drop ${direction} proto tcp, udp`);
      expect(await crossing(direction, { syn: 3, ack: 2, udp: 1, ping: 1 })).toBe(4);
      expect(await hits()).toEqual([3, 3]);
    });

    test('limit, as many as the burst', async () => {
      await wire.setRules(`limit 1/h burst 3 ${direction} udp`);
      expect(await crossing(direction, { udp: 10, ping: 5 })).toBe(8);
      expect(await crossing(other, { udp: 10 })).toBe(10);
      expect(await hits()).toEqual([7]);
    });

    test('limit, of each source', async () => {
      await wire.setRules(`limit 1/h burst 3 per source ${direction} udp`);
      const sources = ['203.0.113.1', '203.0.113.2', '203.0.113.3'];
      const frames = Array.from({ length: 5 }, () => sources.map(udpFrom)).flat();
      expect(await wire.cross(direction, frames)).toHaveLength(9);
      expect(await hits()).toEqual([6]);
    });

    test('count, and nothing else', async () => {
      await wire.setRules(`count ${direction} udp`, `count both any`, `drop ${direction} udp`);
      expect(await crossing(direction, { udp: 4, ping: 3 })).toBe(3);
      expect(await crossing(other, { udp: 4 })).toBe(4);
      expect(await hits()).toEqual([4, 11, 4]);
    });

    test('the default, and a panic', async () => {
      await wire.setRules(`pass ${direction} udp`);
      await wire.call('setDefault', { direction, verdict: 'drop' });
      expect(await crossing(direction, { syn: 2, udp: 3 })).toBe(3);
      expect(await crossing(other, { ack: 2 })).toBe(2);
      await wire.call('setEnforcing', { enforcing: false });
      expect(await crossing(direction, { syn: 2, udp: 3 })).toBe(5);
      await wire.call('setEnforcing', { enforcing: true });
      expect(await crossing(direction, { syn: 2, udp: 3 })).toBe(3);
      await wire.call('revertTrial', {});
      expect(await crossing(direction, { syn: 2, udp: 3 })).toBe(5);
    });
  });

  test('a toggled address, a moved rule, and a removed one take effect at once', async () => {
    await wire.setRules('drop both udp', `pass both host ${V4.source}`);
    expect(await crossing('in', { udp: 1 })).toBe(0);
    const { rules } = await wire.call('snapshot', {});
    const [drop, pass] = rules.rules.map(({ id }) => id) as [string, string];
    await wire.call('moveRule', { id: pass, before: drop });
    expect(await crossing('in', { udp: 1 })).toBe(1);
    expect(await crossing('out', { udp: 1 })).toBe(1);
    await wire.call('updateRule', { id: pass, enabled: false });
    expect(await crossing('out', { udp: 1 })).toBe(0);
    await wire.call('removeRule', { id: drop });
    expect(await crossing('in', { udp: 1 })).toBe(1);
    expect(await crossing('out', { udp: 1 })).toBe(1);
  });
});

/** Sends each frame so often; gives how many got through. */
async function crossing(
  direction: Direction,
  counts: Partial<Record<keyof typeof FRAMES, number>>,
): Promise<number> {
  const frames = Object.entries(counts).flatMap(([name, count]) =>
    Array.from({ length: count }, () => FRAMES[name as keyof typeof FRAMES]),
  );
  return (await wire.cross(direction, frames)).length;
}

/** Of all rules, in their order. */
async function hits(): Promise<number[]> {
  const { rules, counters } = await wire.call('snapshot', {});
  return rules.rules.map(({ id }) => counters.byRule[id]?.packets ?? 0);
}

function udpFrom(source: string): Uint8Array {
  const ends = { ...V4, source };
  return ipFrame(MACS, { ...ends, protocol: 17 }, udp({ ...ends, ...PORTS }));
}
