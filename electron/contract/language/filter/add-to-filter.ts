import { canonicalCriterion } from '../canonical.ts';
import { findContradiction } from '../contradiction.ts';
import type { Criterion } from '../criterion.ts';
import { allOf, type Filter, noneOf } from './filter.ts';

/**
 * Both must hold. Where one packet cannot fulfil both, what is added widens what is there: with a second
 * source the filter shows either of the two. What was excluded before is asked for again.
 */
export function addToFilter(filter: Filter, added: Filter): Filter {
  const parts = filter.kind === 'and' ? [...filter.parts] : [filter];
  for (const part of added.kind === 'and' ? added.parts : [added]) addPart(parts, part);
  return allOf(parts);
}

function addPart(parts: Filter[], added: Filter): void {
  const key = JSON.stringify(added);
  const opposite = JSON.stringify(noneOf(added));
  const excluded = parts.findIndex((part) => JSON.stringify(part) === opposite);
  if (excluded >= 0) parts.splice(excluded, 1, added);
  else if (!parts.some((part) => JSON.stringify(part) === key)) {
    const index = parts.findIndex((part) => widened(part, added));
    const wider = index < 0 ? undefined : widened(parts[index] as Filter, added);
    if (wider) parts.splice(index, 1, wider);
    else parts.push(added);
  }
}

/** Either of the two, where no packet can be both. */
function widened(part: Filter, added: Filter): Filter | undefined {
  if (part.kind === 'direction' && added.kind === 'direction') return added;
  if (part.kind === 'verdict' && added.kind === 'verdict') return added;
  if (part.kind === 'rule' && added.kind === 'rule') {
    return { kind: 'rule', rules: [...part.rules, ...added.rules] };
  }
  if (part.kind === 'country' && added.kind === 'country' && part.end === added.end) {
    // Each end lies in one country, but both together may lie in two.
    if (part.end === 'host') return undefined;
    return { ...part, countries: [...new Set([...part.countries, ...added.countries])] };
  }
  if (part.kind !== 'criterion' || added.kind !== 'criterion') return undefined;
  const criterion = eitherOf(part.criterion, added.criterion);
  const isNeeded = findContradiction([part.criterion, added.criterion], 'both');
  return criterion && isNeeded ? { kind: 'criterion', criterion } : undefined;
}

/** The values of both in one criterion, where they are of the same field. */
export function eitherOf(left: Criterion, right: Criterion): Criterion | undefined {
  if (left.field !== right.field || left.not || right.not) return undefined;
  const both = { ...left } as Record<string, unknown>;
  for (const [name, values] of Object.entries(right)) {
    if (!Array.isArray(values)) continue;
    const others = both[name];
    // An address and a list cannot share one criterion.
    if (!Array.isArray(others)) return undefined;
    both[name] = [...others, ...values];
  }
  return canonicalCriterion(both as unknown as Criterion);
}
