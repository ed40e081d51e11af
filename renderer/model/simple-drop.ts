/** Drop rules that one short line says whole. They are what a click or the Blocked panel makes. */
import type { Address } from '../../electron/contract/address.ts';
import type {
  Criterion,
  Match,
  Prefix,
  ProtocolWord,
} from '../../electron/contract/language/criterion.ts';
import { addressBits, printPrefix } from '../../electron/contract/language/prefix.ts';
import type { RuleDirection, Statement } from '../../electron/contract/language/statement.ts';
import { protocolLabel } from './protocol-labels.ts';

export type DropKind = 'address' | 'port' | 'protocol' | 'everything';

export interface SimpleDrop {
  readonly kind: DropKind;
  /** As short as it stays clear: `203.0.113.77`, `8080/tcp`, `ICMP`, `everything`. */
  readonly text: string;
  /** Names one thing, not a network or a list of them. */
  readonly single: boolean;
}

/**
 * What a drop of each kind means unless it says otherwise: nobody talks to a blocked address, and
 * nobody reaches a blocked port of this machine.
 */
const USUAL_DIRECTION: Readonly<Record<DropKind, RuleDirection>> = {
  address: 'both',
  port: 'in',
  protocol: 'both',
  everything: 'both',
};

/** The short form of a statement that drops by address, local port or protocol, or everything. */
export function simpleDrop({ verdict, direction, match }: Statement): SimpleDrop | undefined {
  return verdict.kind === 'drop' ? simpleMatch(match, direction) : undefined;
}

/** A drop of what matches, in the direction that is usual for it. */
export function dropOf(match: Match): Statement {
  const simple = simpleMatch(match, 'both');
  const direction = simple ? USUAL_DIRECTION[simple.kind] : 'in';
  return { verdict: { kind: 'drop' }, direction, match };
}

/** Everything from and to an address. */
export function dropRemote(address: Address): Statement {
  return dropOf([{ field: 'remote', prefixes: [{ address, bits: addressBits(address) }] }]);
}

/** What comes to a port of this machine. */
export function dropPort(protocol: 'tcp' | 'udp', port: number): Statement {
  return dropOf([
    { field: 'protocol', values: [protocol] },
    { field: 'dport', ranges: [{ low: port, high: port }] },
  ]);
}

export function dropProtocol(protocol: ProtocolWord): Statement {
  return dropOf([{ field: 'protocol', values: [protocol] }]);
}

export const DROP_EVERYTHING: Statement = dropOf([]);

/** In words, where a statement acts in another direction than its kind usually does. */
export function unusualDirection(statement: Statement): string | undefined {
  const simple = simpleDrop(statement);
  if (!simple || statement.direction === USUAL_DIRECTION[simple.kind]) return undefined;
  return DIRECTION_WORDS[statement.direction];
}

const DIRECTION_WORDS: Readonly<Record<RuleDirection, string>> = {
  in: 'incoming only',
  out: 'outgoing only',
  both: 'in and out',
};

function simpleMatch(match: Match, direction: RuleDirection): SimpleDrop | undefined {
  if (match.some(({ not }) => not === true)) return undefined;
  const [first, second] = match;
  if (!first) return { kind: 'everything', text: 'everything', single: true };
  if (match.length === 2 && second) return portDrop(first, second) ?? portDrop(second, first);
  if (match.length > 2) return undefined;
  if (first.field === 'protocol') {
    const { values } = first;
    return { kind: 'protocol', text: joined(values.map(protocolLabel)), single: isOne(values) };
  }
  return isOtherEnd(first.field, direction) ? addressDrop(first) : undefined;
}

/** Whether a field means the other end of every packet that the direction asks about. */
function isOtherEnd(field: Criterion['field'], direction: RuleDirection): boolean {
  if (field === 'remote') return true;
  return (field === 'src' && direction === 'in') || (field === 'dst' && direction === 'out');
}

function addressDrop(criterion: Criterion): SimpleDrop | undefined {
  if ('lists' in criterion) {
    return { kind: 'address', text: `list ${joined(criterion.lists)}`, single: false };
  }
  if (!('prefixes' in criterion)) return undefined;
  const { prefixes } = criterion;
  const single = isOne(prefixes) && prefixes.every(isSingle);
  return { kind: 'address', text: joined(prefixes.map(printPrefix)), single };
}

function portDrop(protocol: Criterion, port: Criterion): SimpleDrop | undefined {
  if (protocol.field !== 'protocol' || port.field !== 'dport') return undefined;
  const [word, ...otherWords] = protocol.values;
  if (word === undefined || otherWords.length > 0) return undefined;
  const ports = port.ranges.map(({ low, high }) => (low === high ? `${low}` : `${low}-${high}`));
  const single = isOne(port.ranges) && port.ranges.every(({ low, high }) => low === high);
  return { kind: 'port', text: `${joined(ports)}/${word}`, single };
}

function isOne(values: readonly unknown[]): boolean {
  return values.length === 1;
}

function joined(texts: readonly string[]): string {
  return texts.join(', ');
}

function isSingle({ address, bits }: Prefix): boolean {
  return bits === addressBits(address);
}
