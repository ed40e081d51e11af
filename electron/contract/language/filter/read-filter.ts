import { canonicalCriterion } from '../canonical.ts';
import { findContradiction } from '../contradiction.ts';
import type { Criterion } from '../criterion.ts';
import { Fault, type FaultPlace, quoted } from '../language-error.ts';
import { MAX_STATEMENT_CHARACTERS } from '../limits.ts';
import type { IcmpProtocol } from '../names/icmp-types.ts';
import { icmpProtocolOf } from '../print-criterion.ts';
import type { CriterionRead } from '../read-criterion.ts';
import { contradictionWords, withTypeNames } from '../read-match.ts';
import type { RuleDirection } from '../statement.ts';
import { type TokenLine, TokenReader } from '../tokens.ts';
import { allOf, anyOf, type Filter, MAX_FILTER_DEPTH, MAX_FILTER_TERMS, noneOf } from './filter.ts';
import { printFilter } from './print-filter.ts';
import { beginsTerm, readTerm, type TermRead } from './read-term.ts';

/** As it was read: what a criterion means may depend on others that must hold with it. */
type Read =
  | TermRead
  | { readonly kind: 'joined'; readonly by: 'and' | 'or'; readonly parts: readonly Read[] }
  | { readonly kind: 'not'; readonly part: Read };

/** Reads a whole filter; throws a {@link Fault} for what it cannot read. */
export function readFilter(line: TokenLine): Filter {
  const reader = new TokenReader(line);
  const read = new FilterReader(reader).readAll();
  const filter = resolved(read, undefined);
  refuseContradictions(filter, { column: 1, length: Math.max(1, line.end.column - 1) });
  if (printFilter(filter).length <= MAX_STATEMENT_CHARACTERS) return filter;
  throw new Fault(
    { column: 1, length: line.end.column - 1 },
    {
      message: `Written out, this is longer than ${MAX_STATEMENT_CHARACTERS} characters.`,
      remedy: 'Shorten it, or put addresses into a list.',
    },
  );
}

/** `not` binds closest, then `and` and mere neighbourhood, then `or`. */
class FilterReader {
  readonly #reader: TokenReader;
  #terms = 0;
  #depth = 0;

  constructor(reader: TokenReader) {
    this.#reader = reader;
  }

  readAll(): Read {
    const read = this.#readOr();
    if (this.#reader.isAtEnd) return read;
    const sign = this.#reader.next;
    throw new Fault(this.#reader.place, {
      message:
        sign === ')'
          ? 'Nothing is opened that this could close.'
          : `${quoted(sign)} cannot stand here.`,
      remedy: sign === ')' ? 'Leave it out, or put a ( in front.' : 'Leave it out.',
      expected: ['and', 'or'],
    });
  }

  #readOr(): Read {
    const parts = [this.#readAnd()];
    while (this.#reader.accept('or')) parts.push(this.#readAnd());
    return joined('or', parts);
  }

  #readAnd(): Read {
    const parts = [this.#readNot(true)];
    for (;;) {
      if (this.#reader.accept('and')) parts.push(this.#readNot(true));
      else if (this.#reader.next === '(' || beginsTerm(this.#reader)) {
        this.#reader.mention('and', 'or');
        parts.push(this.#readNot(false));
      } else return joined('and', parts);
    }
  }

  /** `isFirst`: nothing stands in front that a value could belong to. */
  #readNot(isFirst: boolean): Read {
    const { place } = this.#reader;
    if (!this.#reader.accept('not')) {
      this.#reader.mention('not');
      return this.#readOne(isFirst, place);
    }
    if (this.#reader.next === 'not') {
      throw new Fault(this.#reader.place, {
        message: 'One "not" is enough.',
        remedy: 'Leave the second one out.',
      });
    }
    return { kind: 'not', part: this.#readOne(true, place) };
  }

  #readOne(isFirst: boolean, place: FaultPlace): Read {
    const open = this.#reader.place;
    if (!this.#reader.accept('(')) {
      this.#terms += 1;
      if (this.#terms > MAX_FILTER_TERMS) {
        throw new Fault(place, {
          message: `A filter takes up to ${MAX_FILTER_TERMS} terms.`,
          remedy: 'Put values behind one word, with commas between them, or shorten it.',
        });
      }
      return readTerm(this.#reader, isFirst);
    }
    this.#depth += 1;
    if (this.#depth > MAX_FILTER_DEPTH) {
      throw new Fault(open, {
        message: `Parentheses go ${MAX_FILTER_DEPTH} deep.`,
        remedy: 'Leave out those that are not needed.',
      });
    }
    const read = this.#readOr();
    if (!this.#reader.accept(')')) {
      throw new Fault(this.#reader.isAtEnd ? open : this.#reader.place, {
        message: this.#reader.isAtEnd
          ? 'The parenthesis is not closed.'
          : `${quoted(this.#reader.next)} cannot stand here.`,
        remedy: 'Put a ) behind what belongs together.',
        expected: ['and', 'or', ')'],
      });
    }
    this.#depth -= 1;
    return read;
  }
}

function joined(by: 'and' | 'or', parts: readonly Read[]): Read {
  const flat = parts.flatMap((part) =>
    part.kind === 'joined' && part.by === by ? part.parts : [part],
  );
  const [first] = flat;
  return flat.length === 1 && first ? first : { kind: 'joined', by, parts: flat };
}

/** What came together only as the filter was simplified: `tcp and not (not (udp and ttl 5))`. */
function refuseContradictions(filter: Filter, place: FaultPlace): void {
  if (filter.kind === 'not') refuseContradictions(filter.part, place);
  if (filter.kind !== 'and' && filter.kind !== 'or') return;
  for (const part of filter.parts) refuseContradictions(part, place);
  if (filter.kind === 'or') return;
  const criteria = filter.parts.flatMap((one) => (one.kind === 'criterion' ? one.criterion : []));
  const [way] = filter.parts.flatMap((one) => (one.kind === 'direction' ? one.direction : []));
  const found = findContradiction(criteria, way ?? 'both');
  if (found) throw new Fault(place, contradictionWords(found, criteria));
}

/** `icmp`: the protocol that all around it asks for, which gives names of types their numbers. */
function resolved(read: Read, icmp: IcmpProtocol | undefined): Filter {
  if (read.kind === 'not') return noneOf(resolved(read.part, icmp));
  if (read.kind === 'criterion') return resolvedCriteria([read.read], [], icmp)[0] as Filter;
  if (read.kind !== 'joined') return read.filter;
  if (read.by === 'or') return anyOf(read.parts.map((part) => resolved(part, icmp)));
  const criteria = read.parts.flatMap((part) => criterionOf(part) ?? []);
  const inner = icmpProtocolOf(criteria.map(({ criterion }) => criterion)) ?? icmp;
  const found = new Map<Read, Filter>();
  const places = read.parts.filter((part) => criterionOf(part));
  const filters = resolvedCriteria(criteria, directionsOf(read.parts), inner);
  for (const [index, part] of places.entries()) found.set(part, filters[index] as Filter);
  return allOf(read.parts.map((part) => found.get(part) ?? resolved(part, inner)));
}

/** A criterion, or the negation of one. */
function criterionOf(read: Read): CriterionRead | undefined {
  if (read.kind === 'criterion') return read.read;
  if (read.kind !== 'not' || read.part.kind !== 'criterion') return undefined;
  const { criterion, ...rest } = read.part.read;
  return { ...rest, criterion: { ...criterion, not: true } };
}

function directionsOf(parts: readonly Read[]): readonly RuleDirection[] {
  return parts.flatMap((part) =>
    part.kind === 'view' && part.filter.kind === 'direction' ? [part.filter.direction] : [],
  );
}

/** Criteria that must hold together: what no packet can fulfil is refused, as in rules. */
function resolvedCriteria(
  reads: readonly CriterionRead[],
  directions: readonly RuleDirection[],
  icmp: IcmpProtocol | undefined,
): readonly Filter[] {
  const criteria = reads.map((read): Criterion => canonicalCriterion(withTypeNames(read, icmp)));
  const contradiction = findContradiction(criteria, directions[0] ?? 'both');
  if (contradiction) {
    const { place } = reads[contradiction.index] as CriterionRead;
    throw new Fault(place, contradictionWords(contradiction, criteria));
  }
  return criteria.map((criterion) => ({ kind: 'criterion', criterion }));
}
