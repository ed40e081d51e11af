/** Token buckets: as deep as the burst, filled at the rate, one for all or one for each source. */
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ipFrame, udp } from '../../electron/engine/network/lab/frames.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { FRAMES, MACS, PORTS, V4, V6 } from '../support/test-frames.ts';

const SECOND_NS = 1_000_000_000n;
const HOUR_NS = 3600n * SECOND_NS;
const DAY_NS = 24n * HOUR_NS;
/** Of `source_buckets` in bpf/maps.h. */
const MAX_SOURCES = 65_536;
const SOURCE_KEY_BYTES = 24;

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open();
});
afterEach(() => plane?.[Symbol.dispose]());

/** How many of `count` packets in a row pass. */
function passing(frame: Uint8Array, count: number): number {
  const before = plane.counters().total.pass.packets;
  plane.runMany(frame, count);
  return plane.counters().total.pass.packets - before;
}

function udpFrom(source: string): Uint8Array {
  const ends = source.includes(':') ? { ...V6, source } : { ...V4, source };
  return ipFrame(MACS, { ...ends, protocol: 17 }, udp({ ...ends, ...PORTS }));
}

describe('a bucket', () => {
  test('passes the burst, exactly, and drops what is over it', async () => {
    await plane.setRules([rule('limit 1/h burst 5 udp')]);
    expect(passing(FRAMES.udp, 3)).toBe(3);
    expect(passing(FRAMES.udp, 100)).toBe(2);
    expect(passing(FRAMES.ping, 10)).toBe(10);
    expect(plane.runMany(FRAMES.udp, 1)).toBe('drop');
  });

  test('counts what it drops, and nothing else', async () => {
    const limit = rule('limit 1/h burst 5 udp');
    await plane.setRules([limit]);
    plane.runMany(FRAMES.udp, 25);
    expect(plane.counters().byRule[limit.id]).toMatchObject({
      packets: 20,
      bytes: 20 * FRAMES.udp.length,
    });
  });

  test('is filled at the rate, up to the burst', async () => {
    await plane.setRules([rule('limit 2/h burst 5 udp')]);
    expect(passing(FRAMES.udp, 100)).toBe(5);
    await plane.setClockOffset(HOUR_NS);
    expect(passing(FRAMES.udp, 100)).toBe(2);
    await plane.setClockOffset(HOUR_NS + HOUR_NS / 2n);
    expect(passing(FRAMES.udp, 100)).toBe(1);
    await plane.setClockOffset(DAY_NS);
    expect(passing(FRAMES.udp, 100)).toBe(5);
  });

  test.each([
    ['10/s', SECOND_NS],
    ['600/min', SECOND_NS],
    ['36000/h', SECOND_NS],
  ])('knows the unit: %s', async (rate, tenPacketsNs) => {
    // So deep that the time this test takes does not fill it.
    await plane.setRules([rule(`limit ${rate} burst 100000 udp`)]);
    const first = passing(FRAMES.udp, 200_000);
    expect(first).toBeGreaterThanOrEqual(100_000);
    await plane.setClockOffset(tenPacketsNs * 1000n);
    const second = passing(FRAMES.udp, 200_000);
    // 10,000 of the clock that was moved; the rest is time that went by.
    expect(second).toBeGreaterThanOrEqual(10_000);
    expect(second).toBeLessThan(11_000);
  });

  test('under its rate lets the next rules decide', async () => {
    const rules = [rule('limit 1/h burst 4 udp'), rule('drop udp dport 8080'), rule('pass any')];
    await plane.setRules(rules);
    plane.runMany(FRAMES.udp, 10);
    const { byRule } = plane.counters();
    expect(rules.map(({ id }) => byRule[id]?.packets)).toEqual([6, 4, 0]);
  });

  test('in front of it, a rule that decides costs it nothing', async () => {
    await plane.setRules([rule('drop remote 203.0.113.77'), rule('limit 1/h burst 4 udp')]);
    plane.runMany(FRAMES.udp, 10);
    expect(passing(FRAMES.udp6, 10)).toBe(4);
  });

  test('is one for both directions, and for all sources', async () => {
    await plane.setRules([rule('limit 1/h burst 6 both udp')]);
    plane.runMany(FRAMES.udp, 2);
    plane.runMany(FRAMES.udp6, 2, 'out');
    expect(passing(udpFrom('198.51.100.9'), 10)).toBe(2);
  });

  test('outlives generations of the rules, and begins full for another rule', async () => {
    const limit = rule('limit 1/h burst 5 udp');
    await plane.setRules([limit]);
    expect(passing(FRAMES.udp, 100)).toBe(5);
    await plane.setRules([limit, rule('drop tcp flags syn src 198.51.100.0/24')]);
    expect(passing(FRAMES.udp, 100)).toBe(0);
    await plane.setRules([rule('limit 1/h burst 7 udp')]);
    expect(passing(FRAMES.udp, 100)).toBe(7);
  });

  test('owes nothing of an older, slower rate', async () => {
    for (const perSource of ['', 'per source ']) {
      const slow = rule(`limit 1/h burst 5 ${perSource}udp`);
      await plane.setRules([slow]);
      expect(passing(FRAMES.udp, 100)).toBe(5);
      await plane.setRules([{ ...slow, text: rule(`limit 1/s burst 7 ${perSource}udp`).text }]);
      expect(passing(FRAMES.udp, 100)).toBe(7);
    }
  });

  test('never gives more than the burst to two CPUs at once', async () => {
    const burst = 200_000;
    await plane.setRules([rule(`limit 1000/h burst ${burst} udp`)]);
    plane.setWatched([]);
    await Promise.all([1, 2].map(() => runElsewhere(FRAMES.udp, burst)));
    const { pass, drop } = plane.counters().total;
    expect(pass.packets + drop.packets).toBe(2 * burst);
    // And what comes back meanwhile.
    expect(pass.packets).toBeLessThanOrEqual(burst + 10);
    expect(pass.packets).toBeGreaterThan(0.99 * burst);
  });
});

describe('per source', () => {
  test.each([
    ['203.0.113.1', '203.0.113.2'],
    ['2001:db8:bad::1', '2001:db8:bad::2'],
  ])('%s and %s have a bucket each', async (one, other) => {
    await plane.setRules([rule('limit 1/h burst 5 per source udp')]);
    expect(passing(udpFrom(one), 100)).toBe(5);
    expect(passing(udpFrom(other), 3)).toBe(3);
    expect(passing(udpFrom(one), 100)).toBe(0);
    expect(passing(udpFrom(other), 100)).toBe(2);
    await plane.setClockOffset(HOUR_NS);
    expect(passing(udpFrom(one), 100)).toBe(1);
  });

  test('on the way out, the source is this machine', async () => {
    await plane.setRules([rule('limit 1/h burst 5 per source out udp')]);
    plane.runMany(udpFrom('192.0.2.1'), 5, 'out');
    plane.runMany(udpFrom('192.0.2.2'), 5, 'out');
    expect(plane.counters().total).toMatchObject({ pass: { packets: 10 }, drop: { packets: 0 } });
  });

  test('each rule has its own', async () => {
    await plane.setRules([
      rule('limit 1/h burst 3 per source udp dport 8080'),
      rule('limit 1/h burst 5 per source udp'),
    ]);
    expect(passing(FRAMES.udp, 100)).toBe(3);
    expect(passing(FRAMES.large, 100)).toBe(2);
  });

  test('frames without an address share the bucket of the rule', async () => {
    await plane.setRules([rule('limit 1/h burst 5 per source any')]);
    expect(passing(FRAMES.lldp, 100)).toBe(5);
    expect(passing(FRAMES.udp, 100)).toBe(5);
  });

  test('when there is no room for more, newcomers share the bucket of the rule', async () => {
    await plane.setRules([rule('limit 1/h burst 5 per source udp')]);
    const known = udpFrom('203.0.113.1');
    expect(passing(known, 3)).toBe(3);
    await fillSources();
    expect(passing(known, 100)).toBe(2);
    expect(passing(udpFrom('203.0.113.2'), 3)).toBe(3);
    expect(passing(udpFrom('203.0.113.3'), 100)).toBe(2);
    expect(passing(udpFrom('2001:db8:bad::1'), 100)).toBe(0);
  });
});

/** Sources of a rule that is not there, until the table is full. */
async function fillSources(): Promise<void> {
  const { sourceBuckets } = plane.plane;
  const count = MAX_SOURCES - 1;
  const keys = new Uint32Array((count * SOURCE_KEY_BYTES) / 4);
  for (let index = 0; index < count; index += 1) {
    keys[(index * SOURCE_KEY_BYTES) / 4] = 0xffff_ffff;
    keys[(index * SOURCE_KEY_BYTES) / 4 + 2] = index;
  }
  const filled = await sourceBuckets.updateMany(
    new Uint8Array(keys.buffer),
    new Uint8Array(count * 8),
    count,
  );
  expect(filled.ok).toBe(true);
  const extra = new Uint8Array(SOURCE_KEY_BYTES).fill(0xff);
  expect(sourceBuckets.update(extra, new Uint8Array(8)).ok).toBe(false);
}

/** On a thread of its own. */
function runElsewhere(frame: Uint8Array, count: number): Promise<void> {
  const worker = new Worker(new URL('../support/test-run-worker.ts', import.meta.url), {
    workerData: { programFd: plane.programFd(), frames: [frame], repeat: count / 10, rounds: 10 },
  });
  return new Promise((resolve, reject) => {
    worker.on('message', () => resolve());
    worker.on('error', reject);
  });
}
