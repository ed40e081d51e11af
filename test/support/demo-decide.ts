/** What rules make of a made-up packet, and why. Slow and plain. */
import type { Explanation, ExplanationStep } from '../../electron/contract/explanation.ts';
import { matches, whyMatch } from '../../electron/contract/language/evaluate.ts';
import type { DefaultVerdict, Direction } from '../../electron/contract/language/statement.ts';
import type { PacketTraits } from '../../electron/contract/language/traits.ts';
import { type Rule, statementOf } from '../../electron/contract/rule.ts';
import type { RuleBookState } from '../../electron/contract/state.ts';

export interface DemoDecision {
  readonly verdict: DefaultVerdict;
  /** Absent: the default did. */
  readonly rule: Rule | undefined;
  /** Rules that only counted it. */
  readonly counted: readonly Rule[];
}

/** `underRate`: whether this packet still fits into every limit. */
export function demoDecide(
  book: RuleBookState,
  direction: Direction,
  traits: PacketTraits,
  underRate: boolean,
): DemoDecision {
  const counted: Rule[] = [];
  for (const rule of rulesFor(book, direction)) {
    const statement = statementOf(rule);
    if (!rule.enabled || !concerns(rule, direction)) continue;
    if (!matches(statement.match, traits)) continue;
    const { kind } = statement.verdict;
    if (kind === 'count') counted.push(rule);
    else if (kind !== 'limit') return { verdict: kind, rule, counted };
    else if (!underRate) return { verdict: 'drop', rule, counted };
  }
  return { verdict: book.defaults[direction], rule: undefined, counted };
}

/** The rules' answers up to the one that decides. */
export function demoExplain(
  book: RuleBookState,
  direction: Direction,
  traits: PacketTraits,
): Pick<Explanation, 'steps' | 'verdict' | 'decidedBy'> {
  const steps: ExplanationStep[] = [];
  for (const rule of rulesFor(book, direction)) {
    const step = stepOf(rule, direction, traits);
    steps.push(step);
    const { kind } = statementOf(rule).verdict;
    if (step.outcome === 'decides' && (kind === 'drop' || kind === 'pass')) {
      return { steps, verdict: kind, decidedBy: rule.id };
    }
  }
  return { steps, verdict: book.defaults[direction] };
}

function stepOf(rule: Rule, direction: Direction, traits: PacketTraits): ExplanationStep {
  const ruleId = rule.id;
  if (!rule.enabled) return { ruleId, outcome: 'off', why: 'it is switched off' };
  if (!concerns(rule, direction)) {
    return { ruleId, outcome: 'other-direction', why: 'it is for the other direction' };
  }
  const { match, verdict } = statementOf(rule);
  const { holds, why } = whyMatch(match, traits);
  if (!holds) return { ruleId, outcome: 'no', why };
  const decides = verdict.kind === 'drop' || verdict.kind === 'pass';
  return { ruleId, outcome: decides ? 'decides' : 'steps-on', why };
}

/** The list, and behind it the exceptions to a default that drops. */
function rulesFor(book: RuleBookState, direction: Direction): readonly Rule[] {
  return book.defaults[direction] === 'drop' ? [...book.rules, ...book.builtIn] : book.rules;
}

function concerns(rule: Rule, direction: Direction): boolean {
  const asked = statementOf(rule).direction;
  return asked === 'both' || asked === direction;
}
