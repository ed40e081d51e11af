/**
 * Rules that ask for one exact value stand in a map of their own: one lookup whatever their number,
 * one update to change them.
 */
import { addressFamily } from '../../contract/address.ts';
import { COUNTED_PROTOCOLS, type CountedProtocol } from '../../contract/counted-protocol.ts';
import type { Criterion, Match } from '../../contract/language/criterion.ts';
import { prefixBytes } from '../../contract/language/prefix.ts';
import type { Direction, Statement } from '../../contract/language/statement.ts';
import { endsOf } from '../../contract/language/trait-values.ts';
import type { CompileContext } from './criterion-sets.ts';
import { DESTINATION_LIST_KEYS, PROTOCOL_ANY, UDP_PORT_KEYS } from './tables.ts';

export type MatchMap =
  | 'remote_v4_rules'
  | 'remote_v6_rules'
  | 'port_rules'
  | 'protocol_rules'
  | 'list_rules';

export interface ExactPlace {
  readonly map: MatchMap;
  readonly key: Uint8Array;
}

/** Where the kernel looks for a statement in one direction; undefined: among the vectors. */
export function exactPlace(
  statement: Statement,
  direction: Direction,
  lists: CompileContext['lists'],
): ExactPlace | undefined {
  const { verdict, match } = statement;
  // What counts or limits steps on to the next rule, which may want the same key.
  if (verdict.kind !== 'drop' && verdict.kind !== 'pass') return undefined;
  if (match.some((criterion) => criterion.not)) return undefined;
  const [first, second, ...others] = match;
  if (others.length > 0) return undefined;
  if (!first) return { map: 'protocol_rules', key: keyOf(PROTOCOL_ANY) };
  if (second) return portPlace(match);
  return (
    remotePlace(first, direction) ?? listPlace(first, direction, lists) ?? protocolPlace(first)
  );
}

/** `tcp dport 22` */
function portPlace(match: Match): ExactPlace | undefined {
  const protocol = match.map(protocolOf).find((name) => name !== undefined);
  const port = match.map(destinationPortOf).find((number) => number !== undefined);
  if (port === undefined || (protocol !== 'tcp' && protocol !== 'udp')) return undefined;
  return { map: 'port_rules', key: keyOf(protocol === 'udp' ? UDP_PORT_KEYS + port : port) };
}

/** `remote 192.0.2.1` */
function remotePlace(criterion: Criterion, direction: Direction): ExactPlace | undefined {
  if (!('prefixes' in criterion)) return undefined;
  const [prefix, ...others] = criterion.prefixes;
  const [end, ...otherEnds] = endsOf(criterion.field, { direction });
  if (!prefix || others.length > 0 || otherEnds.length > 0) return undefined;
  if (end !== endsOf('remote', { direction })[0]) return undefined;
  const isV4 = addressFamily(prefix.address) === 4;
  if (prefix.bits !== (isV4 ? 32 : 128)) return undefined;
  return {
    map: isV4 ? 'remote_v4_rules' : 'remote_v6_rules',
    key: prefixBytes(prefix),
  };
}

/** `src list drop-list` */
function listPlace(
  criterion: Criterion,
  direction: Direction,
  lists: CompileContext['lists'],
): ExactPlace | undefined {
  if (!('lists' in criterion)) return undefined;
  const [name, ...others] = criterion.lists;
  const [end, ...otherEnds] = endsOf(criterion.field, { direction });
  const bit = name === undefined ? undefined : lists.get(name);
  if (bit === undefined || others.length > 0 || otherEnds.length > 0) return undefined;
  return {
    map: 'list_rules',
    key: keyOf(end === 'destination' ? DESTINATION_LIST_KEYS + bit : bit),
  };
}

/** Of a key in `list_rules`. */
export function isDestinationList(key: Uint8Array): boolean {
  return (key[0] as number) >= DESTINATION_LIST_KEYS;
}

/** `icmp` */
function protocolPlace(criterion: Criterion): ExactPlace | undefined {
  const protocol = protocolOf(criterion);
  const key = COUNTED_PROTOCOLS.indexOf(protocol as CountedProtocol);
  return key < 0 ? undefined : { map: 'protocol_rules', key: keyOf(key) };
}

/** The one word of a criterion about protocols. */
function protocolOf(criterion: Criterion): string | undefined {
  if (criterion.field !== 'protocol') return undefined;
  const [word, ...others] = criterion.values;
  return typeof word === 'string' && others.length === 0 ? word : undefined;
}

function destinationPortOf(criterion: Criterion): number | undefined {
  if (criterion.field !== 'dport') return undefined;
  const [range, ...others] = criterion.ranges;
  return range && range.low === range.high && others.length === 0 ? range.low : undefined;
}

/** A `__u32`, little-endian. */
function keyOf(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
