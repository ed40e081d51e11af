import type { Snapshot } from '../../contract/state.ts';
import type { EngineAccess } from './engine-access.ts';
import { FAILED, type Report } from './report.ts';
import { settleTrial } from './settle-trial.ts';

export interface Conclusion {
  readonly value: object;
  readonly text: string;
}

/**
 * The end of every command that changes what decides about packets: settles what is on trial, then
 * tells what came of it. `before` is the state before the change. Answers the exit status.
 */
export async function conclude(
  access: EngineAccess,
  report: Report,
  intent: { readonly yes: boolean; readonly before: Snapshot },
  tell: (now: Snapshot) => Conclusion,
): Promise<number> {
  const outcome = await settleTrial(access, report, intent);
  if (!outcome.ok) return report.fail(outcome.error);
  if (outcome.value === 'taken-back') {
    report.note('Taken back: everything is as it was.');
    return FAILED;
  }
  const snapshot = await access.client.call('snapshot');
  if (!snapshot.ok) return report.fail(snapshot.error);
  const { value, text } = tell(snapshot.value);
  const { trial } = snapshot.value.rules;
  tellCircumstances(access, snapshot.value, report);
  if (outcome.value !== 'pending' || !trial) return report.succeed(value, text);
  report.note('On trial: it is taken back in 15 s, unless you keep it with: portcullis trial keep');
  return report.succeed({ ...value, trial }, text);
}

/** Why the change does not decide about packets at once. */
function tellCircumstances(
  { isRunning }: EngineAccess,
  { engine, enforcing, rules }: Snapshot,
  { note }: Report,
): void {
  if (!isRunning) note('Portcullis is not running; this takes effect when it starts.');
  else if (engine.recording) {
    note('Portcullis is locked and plays a recording: this is gone when it ends.');
  } else if (engine.unable) note(`Nothing is filtered now. ${engine.unable.message}`);
  else if (!enforcing) note('Everything passes now, until: portcullis panic --off');
  // What is on trial is saved when it is kept.
  if (!rules.saved && !rules.trial) note('This is in force, but could not be saved.');
}
