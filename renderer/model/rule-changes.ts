import type { Rule } from '../../electron/contract/rule.ts';
import { shortMatch } from './match-text.ts';

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

/** What changed between two rule lists, as marks at `timeMs`. */
export function ruleChanges(
  before: readonly Rule[],
  after: readonly Rule[],
  timeMs: number,
): readonly ChartMark[] {
  const dropsBefore = dropMatches(before);
  const dropsAfter = dropMatches(after);
  const ended = dropMatches(endedRules(before, after, timeMs));
  const marks: ChartMark[] = [];
  for (const match of dropsAfter) {
    if (!dropsBefore.has(match)) marks.push({ timeMs, text: `Blocked ${match}` });
  }
  for (const match of dropsBefore) {
    if (dropsAfter.has(match)) continue;
    marks.push({ timeMs, text: ended.has(match) ? `${match} ended` : `Unblocked ${match}` });
  }
  return marks;
}

function dropMatches(rules: readonly Rule[]): Set<string> {
  const drops = rules.filter((rule) => rule.enabled && rule.verdict === 'drop');
  return new Set(drops.map((rule) => shortMatch(rule.match)));
}
