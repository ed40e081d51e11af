import { fail, type Result } from '../../contract/result.ts';

/** What is said where something needs an engine that filters and there is none. */
export function notRunning(): Result<never> {
  return fail(
    'not-running',
    'Portcullis is not running.',
    'Start the app, or filter in a terminal with: portcullis attach INTERFACE',
  );
}
