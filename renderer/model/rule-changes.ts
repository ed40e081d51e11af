import type { Rule } from '../../electron/contract/rule.ts';
import { shortMatch } from './match-text.ts';

/** A moment worth a mark in the chart. */
export interface ChartMark {
  readonly timeMs: number;
  readonly text: string;
}

/** What changed between two rule lists, as marks at `timeMs`. */
export function ruleChanges(
  before: readonly Rule[],
  after: readonly Rule[],
  timeMs: number,
): readonly ChartMark[] {
  const dropsBefore = dropMatches(before);
  const dropsAfter = dropMatches(after);
  const marks: ChartMark[] = [];
  for (const match of dropsAfter) {
    if (!dropsBefore.has(match)) marks.push({ timeMs, text: `Blocked ${match}` });
  }
  for (const match of dropsBefore) {
    if (!dropsAfter.has(match)) marks.push({ timeMs, text: `Unblocked ${match}` });
  }
  return marks;
}

function dropMatches(rules: readonly Rule[]): Set<string> {
  const drops = rules.filter((rule) => rule.enabled && rule.verdict === 'drop');
  return new Set(drops.map((rule) => shortMatch(rule.match)));
}
