import type { Failure } from '../../contract/failure.ts';
import { printFailure } from '../print-failure.ts';
import { printable } from '../printable.ts';

/** Exit statuses beside 0, and 2 for misuse. */
export const FAILED = 1;
export const NOT_RUNNING = 3;

/**
 * How a command tells what came of it: to people in lines, with `--json` to programs as one value on
 * standard output, or on standard error for a failure.
 */
export interface Report {
  readonly json: boolean;
  /** Answers the exit status. */
  succeed(value: unknown, text: string): 0;
  /** Answers the exit status: {@link NOT_RUNNING} where there is no engine, else {@link FAILED}. */
  fail(failure: Failure, more?: Readonly<Record<string, unknown>>): number;
  /** For people only, on standard error. */
  note(text: string): void;
}

export function createReport(json: boolean): Report {
  // A reader that has left wants no more of it: `portcullis rule list | head -1`.
  process.stdout.on('error', () => {});
  return {
    json,
    succeed: (value, text) => {
      process.stdout.write(json ? `${JSON.stringify(value)}\n` : text);
      return 0;
    },
    fail: (failure, more = {}) => {
      if (json) process.stderr.write(`${JSON.stringify({ ...failure, ...more })}\n`);
      else printFailure(printableFailure(failure));
      return failure.code === 'not-running' ? NOT_RUNNING : FAILED;
    },
    note: (text) => {
      if (!json) process.stderr.write(`${printable(text)}\n`);
    },
  };
}

/** For these the details are the place of the fault, for programs; the message names it in words. */
const DETAILS_FOR_PROGRAMS: ReadonlySet<Failure['code']> = new Set([
  'bad-rule',
  'bad-address',
  'bad-port',
]);

/** Details may have lines. */
function printableFailure({ message, remedy, details, ...rest }: Failure): Failure {
  return {
    ...rest,
    message: printable(message),
    remedy: printable(remedy),
    ...(details === undefined || DETAILS_FOR_PROGRAMS.has(rest.code)
      ? {}
      : { details: details.split('\n').map(printable).join('\n') }),
  };
}
