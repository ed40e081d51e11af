/** A recording that plays in the filter's place, for an engine that may not filter. */
import { join } from 'node:path';
import { fail, type Result } from '../../contract/result.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Recording, RuleBookState } from '../../contract/state.ts';
import type { Filtering } from '../filtering.ts';

export interface ReplayHooks {
  readonly onRulesChange: (state: RuleBookState) => void;
}

export interface Replay extends Filtering {
  readonly recording: Recording;
}

/** Where a recording is, below the resources. */
export const RECORDING_PATH = join('recording', 'playground.records');

export async function openReplay(
  _resourcesDirectory: string,
  _settings: Settings,
  _hooks: ReplayHooks,
): Promise<Result<Replay>> {
  return fail('missing-object', 'There is no recording.', 'Install Portcullis again.');
}
