import { canonicalCriterion, canonicalMatch } from './canonical.ts';
import { type Contradiction, findContradiction } from './contradiction.ts';
import type { Criterion, Match, Range } from './criterion.ts';
import { Fault, type FaultPlace, type FaultWords, quoted } from './language-error.ts';
import { byLikeness } from './likeness.ts';
import { MAX_CRITERIA } from './limits.ts';
import {
  type IcmpProtocol,
  icmpTypeName,
  icmpTypeNames,
  icmpTypeNumber,
} from './names/icmp-types.ts';
import { icmpProtocolOf, printCriterion } from './print-criterion.ts';
import { type CriterionRead, readCriterion } from './read-criterion.ts';
import type { RuleDirection } from './statement.ts';
import type { Token, TokenReader } from './tokens.ts';

/** Collects the criteria of a match one after another, and judges them together at the end. */
export class MatchReader {
  readonly #reader: TokenReader;
  #read: CriterionRead[] = [];
  #any: FaultPlace | undefined;

  constructor(reader: TokenReader) {
    this.#reader = reader;
  }

  readNext(): void {
    if (this.#reader.next === 'any') {
      this.#any = this.#reader.takeSeen();
      return;
    }
    if (this.#read.length >= MAX_CRITERIA) {
      throw new Fault(this.#reader.place, {
        message: `A match takes up to ${MAX_CRITERIA} criteria.`,
        remedy: 'Make several rules of it.',
      });
    }
    if (this.isEmpty) this.#reader.mention('any');
    this.#read.push(readCriterion(this.#reader));
  }

  get isEmpty(): boolean {
    return this.#read.length === 0 && !this.#any;
  }

  /** The match in canonical form. */
  finish(direction: RuleDirection): Match {
    const [first] = this.#read;
    if (this.#any && first) {
      throw new Fault(this.#any, {
        message: '"any" stands alone: it means every packet.',
        remedy: 'Leave it out, or leave out the criteria.',
      });
    }
    const icmp = icmpProtocolOf(this.#read.map(({ criterion }) => criterion));
    const criteria = this.#read.map((one) => canonicalCriterion(withTypeNames(one, icmp)));
    const contradiction = findContradiction(criteria, direction);
    if (contradiction) {
      const { place } = this.#read[contradiction.index] as CriterionRead;
      throw new Fault(place, contradictionWords(contradiction, criteria));
    }
    return canonicalMatch(criteria);
  }
}

/** The criterion with the types of ICMP that were written as names, by the protocol that owns them. */
export function withTypeNames(
  { criterion, typeNames }: CriterionRead,
  icmp?: IcmpProtocol,
): Criterion {
  if (typeNames.length === 0 || !('ranges' in criterion)) return criterion;
  const named = typeNames.map((token): Range => {
    const type = icmpType(token, icmp);
    return { low: type, high: type };
  });
  return { ...criterion, ranges: [...criterion.ranges, ...named] };
}

function icmpType(token: Token, icmp?: IcmpProtocol): number {
  const name = token.text.toLowerCase();
  const type = icmp && icmpTypeNumber(icmp, name);
  if (type !== undefined) return type;
  const protocols = (['icmp', 'icmpv6'] as const).filter(
    (protocol) => icmpTypeNumber(protocol, name) !== undefined,
  );
  if (!icmp && protocols.length > 0) {
    throw new Fault(token, {
      message: `${quoted(token.text)} has a number only for a protocol.`,
      remedy: `Write ${protocols.join(' or ')} in front of "type".`,
      expected: protocols,
    });
  }
  const names = [
    ...new Set((icmp ? [icmp] : (['icmp', 'icmpv6'] as const)).flatMap(icmpTypeNames)),
  ];
  const [likely] = byLikeness(name, names);
  throw new Fault(token, {
    message: `${quoted(token.text)} is not a type of ${icmp ?? 'ICMP'}.`,
    remedy: `Write a name such as ${likely ?? icmpTypeName('icmp', 8)}, or a number from 0 to 255.`,
    expected: byLikeness(name, names),
  });
}

/** What has a field, where not every packet does. */
const OWNERS: Readonly<Partial<Record<Criterion['field'], string>>> = {
  sport: 'tcp, udp and sctp have ports',
  dport: 'tcp, udp and sctp have ports',
  port: 'tcp, udp and sctp have ports',
  flags: 'tcp has flags',
  'icmp-type': 'icmp and icmpv6 have types',
  'icmp-code': 'icmp and icmpv6 have codes',
  'arp-op': 'arp has operations',
  ttl: 'IP packets have a time to live',
  fragment: 'IP packets have fragments',
};

/** What is wrong with criteria of which no packet can fulfil all. */
export function contradictionWords(
  found: Contradiction,
  criteria: readonly Criterion[],
): FaultWords {
  const criterion = criteria[found.index] as Criterion;
  const text = quoted(printCriterion(criterion));
  switch (found.kind) {
    case 'fragment':
      return {
        message: `${text} can never hold: later fragments carry no transport header.`,
        remedy: 'Leave one of the two out.',
      };
    case 'excluded':
      return {
        message: `${text} leaves nothing of what the match asks for.`,
        remedy: 'Leave one of the two out.',
      };
    case 'values':
      return {
        message: `${text} can never hold together with the rest of the match.`,
        remedy: 'Put values of which any may do behind one word, with commas between them.',
      };
    case 'protocol':
      return protocolWords(
        criterion,
        text,
        found.others.map((index) => criteria[index] as Criterion),
      );
  }
}

function protocolWords(
  criterion: Criterion,
  text: string,
  others: readonly Criterion[],
): FaultWords {
  const isPort = ['sport', 'dport', 'port'].includes(criterion.field);
  const code = isPort ? ({ code: 'bad-port' } as const) : {};
  const other = others.map((one) => printCriterion(one)).join(' ');
  const owner = OWNERS[criterion.field];
  if (owner && other !== '') {
    return {
      message: `Only ${owner}, not ${quoted(other)}.`,
      remedy: `Leave out ${text} or change ${quoted(other)}.`,
      ...code,
    };
  }
  if (criterion.field === 'protocol') {
    return {
      message: `No packet is ${quoted(other)} and ${text} at once.`,
      remedy: 'For either of several protocols write proto with commas, such as proto tcp, udp.',
    };
  }
  return {
    message: `${text} can never hold: no packet has it together with ${quoted(other)}.`,
    remedy: 'Leave one of the two out; IPv4 and IPv6 addresses never share a packet.',
  };
}
