/** A limit under a flood from two CPUs, for long enough that only its rate and its burst matter. */
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { FilteredWire } from '../support/filtered-wire.ts';
import { FRAMES } from '../support/test-frames.ts';
import { WireEnd } from '../support/wire-end.ts';

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
    const [first, second, out, third] = await Promise.all([
      WireEnd.open(wire.network, 'peer', 'peer0', { cpu: 0 }),
      WireEnd.open(wire.network, 'peer', 'peer0', { cpu: 1 }),
      WireEnd.open(wire.network, 'desk', 'desk0', { cpu: 0 }),
      WireEnd.open(wire.network, 'desk', 'desk0', { cpu: 1 }),
    ] as const);
    const begin = performance.now();
    const flooded = await Promise.all([
      ...[first, second].map((end) => end.flood([FRAMES.udp], FRAMES_PER_MS, SECONDS)),
      ...[out, third].map((end) => end.flood([FRAMES.syn], FRAMES_PER_MS, SECONDS)),
    ]);
    const seconds = (performance.now() - begin) / 1000;
    const sent = flooded.reduce((sum, { sent: count }) => sum + count, 0);
    await eventually(async () => {
      const { pass, drop } = (await wire.counters()).total;
      expect(pass.packets + drop.packets).toBe(sent);
    });
    const { byProtocol } = await wire.counters();
    for (const { pass } of [byProtocol.udp, byProtocol.tcp]) {
      const expected = BURST + RATE * seconds;
      expect(pass.packets).toBeGreaterThan(expected * (1 - TOLERANCE));
      expect(pass.packets).toBeLessThan(expected * (1 + TOLERANCE));
    }
  },
  (SECONDS + 40) * 1000,
);
