import { type Address, addressFamily, parseAddress } from '../../electron/contract/address.ts';
import type { Criterion, Match, Range } from '../../electron/contract/language/criterion.ts';
import { addressBits, maskAddress } from '../../electron/contract/language/prefix.ts';
import type {
  RuleDirection,
  Statement,
  Verdict,
} from '../../electron/contract/language/statement.ts';
import { DIRECTION, type PacketRecord } from '../../electron/contract/packet-record.ts';
import { formatMac, malformedText } from '../../electron/contract/packet-text.ts';
import { isArp, isIp, ruleProtocol } from '../../electron/contract/protocol-name.ts';
import { addressText, cutMiddle } from './address-text.ts';
import { dropPort, dropProtocol, dropRemote } from './simple-drop.ts';

/** What of the traffic one packet can stand for. A verdict in front makes a rule of it. */
export interface RowScope {
  readonly label: string;
  readonly direction: RuleDirection;
  readonly match: Match;
  /** What it names, where that is shorter than the match: `40112 ↔ 22/tcp`. */
  readonly text?: string;
  /** Both ends with their ports. */
  readonly conversation?: true;
  /** What a click on the row's verdict means. */
  readonly usual?: true;
}

/** How much of an address its network is, in bits: what a site usually has for itself. */
const NETWORK_BITS = { 4: 24, 6: 64 } as const;

/** Narrow to wide, without what rules cannot say of this packet. */
export function rowScopes(record: PacketRecord): readonly RowScope[] {
  const out = record.direction === DIRECTION.out;
  const remote = remoteAddress(record);
  const usual = usualDrop(record);
  return [
    ...conversationScopes(record, remote),
    ...(remote ? addressScopes(remote, out) : []),
    ...endScopes(record, out),
    ...(ruleProtocol(record) ? [scopeOf('Protocol', dropProtocol, ruleProtocol(record))] : []),
    ...macScopes(record, out),
  ].map((scope) => (usual && isSame(scope, usual) ? { ...scope, usual: true } : scope));
}

/** What a click on a row's verdict drops; `undefined` when rules cannot name it in a word. */
export function usualDrop(record: PacketRecord): Statement | undefined {
  const remote = remoteAddress(record);
  if (remote) return dropRemote(remote);
  const protocol = ruleProtocol(record);
  if ((protocol === 'tcp' || protocol === 'udp') && hasPorts(record)) {
    const out = record.direction === DIRECTION.out;
    return dropPort(protocol, out ? record.sourcePort : record.destinationPort);
  }
  return protocol && dropProtocol(protocol);
}

/** The scope with a verdict in front of it. */
export function ruleOfScope({ direction, match }: RowScope, kind: 'drop' | 'pass'): Statement {
  const verdict: Verdict = { kind };
  return { verdict, direction, match };
}

/** The other end: the source on the way in, the destination on the way out. */
export function remoteAddress(record: PacketRecord): Address | undefined {
  return addressOf(record, record.direction === DIRECTION.out ? 'destination' : 'source');
}

function addressOf(record: PacketRecord, end: 'source' | 'destination'): Address | undefined {
  if (!isIp(record) && !isArp(record)) return undefined;
  const bytes = record[end];
  if (bytes.every((byte) => byte === 0)) return undefined;
  const parsed = parseAddress(addressText(bytes));
  return parsed.ok ? parsed.value : undefined;
}

const PROTOCOLS_WITH_PORTS: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp']);
const LATER_FRAGMENT = 2;

/** Whether a row shows ports: those of a frame that could not be read to its end may be wrong. */
export function hasPorts(record: PacketRecord): boolean {
  const protocol = ruleProtocol(record);
  return (
    !malformedText(record) &&
    isIp(record) &&
    record.fragment !== LATER_FRAGMENT &&
    protocol !== undefined &&
    PROTOCOLS_WITH_PORTS.has(protocol)
  );
}

/** Both ends with their ports, and what comes from one end to the port that it came to. */
function conversationScopes(record: PacketRecord, remote: Address | undefined) {
  const protocol = ruleProtocol(record);
  if (!remote || !protocol || !hasPorts(record)) return [];
  const out = record.direction === DIRECTION.out;
  const other = { field: 'remote', prefixes: [{ address: remote, bits: addressBits(remote) }] };
  const words: Criterion = { field: 'protocol', values: [protocol] };
  const port = (field: 'port' | 'dport', low: number): Criterion => ({ field, ranges: [one(low)] });
  const conversation: Match = [
    words,
    other as Criterion,
    port('port', record.sourcePort),
    ...(record.sourcePort === record.destinationPort ? [] : [port('port', record.destinationPort)]),
  ];
  const toPort: Match = [words, other as Criterion, port('dport', record.destinationPort)];
  return [
    {
      label: 'This conversation',
      direction: 'both',
      match: conversation,
      conversation: true,
      text: `${record.sourcePort} ↔ ${record.destinationPort}/${protocol}`,
    },
    {
      label: out ? 'This destination’s port' : 'This source to this port',
      direction: out ? 'out' : 'in',
      match: toPort,
      text: `${cutMiddle(remote, 15)} → ${record.destinationPort}/${protocol}`,
    },
  ] satisfies RowScope[];
}

function addressScopes(remote: Address, out: boolean): readonly RowScope[] {
  const { direction, match } = dropRemote(remote);
  const bits = NETWORK_BITS[addressFamily(remote)];
  const network = { address: maskAddress(remote, bits), bits };
  return [
    { label: out ? 'This destination' : 'This source', direction, match },
    { label: 'Its network', direction, match: [{ field: 'remote', prefixes: [network] }] },
  ];
}

/** Where it went, whoever sent it: the port, and the address. */
function endScopes(record: PacketRecord, out: boolean): readonly RowScope[] {
  const protocol = ruleProtocol(record);
  const scopes: RowScope[] = [];
  if ((protocol === 'tcp' || protocol === 'udp') && hasPorts(record)) {
    const local = out ? record.sourcePort : record.destinationPort;
    const label = out ? 'Own port, any source' : 'Port, any source';
    scopes.push(scopeOf(label, (port: number) => dropPort(protocol, port), local));
    if (out) {
      const { match } = dropPort(protocol, record.destinationPort);
      scopes.push({ label: 'Port, any destination', direction: 'out', match });
    }
  }
  const own = out ? undefined : addressOf(record, 'destination');
  if (own) {
    const prefixes = [{ address: own, bits: addressBits(own) }];
    const match: Match = [{ field: 'dst', prefixes }];
    scopes.push({ label: 'All to this address', direction: 'in', match, text: cutMiddle(own, 27) });
  }
  return scopes;
}

function macScopes(record: PacketRecord, out: boolean): readonly RowScope[] {
  const mac = formatMac(out ? record.destinationMac : record.sourceMac);
  // Frames of tunnels have none.
  if (mac === '00:00:00:00:00:00') return [];
  return [
    {
      label: out ? 'Receiving MAC' : 'Sending MAC',
      direction: out ? 'out' : 'in',
      match: [{ field: out ? 'ether-dst' : 'ether-src', macs: [mac] }],
      text: mac,
    },
  ];
}

function scopeOf<T>(label: string, drop: (value: T) => Statement, value: T | undefined): RowScope {
  const { direction, match } = drop(value as T);
  return { label, direction, match };
}

function isSame(scope: RowScope, { direction, match }: Statement): boolean {
  return scope.direction === direction && JSON.stringify(scope.match) === JSON.stringify(match);
}

function one(port: number): Range {
  return { low: port, high: port };
}
