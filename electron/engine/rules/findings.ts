/**
 * Rules that can do nothing, because an earlier one decides about every packet that they would match.
 * A rule that only counts or limits decides nothing, and one that ends sooner leaves the rest to
 * them.
 */
import { type Rule, statementOf } from '../../contract/rule.ts';
import type { RuleFinding } from '../../contract/state.ts';
import { matchCovers } from '../compiler/covers.ts';
import { CoverIndex, mayCover } from './cover-index.ts';

/** In looks at a candidate. A list that needs more is searched for what is the same only. */
const BUDGET = 1_000_000;
/** How many looks a comparison takes the time of. */
const COMPARISON = 25;
/** About a tenth of a millisecond. */
const LOOKS_PER_STEP = 250;

/** Yields at least every millisecond; gives what was found at the end. */
export function* searchFindings(rules: readonly Rule[]): Generator<void, RuleFinding[]> {
  const enabled = rules.filter((rule) => rule.enabled);
  /** The last rule with a text that no earlier one of the same text outlives. */
  const byText = new Map<string, Rule>();
  const index = new CoverIndex();
  const findings: RuleFinding[] = [];
  let looks = 0;
  let nextStep = 0;
  for (const [place, rule] of enabled.entries()) {
    if (looks >= nextStep) {
      yield;
      nextStep = looks + LOOKS_PER_STEP;
    }
    // What is done for every rule.
    looks += COMPARISON;
    const same = byText.get(rule.text);
    if (same && outlives(same, rule)) {
      findings.push({ ruleId: rule.id, kind: 'duplicate', by: same.id });
      continue;
    }
    const statement = statementOf(rule);
    for (const candidate of looks < BUDGET ? index.candidates(statement) : []) {
      if (looks >= BUDGET) break;
      if (looks >= nextStep) {
        yield;
        nextStep = looks + LOOKS_PER_STEP;
      }
      looks += 1;
      const earlier = enabled[candidate] as Rule;
      const earlierStatement = statementOf(earlier);
      if (!outlives(earlier, rule) || !mayCover(earlierStatement, statement)) continue;
      looks += COMPARISON;
      if (!matchCovers(earlierStatement, statement)) continue;
      findings.push({ ruleId: rule.id, kind: 'shadowed', by: earlier.id });
      break;
    }
    if (!decides(rule)) continue;
    byText.set(rule.text, rule);
    index.add(place, statement);
  }
  return findings;
}

function decides(rule: Rule): boolean {
  const { kind } = statementOf(rule).verdict;
  return kind === 'drop' || kind === 'pass';
}

/** Whether `earlier` is there for as long as `rule` is. */
function outlives(earlier: Rule, rule: Rule): boolean {
  if (earlier.untilRestart && !rule.untilRestart) return false;
  if (earlier.expiry === undefined) return true;
  return rule.expiry !== undefined && earlier.expiry >= rule.expiry;
}
