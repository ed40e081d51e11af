import { constants } from 'node:os';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One wish to end often arrives twice: a terminal signals the whole group, and so does `timeout`,
 * while the parent passes on what it got itself. A wish is new only after this.
 */
const SAME_WISH_MS = 2_000;

/**
 * Settles when a signal first asks this process to end, so that it can end in order. A second wish
 * ends it at once; the kernel then takes everything of ours away.
 */
export function whenToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    let toldAtMs: number | undefined;
    for (const signal of STOP_SIGNALS) {
      process.on(signal, () => {
        const nowMs = performance.now();
        toldAtMs ??= nowMs;
        if (nowMs - toldAtMs > SAME_WISH_MS) process.exit(128 + constants.signals[signal]);
        resolve();
      });
    }
  });
}
