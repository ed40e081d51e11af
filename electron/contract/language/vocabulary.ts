/** The words of the language, and the other spellings that are read as them. */
import {
  ADDRESS_FIELDS,
  type AddressField,
  PORT_FIELDS,
  PROTOCOL_WORDS,
  type ProtocolWord,
} from './criterion.ts';

export const VERDICT_WORDS = ['drop', 'pass', 'limit', 'count'] as const;
export const DIRECTION_WORDS = ['in', 'out', 'both'] as const;
export const LIFETIME_WORDS = ['for', 'until'] as const;

/** Criteria as they are printed, the most used first. */
export const CRITERION_WORDS = [
  ...ADDRESS_FIELDS,
  ...PORT_FIELDS,
  ...PROTOCOL_WORDS,
  'proto',
  'type',
  'code',
  'flags',
  'op',
  'iface',
  'ether',
  'vlan',
  'len',
  'ttl',
  'fragment',
  'established',
  'malformed',
] as const;
export type CriterionWord = (typeof CRITERION_WORDS)[number];

/** Only spellings that can mean nothing else. */
const SYNONYMS: ReadonlyMap<string, CriterionWord> = new Map([
  ['source', 'src'],
  ['from', 'src'],
  ['destination', 'dst'],
  ['to', 'dst'],
  ['protocol', 'proto'],
  ['icmp6', 'icmpv6'],
  ['ip4', 'ip'],
  ['ipv4', 'ip'],
  ['ipv6', 'ip6'],
  ['icmp-type', 'type'],
  ['icmp-code', 'code'],
  ['operation', 'op'],
  ['interface', 'iface'],
  ['dev', 'iface'],
  ['length', 'len'],
  ['hop-limit', 'ttl'],
  ['frag', 'fragment'],
]);

const WORDS: ReadonlyMap<string, CriterionWord> = new Map([
  ...CRITERION_WORDS.map((word) => [word, word] as const),
  ...SYNONYMS,
]);

/** The criterion that a word, in lower case, begins. */
export function criterionWord(word: string): CriterionWord | undefined {
  return WORDS.get(word);
}

/** The end, or ends, of a packet that a word, in lower case, stands for. */
export function addressWord(word: string): AddressField | undefined {
  const criterion = criterionWord(word);
  return ADDRESS_FIELDS.find((field) => field === criterion);
}

/** Every spelling of a protocol. */
export const PROTOCOL_OF_WORD: ReadonlyMap<string, ProtocolWord> = new Map(
  [...WORDS].filter((entry): entry is [string, ProtocolWord] =>
    (PROTOCOL_WORDS as readonly string[]).includes(entry[1]),
  ),
);

/** What other programs call our verdicts. */
export const FOREIGN_VERDICTS: ReadonlyMap<string, string> = new Map([
  ['reject', 'drop'],
  ['deny', 'drop'],
  ['block', 'drop'],
  ['discard', 'drop'],
  ['allow', 'pass'],
  ['accept', 'pass'],
  ['permit', 'pass'],
]);
