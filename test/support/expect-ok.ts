import type { Result } from '../../electron/contract/result.ts';

/** The value, or an error that says what failed. */
export function expectOk<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code}: ${result.error.message}\n${result.error.details ?? ''}`);
}
