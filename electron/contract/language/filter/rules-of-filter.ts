import { canonicalMatch } from '../canonical.ts';
import { findContradiction } from '../contradiction.ts';
import type { Criterion } from '../criterion.ts';
import { MAX_CRITERIA } from '../limits.ts';
import { printCriterion } from '../print-criterion.ts';
import type { DirectedMatch } from '../read-rule-line.ts';
import type { RuleDirection } from '../statement.ts';
import { eitherOf } from './add-to-filter.ts';
import { type Filter, termsOf } from './filter.ts';
import { printFilter } from './print-filter.ts';

/** More rules than this are no answer to "make a rule of it". */
export const MAX_RULES_OF_FILTER = 8;

export type RulesOfFilter =
  | { readonly matches: readonly Required<DirectedMatch>[] }
  /** Why it cannot be a rule, in one sentence, and what could be done. */
  | { readonly why: string; readonly remedy: string };

/** Terms that all must hold. */
interface Clause {
  readonly ways: ReadonlySet<'in' | 'out'>;
  readonly criteria: readonly Criterion[];
}

const ALL: Clause = { ways: new Set(['in', 'out']), criteria: [] };

/** What rules match exactly the packets that a filter lets through: one, or several for an `or`. */
export function rulesOfFilter(filter: Filter): RulesOfFilter {
  for (const term of termsOf(filter)) {
    const why = whyNoRule(term);
    if (why) return why;
  }
  const clauses = clausesOf(filter, false)?.filter(isPossible);
  if (!clauses) {
    return {
      why: `It would take more than ${MAX_RULES_OF_FILTER} rules.`,
      remedy: 'Shorten the filter, or put addresses into a list.',
    };
  }
  if (clauses.length === 0) {
    return { why: 'No packet can match it.', remedy: 'Change the filter.' };
  }
  return { matches: merged(clauses).map(matchOf) };
}

function whyNoRule(term: Filter): Extract<RulesOfFilter, { why: string }> | undefined {
  const remedy = `Take ${printFilter(term)} out of the filter.`;
  switch (term.kind) {
    case 'verdict':
      return { why: 'A rule decides what becomes of a packet, so it cannot ask for it.', remedy };
    case 'rule':
      return { why: 'A rule cannot ask which rule decided.', remedy };
    case 'name':
      return {
        why: 'Rules know addresses, not names.',
        remedy: `${remedy} Use src, dst or a list.`,
      };
    case 'country':
      return {
        why: 'Rules know addresses, not countries.',
        remedy: `${remedy} Use a list of the prefixes of a country.`,
      };
    case 'text':
      return { why: 'Rules look at headers, not at the bytes that follow them.', remedy };
    default:
      return undefined;
  }
}

/** Any of the clauses may hold. `undefined`: there are too many. */
function clausesOf(filter: Filter, isNegated: boolean): readonly Clause[] | undefined {
  switch (filter.kind) {
    case 'any':
      return isNegated ? [] : [ALL];
    case 'criterion': {
      const { not, ...criterion } = filter.criterion;
      const isNot = (not === true) !== isNegated;
      return [{ ...ALL, criteria: [isNot ? { ...criterion, not: true } : criterion] }];
    }
    case 'direction':
      return [
        { ...ALL, ways: new Set([(filter.direction === 'in') !== isNegated ? 'in' : 'out']) },
      ];
    case 'not':
      return clausesOf(filter.part, !isNegated);
    case 'and':
    case 'or': {
      const parts: (readonly Clause[])[] = [];
      for (const part of filter.parts) {
        const clauses = clausesOf(part, isNegated);
        if (!clauses) return undefined;
        parts.push(clauses);
      }
      // None of these is all the opposites.
      return bounded((filter.kind === 'or') !== isNegated ? parts.flat() : product(parts));
    }
    default:
      throw new Error(`${filter.kind} cannot be a rule`);
  }
}

function product(parts: readonly (readonly Clause[])[]): readonly Clause[] | undefined {
  let clauses: readonly Clause[] = [ALL];
  for (const part of parts) {
    clauses = clauses.flatMap((left) => part.map((right) => both(left, right))).filter(isPossible);
    // More may still fall away, but not without end.
    if (clauses.length > 8 * MAX_RULES_OF_FILTER) return undefined;
  }
  return clauses;
}

function both(left: Clause, right: Clause): Clause {
  return {
    ways: new Set([...left.ways].filter((way) => right.ways.has(way))),
    criteria: [...left.criteria, ...right.criteria],
  };
}

function bounded(clauses: readonly Clause[] | undefined): readonly Clause[] | undefined {
  const possible = clauses?.filter(isPossible);
  if (!possible) return undefined;
  const few = possible.length > MAX_RULES_OF_FILTER ? merged(possible) : possible;
  return few.length > MAX_RULES_OF_FILTER ? undefined : few;
}

function isPossible({ ways, criteria }: Clause): boolean {
  const [way, other] = [...ways];
  return (
    way !== undefined &&
    criteria.length <= MAX_CRITERIA &&
    !findContradiction(criteria, other ? 'both' : way)
  );
}

/** Clauses that differ in the values of one criterion become one. */
function merged(clauses: readonly Clause[]): readonly Clause[] {
  const kept: Clause[] = [];
  for (const clause of clauses) {
    const index = kept.findIndex((other) => together(other, clause));
    const one = index < 0 ? undefined : together(kept[index] as Clause, clause);
    if (one) kept[index] = one;
    else kept.push(clause);
  }
  return kept.length === clauses.length ? kept : merged(kept);
}

function together(left: Clause, right: Clause): Clause | undefined {
  if (left.ways.size !== right.ways.size || !both(left, right).ways.size) return undefined;
  const rest = new Map(right.criteria.map((one) => [printCriterion(one), one]));
  const own = left.criteria.filter((one) => !rest.delete(printCriterion(one)));
  const others = [...rest.values()];
  const [ownOne, other] = [own[0], others[0]];
  if (own.length === 0 && others.length === 0) return left;
  if (own.length !== 1 || others.length !== 1 || !ownOne || !other) return undefined;
  const either = eitherOf(ownOne, other);
  if (!either) return undefined;
  return { ...left, criteria: left.criteria.map((one) => (one === ownOne ? either : one)) };
}

function matchOf({ ways, criteria }: Clause): Required<DirectedMatch> {
  const [way] = ways;
  const direction: RuleDirection = ways.size === 2 ? 'both' : (way as 'in' | 'out');
  return { direction, match: canonicalMatch(criteria) };
}
