/**
 * What a filter can ask of a packet in view: all that a rule's match can, joined freely, and what
 * only a view knows: what became of the packet, who it was by name, where that is, and what its bytes say.
 */
import type { AddressField, Criterion } from '../criterion.ts';
import type { DefaultVerdict, Direction } from '../statement.ts';

export type Filter =
  | { readonly kind: 'any' }
  | { readonly kind: 'criterion'; readonly criterion: Criterion }
  | { readonly kind: 'direction'; readonly direction: Direction }
  | { readonly kind: 'verdict'; readonly verdict: DefaultVerdict }
  /** One of these rules decided. */
  | { readonly kind: 'rule'; readonly rules: readonly RuleWanted[] }
  /** The name of either end has one of these in it, in any case of its letters. */
  | { readonly kind: 'name'; readonly names: readonly string[] }
  /** An end, or either for `host`, lies in one of these: codes of ISO 3166-1 in small letters. */
  | { readonly kind: 'country'; readonly end: AddressField; readonly countries: readonly string[] }
  /** What was captured of the packet holds one of these; as {@link textPattern} reads them. */
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | { readonly kind: 'not'; readonly part: Filter }
  /** Two parts or more, none of the same kind. */
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] };

/** A rule by its place in the list (from 1), by its name or id, or the default of a direction. */
export type RuleWanted =
  | { readonly place: number }
  | { readonly called: string }
  | { readonly isDefault: true };

/** In one filter. */
export const MAX_FILTER_TERMS = 64;
/** Parentheses within parentheses. */
export const MAX_FILTER_DEPTH = 16;

/** Every term of a filter, whatever joins them. */
export function* termsOf(filter: Filter): Iterable<Filter> {
  if (filter.kind === 'not') yield* termsOf(filter.part);
  else if (filter.kind === 'and' || filter.kind === 'or') {
    for (const part of filter.parts) yield* termsOf(part);
  } else yield filter;
}

/** All of these; nested ones are taken apart, and what is said twice is said once. */
export function allOf(parts: readonly Filter[]): Filter {
  return joined('and', parts);
}

/** Any of these. */
export function anyOf(parts: readonly Filter[]): Filter {
  return joined('or', parts);
}

function joined(kind: 'and' | 'or', parts: readonly Filter[]): Filter {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  // Every packet: of no account beside others that must hold, of all account beside one that may.
  const hasAny = flat.some((part) => part.kind === 'any');
  if (kind === 'or' && hasAny) return { kind: 'any' };
  const said = new Map(
    flat.filter((part) => part.kind !== 'any').map((part) => [JSON.stringify(part), part]),
  );
  const distinct = [...said.values()];
  const [first] = distinct;
  if (!first) return { kind: 'any' };
  return distinct.length === 1 ? first : { kind, parts: distinct };
}

/** The opposite, without a `not` in front of a `not`. */
export function noneOf(part: Filter): Filter {
  if (part.kind === 'not') return part.part;
  if (part.kind !== 'criterion') return { kind: 'not', part };
  const { not, ...criterion } = part.criterion;
  return { kind: 'criterion', criterion: not ? criterion : { ...criterion, not: true } };
}
