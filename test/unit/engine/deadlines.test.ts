/** Ends of rules on the clock of the kernel, which counts nanoseconds in 64 bits. */
import { describe, expect, test } from 'vitest';
import { Deadlines } from '../../../electron/engine/rules/deadlines.ts';
import { rule } from '../../support/rule.ts';

const BOOT_NS = 3_600_000_000_000n;
const CLOCK_END_NS = 2n ** 64n - 1n;
const YEAR_MS = 365 * 24 * 3600 * 1000;

function deadlineIn(ms: number): bigint {
  return new Deadlines(() => BOOT_NS).of(rule('drop icmp', { expiry: Date.now() + ms }));
}

describe('the end of a rule', () => {
  test('is so far from now on the other clock, too', () => {
    const leftNs = deadlineIn(60_000) - BOOT_NS;
    expect(leftNs).toBeGreaterThan(0n);
    expect(leftNs).toBeLessThanOrEqual(60_000_000_000n);
  });

  test('is never 0, which would mean none', () => {
    expect(deadlineIn(-2 * YEAR_MS)).toBe(1n);
    expect(new Deadlines(() => BOOT_NS).of(rule('drop icmp'))).toBe(0n);
  });

  test.each([585, 1000, 7000])('is the last that the clock can tell in %i years', (years) => {
    expect(deadlineIn(years * YEAR_MS)).toBe(CLOCK_END_NS);
  });
});
