import { constants } from 'node:os';

/** As a shell counts: 128 and more for signals. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}
