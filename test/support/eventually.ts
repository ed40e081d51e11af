import { vi } from 'vitest';

/**
 * Waits until the assertion holds; fails with its error if it does not within `timeoutMs`, which is
 * for a machine that is busy with something else.
 */
export function eventually(
  assertion: () => void | Promise<void>,
  timeoutMs = 20_000,
): Promise<void> {
  return vi.waitFor(assertion, { timeout: timeoutMs, interval: 5 });
}
