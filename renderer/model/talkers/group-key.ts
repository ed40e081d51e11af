import { destinationPort, endBytes, hasPorts, sourcePort } from './flow-end.ts';
import { ADDRESS_KIND, addressKind, KEY, KEY_WORDS, talkProtocol } from './flow-key.ts';
import type { FlowTable } from './flow-table.ts';
import { servicePort } from './service-port.ts';

export const TALKER_KINDS = ['source', 'destination', 'port', 'flow', 'country'] as const;
/** What flows are added up by. */
export type TalkerKind = (typeof TALKER_KINDS)[number];

/** Two letters (ISO 3166-1), or `undefined` where nobody knows. Takes 4 or 16 bytes in network order. */
export type CountryOf = (address: Uint8Array) => string | undefined;

/**
 * Writes what a flow shares with those of its group into `key`, which is laid out as a flow's own key.
 * Answers whether source and destination stand the other way round in it; of a port, whether it was
 * the source that had it.
 */
export type WriteGroupKey = (flow: number, key: Uint32Array) => boolean;

/** Writes the keys of groups of a kind. */
export function groupKeyWriter(
  table: FlowTable,
  kind: TalkerKind,
  countryOf: CountryOf,
  countries: FlowCountries,
): WriteGroupKey {
  const { keys } = table.index;
  switch (kind) {
    case 'source':
    case 'destination':
      return (flow, key) => writeAddress(keys, flow, KEY[kind], key);
    case 'port':
      return (flow, key) => writePort(keys, flow, key);
    case 'flow':
      return (flow, key) => writeConversation(keys, flow, key);
    case 'country':
      return (flow, key) => {
        key.fill(0);
        key[0] = countries.wordOf(table, flow, countryOf);
        return false;
      };
  }
}

function writeAddress(keys: Uint32Array, flow: number, end: number, key: Uint32Array): boolean {
  const start = flow * KEY_WORDS;
  key.fill(0);
  for (let word = 0; word < 4; word += 1) key[word] = keys[start + end + word] as number;
  key[KEY.talk] = addressKind(keys[start + KEY.talk] as number) << 8;
  return false;
}

function writePort(keys: Uint32Array, flow: number, key: Uint32Array): boolean {
  key.fill(0);
  key[KEY.talk] = keys[flow * KEY_WORDS + KEY.talk] as number;
  if (hasPorts(keys, flow)) {
    key[KEY.ports] = servicePort(sourcePort(keys, flow), destinationPort(keys, flow));
    // A port is the same for both versions of IP.
    key[KEY.talk] = talkProtocol(key[KEY.talk] as number) | (ADDRESS_KIND.ipv4 << 8);
    return key[KEY.ports] === sourcePort(keys, flow);
  }
  return false;
}

/** The same for both directions: the end whose address and port are lower stands first. */
function writeConversation(keys: Uint32Array, flow: number, key: Uint32Array): boolean {
  const start = flow * KEY_WORDS;
  const ports = keys[start + KEY.ports] as number;
  const isOrdered = isFirstEnd(keys, start);
  const [first, second] = isOrdered ? [KEY.source, KEY.destination] : [KEY.destination, KEY.source];
  for (let word = 0; word < 4; word += 1) {
    key[KEY.source + word] = keys[start + first + word] as number;
    key[KEY.destination + word] = keys[start + second + word] as number;
  }
  key[KEY.ports] = isOrdered ? ports : ((ports >>> 16) | (ports << 16)) >>> 0;
  key[KEY.talk] = keys[start + KEY.talk] as number;
  return !isOrdered;
}

function isFirstEnd(keys: Uint32Array, start: number): boolean {
  for (let word = 0; word < 4; word += 1) {
    const source = keys[start + KEY.source + word] as number;
    const destination = keys[start + KEY.destination + word] as number;
    if (source !== destination) return source < destination;
  }
  const ports = keys[start + KEY.ports] as number;
  return (ports & 0xffff) <= ports >>> 16;
}

/** The countries of flows' other ends. Each is looked up once: a look-up takes microseconds. */
export class FlowCountries {
  readonly #words: Uint16Array;
  /** Of which flow the word is. */
  readonly #bornOf: Float64Array;
  #askedOf: CountryOf | undefined;

  /** `capacity` in flows. */
  constructor(capacity: number) {
    this.#words = new Uint16Array(capacity);
    this.#bornOf = new Float64Array(capacity);
  }

  /** Two letters as a number; 0 for an unknown country. */
  wordOf(table: FlowTable, flow: number, countryOf: CountryOf): number {
    if (countryOf !== this.#askedOf) this.#bornOf.fill(0);
    this.#askedOf = countryOf;
    const born = table.born(flow);
    if (this.#bornOf[flow] !== born) {
      this.#bornOf[flow] = born;
      this.#words[flow] = lookUp(table, flow, countryOf);
    }
    return this.#words[flow] as number;
  }
}

function lookUp(table: FlowTable, flow: number, countryOf: CountryOf): number {
  const { keys } = table.index;
  const bytes = endBytes(keys, flow, table.isOut(flow) ? 'destination' : 'source');
  return bytes.length === 6 ? 0 : countryWord(countryOf(bytes));
}

function countryWord(code: string | undefined): number {
  return code === undefined ? 0 : (code.charCodeAt(0) << 8) | code.charCodeAt(1);
}

export function countryCode(word: number): string | undefined {
  return word === 0 ? undefined : String.fromCharCode(word >>> 8, word & 0xff);
}
