import { DIRECTIONS } from '../../electron/contract/language/statement.ts';
import { type Rule, statementOf } from '../../electron/contract/rule.ts';
import type { RuleBookState } from '../../electron/contract/state.ts';
import { shortStatement } from './statement-text.ts';

/** A moment worth a mark in the chart. */
export interface ChartMark {
  readonly timeMs: number;
  readonly text: string;
}

/** How early the engine may take a rule off the list, by this machine's clock, in milliseconds. */
const EXPIRY_SLACK_MS = 1500;

/** Rules that left the list because their time was over at `timeMs`, not because somebody removed them. */
export function endedRules(
  before: readonly Rule[],
  after: readonly Rule[],
  timeMs: number,
): readonly Rule[] {
  const left = new Set(after.map(({ id }) => id));
  return before.filter(
    ({ id, expiry }) => !left.has(id) && expiry !== undefined && expiry <= timeMs + EXPIRY_SLACK_MS,
  );
}

/** More changes at once than this become a single mark. */
const MAX_MARKS = 3;

/** What changed between two states of the rules, as marks at `timeMs`. */
export function ruleChanges(
  before: Pick<RuleBookState, 'rules' | 'defaults'>,
  after: Pick<RuleBookState, 'rules' | 'defaults'>,
  timeMs: number,
): readonly ChartMark[] {
  const dropsBefore = dropTexts(before.rules);
  const dropsAfter = dropTexts(after.rules);
  const ended = dropTexts(endedRules(before.rules, after.rules, timeMs));
  const texts: string[] = [];
  for (const text of dropsAfter) {
    if (!dropsBefore.has(text)) texts.push(`Blocked ${text}`);
  }
  for (const text of dropsBefore) {
    if (!dropsAfter.has(text)) texts.push(ended.has(text) ? `${text} ended` : `Unblocked ${text}`);
  }
  for (const direction of DIRECTIONS) {
    const verdict = after.defaults[direction];
    if (verdict !== before.defaults[direction]) texts.push(`default ${direction} ${verdict}`);
  }
  if (texts.length > MAX_MARKS) return [{ timeMs, text: `${texts.length} rules changed` }];
  return texts.map((text) => ({ timeMs, text }));
}

function dropTexts(rules: readonly Rule[]): Set<string> {
  const drops = rules.filter((rule) => rule.enabled && isDrop(rule));
  return new Set(drops.map((rule) => shortStatement(statementOf(rule))));
}

/** Whether a rule drops whatever it matches. */
export function isDrop(rule: Rule): boolean {
  return statementOf(rule).verdict.kind === 'drop';
}
