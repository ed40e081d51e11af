/** The share of the budget that the kernel may use follows what those who look can take. */
import { beforeEach, expect, test } from 'vitest';
import { BudgetGovernor, type PumpLoad } from '../../../electron/engine/capture/budget-governor.ts';

const CEILING = 100_000;
const TICK_MS = 20;
const QUIET: PumpLoad = { records: 0, ringShare: 0, isRefused: false };

let governor: BudgetGovernor;
let nowMs: number;
beforeEach(() => {
  governor = new BudgetGovernor();
  nowMs = 1000;
});

/** Gives how often the share changed. */
function run(durationMs: number, load: Partial<PumpLoad> = {}, ceiling = CEILING): number {
  let changes = 0;
  for (const endMs = nowMs + durationMs; nowMs < endMs; nowMs += TICK_MS) {
    if (governor.observe(nowMs, ceiling, { ...QUIET, ...load })) changes += 1;
  }
  return changes;
}

/** At this rate. */
function perSecond(records: number): Partial<PumpLoad> {
  return { records: (records * TICK_MS) / 1000 };
}

test('everything is used as long as those who look keep up', () => {
  expect(run(60_000, { ...perSecond(500_000), ringShare: 0.49 })).toBe(0);
  expect(governor.share).toBe(1);
});

test.each([
  ['everybody refuses', { isRefused: true }],
  ['the ring fills', { ringShare: 0.6 }],
])('it falls while %s, and comes back in steps', (_why, trouble) => {
  run(400, { ...perSecond(CEILING), ...trouble });
  // To the end of the interval.
  run(100);
  const fallen = governor.share;
  expect(fallen).toBeLessThan(0.5);
  run(200, perSecond(CEILING * fallen));
  expect(governor.share).toBe(fallen);
  expect(run(1000, perSecond(CEILING * fallen))).toBeGreaterThan(3);
  expect(governor.share).toBeGreaterThan(fallen);
  expect(governor.share).toBeLessThan(1);
  run(10_000);
  expect(governor.share).toBe(1);
});

test('it comes back as fast where looks are far apart, as they are while nothing happens', () => {
  run(500, { ...perSecond(CEILING), isRefused: true });
  expect(governor.share).toBeLessThan(0.5);
  for (const endMs = nowMs + 8000; nowMs < endMs; nowMs += 500) {
    governor.observe(nowMs, CEILING, QUIET);
  }
  expect(governor.share).toBe(1);
});

test('a budget that is far above what comes bites at once', () => {
  run(200, { ...perSecond(50_000), isRefused: true }, 1_000_000);
  expect(governor.share * 1_000_000).toBeLessThan(50_000);
});

test('some are always shown', () => {
  run(60_000, { ...perSecond(10), isRefused: true });
  expect(governor.share * CEILING).toBeCloseTo(1000);
});

test.each([0, 1, 500])('a budget of %i is used as it is', (ceiling) => {
  run(5000, { isRefused: true, ringShare: 1 }, ceiling);
  expect(governor.share).toBe(1);
});

test('trouble between two decisions is not forgotten', () => {
  governor.observe(nowMs, CEILING, { ...QUIET, isRefused: true });
  expect(run(200)).toBe(1);
  expect(governor.share).toBeLessThan(1);
});

test('it settles where a consumer takes a fixed rate', () => {
  const taken = 40_000;
  const shares: number[] = [];
  for (let second = 0; second < 60; second += 1) {
    for (let tick = 0; tick < 1000 / TICK_MS; tick += 1) {
      const rate = CEILING * governor.share;
      run(TICK_MS, { ...perSecond(rate), isRefused: rate > taken });
    }
    shares.push(governor.share);
  }
  for (const share of shares.slice(5)) {
    expect(share * CEILING).toBeGreaterThan(taken * 0.6);
    expect(share * CEILING).toBeLessThan(taken * 1.1);
  }
});

test('whoever looks after a while begins with everything', () => {
  run(1000, { ...perSecond(CEILING), isRefused: true });
  governor.reset();
  expect(governor.share).toBe(1);
});
