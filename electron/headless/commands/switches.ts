/** Commands of one word or two that a running engine obeys at once. */

import { parseWords, UsageError } from '../usage-error.ts';
import type { EngineAccess } from './engine-access.ts';
import { withEngine } from './engine-access.ts';
import { demand, refuseMore } from './operands.ts';
import { createReport, type Report } from './report.ts';

const JSON_OPTION = { json: { type: 'boolean', default: false } } as const;

export interface PanicRequest {
  readonly enforcing: boolean;
  readonly json: boolean;
}

/** Throws a {@link UsageError} for words that ask for nothing there is. */
export function readPanicWords(words: readonly string[]): PanicRequest {
  const { values } = parseWords({
    args: [...words],
    options: { ...JSON_OPTION, off: { type: 'boolean', default: false } },
  });
  return { enforcing: values.off, json: values.json };
}

/** `portcullis panic [--off]`: everything through at once, or the rules in force again. */
export async function panic(words: string[]): Promise<number> {
  const { enforcing, json } = readPanicWords(words);
  return setEnforcing(enforcing, createReport(json));
}

/** `portcullis resume`: what `panic --off` does. */
export async function resume(words: string[]): Promise<number> {
  const { values } = parseWords({ args: words, options: JSON_OPTION });
  return setEnforcing(true, createReport(values.json));
}

function setEnforcing(enforcing: boolean, report: Report): Promise<number> {
  return withEngine(report, { orSaved: false }, async ({ client }) => {
    const set = await client.call('setEnforcing', { enforcing });
    if (!set.ok) return report.fail(set.error);
    return report.succeed(
      { enforcing },
      enforcing
        ? 'The rules are in force again.\n'
        : 'Everything passes now. The rules are in force again after: portcullis panic --off\n',
    );
  });
}

export interface TrialRequest {
  readonly keep: boolean;
  readonly json: boolean;
}

/** Throws a {@link UsageError} for words that ask for nothing there is. */
export function readTrialWords(words: readonly string[]): TrialRequest {
  const { word, json } = readOneWord(words, ['keep', 'revert']);
  return { keep: word === 'keep', json };
}

/** `portcullis trial keep|revert`: ends what is on trial. */
export async function trial(words: string[]): Promise<number> {
  const { keep, json } = readTrialWords(words);
  const report = createReport(json);
  return withEngine(report, { orSaved: false }, async ({ client }) => {
    const ended = await client.call(keep ? 'confirmTrial' : 'revertTrial');
    if (!ended.ok) return report.fail(ended.error);
    return report.succeed(
      { kept: keep },
      keep ? 'Kept.\n' : 'Taken back: everything is as it was.\n',
    );
  });
}

export interface PlaygroundRequest {
  readonly start: boolean;
  readonly json: boolean;
}

/** Throws a {@link UsageError} for words that ask for nothing there is. */
export function readPlaygroundWords(words: readonly string[]): PlaygroundRequest {
  const { word, json } = readOneWord(words, ['start', 'stop']);
  return { start: word === 'start', json };
}

/** `portcullis playground start|stop` */
export async function playground(words: string[]): Promise<number> {
  const { start, json } = readPlaygroundWords(words);
  const report = createReport(json);
  return withEngine(report, { orSaved: false }, async ({ client }: EngineAccess) => {
    const changed = await client.call(start ? 'startPlayground' : 'stopPlayground');
    if (!changed.ok) return report.fail(changed.error);
    return report.succeed(changed.value, `The playground is ${changed.value.state}.\n`);
  });
}

function readOneWord<const W extends string>(
  words: readonly string[],
  choices: readonly W[],
): { readonly word: W; readonly json: boolean } {
  const { values, positionals } = parseWords({
    args: [...words],
    allowPositionals: true,
    options: JSON_OPTION,
  });
  const [first, ...more] = positionals;
  refuseMore(more);
  const wanted = demand(first, `Say ${choices.join(' or ')}.`);
  const word = choices.find((choice) => choice === wanted);
  if (word === undefined) throw new UsageError(`Say ${choices.join(' or ')}, not "${wanted}".`);
  return { word, json: values.json };
}
