import type { UnlockOutcome } from '../../contract/privileges.ts';
import { fail, type Result } from '../../contract/result.ts';
import type { Elevation } from './elevation.ts';
import type { Succession } from './succession.ts';

export async function startSuccessor(
  _elevation: Elevation,
  _succession: Succession,
  _runtimeDirectory: string,
): Promise<Result<UnlockOutcome>> {
  return fail('unlock-refused', 'Not yet.', 'Wait.');
}
