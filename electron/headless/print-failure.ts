import type { Failure } from '../contract/failure.ts';

/** Tells a failure in words, on standard error. Answers the exit status that goes with it. */
export function printFailure({ message, remedy, details }: Failure): 1 {
  process.stderr.write(`portcullis: ${message}\n  ${remedy}\n`);
  if (details) process.stderr.write(`  (${details.trim().replaceAll('\n', '\n   ')})\n`);
  return 1;
}

/** Tells a bug of ours, for a report of it. */
export function printBug(method: string, error: unknown): void {
  console.error(`portcullis: a bug in ${method}:`, error);
}
