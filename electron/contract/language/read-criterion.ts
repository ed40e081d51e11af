import type { AddressField, Criterion, NumberField, Range } from './criterion.ts';
import { Fault, type FaultPlace, type FaultWords, quoted } from './language-error.ts';
import { byLikeness } from './likeness.ts';
import { looksLikeAddress, readPrefix } from './read-prefix.ts';
import {
  type NumberLimits,
  readArpOperation,
  readEtherType,
  readFlags,
  readFragment,
  readInterface,
  readListName,
  readMac,
  readPort,
  readProtocol,
  readRange,
} from './read-values.ts';
import type { Token, TokenReader } from './tokens.ts';
import { CRITERION_WORDS, type CriterionWord, criterionWord } from './vocabulary.ts';

/** One criterion and where it stands. */
export interface CriterionRead {
  readonly criterion: Criterion;
  readonly place: FaultPlace;
  /** Types of ICMP that were written as names: what they mean depends on the rest of the match. */
  readonly typeNames: readonly Token[];
}

/**
 * Reads one criterion with its values. `behindEnds`: words that may follow `src` and the like in the
 * place of addresses, for who has to say what was expected.
 */
export function readCriterion(
  reader: TokenReader,
  behindEnds: readonly string[] = ['list'],
): CriterionRead {
  const start = reader.place;
  const isNegated = reader.accept('not');
  if (isNegated && reader.next === 'not') {
    throw new Fault(reader.place, {
      message: 'One "not" is enough.',
      remedy: 'Leave the second one out.',
    });
  }
  const word = criterionWord(reader.next);
  if (!isNegated) reader.mention('not');
  if (!word) throw unknownCriterion(reader);
  const keyword = reader.takeSeen();
  const typeNames: Token[] = [];
  const criterion = readBody(reader, word, keyword, typeNames, behindEnds);
  return {
    criterion: isNegated ? { ...criterion, not: true } : criterion,
    place: reader.placeFrom(start),
    typeNames,
  };
}

function readBody(
  reader: TokenReader,
  word: CriterionWord,
  keyword: Token,
  typeNames: Token[],
  behindEnds: readonly string[],
): Criterion {
  const values: ReadAll = (what, read, expected = [], first) =>
    reader.takeValues(missing(keyword, what, expected), read, first);
  const numbers = (field: NumberField, limits: NumberLimits): Criterion => ({
    field,
    ranges: values(limits.what, (token) => readRange(token, limits)),
  });
  switch (word) {
    case 'src':
    case 'dst':
    case 'remote':
    case 'local':
    case 'host':
      return readAddresses(reader, word, keyword, behindEnds);
    case 'sport':
    case 'dport':
    case 'port':
      return { field: word, ranges: values('a port', readPort) };
    case 'proto':
      return { field: 'protocol', values: values('a protocol', readProtocol) };
    case 'type':
      return { field: 'icmp-type', ranges: readIcmpTypes(values, typeNames) };
    case 'code':
      return numbers('icmp-code', { what: 'an ICMP code', max: 255 });
    case 'flags':
      return { field: 'flags', patterns: values('TCP flags', readFlags) };
    case 'op':
      return {
        field: 'arp-op',
        ranges: values('an operation', readArpOperation, ['request', 'reply']),
      };
    case 'iface':
      return { field: 'interface', names: values('the name of an interface', readInterface) };
    case 'ether':
      return readEther(reader, values);
    case 'vlan':
      return numbers('vlan', { what: 'a VLAN id', max: 4095 });
    case 'len':
      return numbers('length', { what: 'a length', max: 65_535 });
    case 'ttl':
      return numbers('ttl', { what: 'a time to live', max: 255 });
    case 'fragment':
      return { field: 'fragment', kinds: values('a kind', readFragment, ['first', 'later']) };
    case 'established':
    case 'malformed':
      return { field: word };
    default:
      // A word for a protocol stands for itself; with commas there may be more of them.
      return { field: 'protocol', values: values('another protocol', readProtocol, [], word) };
  }
}

type ReadAll = <T>(
  what: string,
  read: (token: Token) => T,
  expected?: readonly string[],
  first?: T,
) => T[];

function readAddresses(
  reader: TokenReader,
  field: AddressField,
  keyword: Token,
  behind: readonly string[],
): Criterion {
  if (reader.next === 'list' || reader.next === 'feed') {
    const list = reader.takeSeen();
    return {
      field,
      lists: reader.takeValues(missing(list, 'the name of a list', []), readListName),
    };
  }
  const prefixes = reader.takeValues(
    missing(keyword, `an address, a prefix or a ${behind.join(' or a ')}`, behind),
    (token) => {
      if (token.text.toLowerCase() === 'country') {
        throw new Fault(token, behind.includes('country') ? countriesApart(field) : NO_COUNTRIES);
      }
      if (token.text.toLowerCase() !== 'list') return readPrefix(token, behind);
      throw new Fault(token, {
        message: 'Addresses and lists cannot share one criterion.',
        remedy: `Make two rules of it: one with the addresses, one with ${field} list NAME.`,
      });
    },
  );
  return { field, prefixes };
}

const NO_COUNTRIES: FaultWords = {
  message: 'Rules know addresses, not countries.',
  remedy: 'Put the prefixes of the country into a list, and write src list NAME.',
};

function countriesApart(field: AddressField): FaultWords {
  return {
    message: 'Addresses and countries cannot share one criterion.',
    remedy: `Put "or" between them: ${field} 192.0.2.1 or ${field} country de.`,
  };
}

function readEther(reader: TokenReader, values: ReadAll): Criterion {
  const kinds = ['src', 'dst', 'type'];
  const kind = reader.next;
  if (reader.accept('src')) return { field: 'ether-src', macs: values('a MAC address', readMac) };
  if (reader.accept('dst')) return { field: 'ether-dst', macs: values('a MAC address', readMac) };
  if (reader.accept('type')) {
    return { field: 'ether-type', ranges: values('an EtherType', readEtherType) };
  }
  throw new Fault(reader.place, {
    message:
      kind === '' ? '"ether" needs src, dst or type.' : `${quoted(kind)} cannot follow "ether".`,
    expected: byLikeness(kind, kinds),
    remedy: 'Write ether src, ether dst or ether type.',
  });
}

function readIcmpTypes(values: ReadAll, typeNames: Token[]): Range[] {
  return values('a type', (token) => {
    if (!/^\d/.test(token.text)) {
      typeNames.push(token);
      return [];
    }
    return [readRange(token, { what: 'an ICMP type', max: 255 })];
  }).flat();
}

function missing(keyword: Token, what: string, expected: readonly string[]): FaultWords {
  return {
    message: `${quoted(keyword.text)} needs ${what}.`,
    remedy: `Write ${what} behind it.`,
    expected,
  };
}

function unknownCriterion(reader: TokenReader): Fault {
  const found = reader.next;
  const expected = byLikeness(found, [...CRITERION_WORDS, ...reader.mentioned]);
  if (found === '') {
    return new Fault(reader.place, { message: 'Something to match is missing.', expected });
  }
  if (found === ',') {
    return new Fault(reader.place, {
      message: 'A comma cannot stand here.',
      remedy: 'Commas stand between the values of one criterion, such as dport 22, 80.',
      expected,
    });
  }
  if (found === 'country') return new Fault(reader.place, NO_COUNTRIES);
  const message = `${quoted(found)} is not a criterion.`;
  if (/^\d/.test(found) || looksLikeAddress(found)) {
    const example = looksLikeAddress(found) ? 'src' : 'dport';
    return new Fault(reader.place, {
      message,
      remedy: `Put a comma between values, or say what it is, such as ${example} ${found.slice(0, 45)}.`,
      expected,
    });
  }
  return new Fault(reader.place, { message, expected });
}
