/** A limit under a flood from two CPUs, for long enough that only its rate and its burst matter. */
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { FilteredWire } from '../support/filtered-wire.ts';
import { FRAMES } from '../support/test-frames.ts';
import { lostBeforeFilter, WireEnd } from '../support/wire-end.ts';

const SECONDS = 20;
const RATE = 1000;
const BURST = 2000;
const FRAMES_PER_MS = 5;
const TOLERANCE = 0.05;

let wire: FilteredWire;
beforeAll(async () => {
  wire = await FilteredWire.open();
});
afterAll(() => wire?.[Symbol.asyncDispose]());

test(
  'passes the burst, and the rate times the time, in each direction',
  async () => {
    expect(availableParallelism()).toBeGreaterThanOrEqual(2);
    const limit = `limit ${RATE}/s burst ${BURST}`;
    await wire.setRules(`${limit} in udp`, `${limit} out tcp`);
    const ends = await Promise.all(
      (['peer', 'peer', 'desk', 'desk'] as const).map((side, index) =>
        WireEnd.open(wire.network, side, undefined, { cpu: index % 2, onlySends: true }),
      ),
    );
    const flooded = await Promise.all(
      ends.map((end, index) =>
        end.flood([index < 2 ? FRAMES.udp : FRAMES.syn], FRAMES_PER_MS, SECONDS),
      ),
    );
    const sent = flooded.reduce((sum, { sent: count }) => sum + count, 0);
    await eventually(async () => {
      const { pass, drop } = (await wire.counters()).total;
      const lost = await lostBeforeFilter(wire.network);
      expect(pass.packets + drop.packets + lost).toBe(sent);
    });
    const { byProtocol } = await wire.counters();
    for (const [{ pass }, floods] of [
      [byProtocol.udp, flooded.slice(0, 2)],
      [byProtocol.tcp, flooded.slice(2)],
    ] as const) {
      const begin = Math.min(...floods.map(({ beginMs }) => beginMs));
      const end = Math.max(...floods.map(({ endMs }) => endMs));
      const expected = BURST + (RATE * (end - begin)) / 1000;
      expect(pass.packets).toBeGreaterThan(expected * (1 - TOLERANCE));
      expect(pass.packets).toBeLessThan(expected * (1 + TOLERANCE));
    }
  },
  (SECONDS + 40) * 1000,
);
