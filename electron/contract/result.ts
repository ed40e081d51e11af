import { type Failure, type FailureCode, failure } from './failure.ts';

/** The outcome of something that may fail for reasons a user can act on. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function err(error: Failure): Result<never> {
  return { ok: false, error };
}

/** Shorthand for `err(failure(...))`. */
export function fail(
  code: FailureCode,
  message: string,
  remedy: string,
  details?: string,
): Result<never> {
  return err(failure(code, message, remedy, details));
}

/** For the `default` of a switch over a union: a new member fails to compile, and is loud at run time. */
export function assertUnreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
