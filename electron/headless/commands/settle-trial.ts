/** What becomes of a change that the engine made on trial. */

import { fail, ok, type Result } from '../../contract/result.ts';
import type { Snapshot, Trial } from '../../contract/state.ts';
import { askToKeep } from './ask-to-keep.ts';
import type { EngineAccess } from './engine-access.ts';
import type { Report } from './report.ts';

/**
 * `none`: nothing is on trial. `pending`: it is, and there was nobody to ask. `taken-back`: the answer
 * was no, or did not come in time.
 */
export type TrialOutcome = 'none' | 'kept' | 'pending' | 'taken-back';

/**
 * Confirms, asks or tells, after a change that may be on trial. `yes`: keeps it without a question.
 * What was on trial `before` the change is somebody else's.
 */
export async function settleTrial(
  { client, isRunning }: EngineAccess,
  report: Report,
  { yes, before }: { readonly yes: boolean; readonly before: Snapshot },
): Promise<Result<TrialOutcome>> {
  const snapshot = await client.call('snapshot');
  if (!snapshot.ok) return snapshot;
  const { trial } = snapshot.value.rules;
  if (!trial || trial.endsAt === before.rules.trial?.endsAt) return ok('none');
  if (yes) return keep();
  const isTerminal = !report.json && process.stdin.isTTY && process.stderr.isTTY;
  if (isTerminal) return ask(trial, snapshot.value);
  if (isRunning) return ok('pending');
  await client.call('revertTrial');
  return fail(
    'no-trial',
    `Portcullis is not running, so "${trial.what}" cannot be tried.`,
    'Start Portcullis first, or add --yes to have it in force from the next start.',
  );

  async function keep(): Promise<Result<TrialOutcome>> {
    const kept = await client.call('confirmTrial');
    return kept.ok ? ok('kept') : kept;
  }

  async function ask({ what, endsAt }: Trial, { rules }: Snapshot): Promise<Result<TrialOutcome>> {
    const endedElsewhere = new Promise<'kept' | 'taken-back'>((resolve) => {
      client.on('rules', (now) => {
        if (now.trial?.endsAt === endsAt) return;
        const isKept =
          now.defaults.in === rules.defaults.in &&
          now.defaults.out === rules.defaults.out &&
          now.rules.map(({ id, text }) => id + text).join() ===
            rules.rules.map(({ id, text }) => id + text).join();
        resolve(isKept ? 'kept' : 'taken-back');
      });
      client.onClose(() => resolve('taken-back'));
    });
    const answer = await askToKeep(
      { input: process.stdin, output: process.stderr },
      { what, endsAt },
      endedElsewhere,
    );
    if (answer === 'yes') return keep();
    if (answer !== 'no') return ok(answer);
    const reverted = await client.call('revertTrial');
    return reverted.ok ? ok('taken-back') : reverted;
  }
}
