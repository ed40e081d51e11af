import { type Address, parseAddress } from '../../electron/contract/address.ts';
import type { Match, Protocol } from '../../electron/contract/match.ts';
import type { PacketInfo } from '../../electron/contract/packet-info.ts';
import { DIRECTION, type PacketRecord, VERDICT } from '../../electron/contract/packet-record.ts';
import { describePacket, formatMac, malformedText } from '../../electron/contract/packet-text.ts';
import { isArp, isIp, ruleProtocol } from '../../electron/contract/protocol-name.ts';
import type { RuleBookState } from '../../electron/contract/state.ts';
import { addressText } from './address-text.ts';
import { countText, preciseTimeText } from './number-text.ts';
import type { RuleNames } from './rule-names.ts';

/** One end of a packet as its columns show it. */
export interface EndText {
  /** In full; an interface's MAC for frames without addresses, or ''. */
  readonly address: string;
  readonly port: string;
  /** One of this machine's own addresses. */
  readonly own: boolean;
}

/** A drawn row. Made for the rows in sight only. */
export interface RowText {
  readonly sequence: number;
  readonly number: string;
  readonly time: string;
  readonly dropped: boolean;
  /** Why the frame could not be read, if it could not. */
  readonly malformed: string | undefined;
  readonly direction: 'in' | 'out';
  readonly source: EndText;
  readonly destination: EndText;
  readonly protocol: string;
  readonly length: string;
  readonly info: PacketInfo;
  readonly rule: string;
  /** Of the rule that decided. */
  readonly ruleId: string | undefined;
  /** What blocking this row means, narrow to wide. Empty when rules cannot name it. */
  readonly scopes: readonly BlockScope[];
}

export interface BlockScope {
  readonly label: string;
  readonly match: Match;
}

export interface RowContext {
  readonly names: RuleNames;
  readonly book: RuleBookState;
  readonly ownAddresses: ReadonlySet<string>;
}

const PROTOCOLS_WITH_PORTS: ReadonlySet<Protocol> = new Set(['tcp', 'udp', 'sctp']);
const LATER_FRAGMENT = 2;

export function rowText(sequence: number, record: PacketRecord, context: RowContext): RowText {
  const { names, book, ownAddresses } = context;
  const protocol = ruleProtocol(record);
  const malformed = malformedText(record);
  const text = describePacket(record);
  const hasPorts =
    !malformed &&
    isIp(record) &&
    record.fragment !== LATER_FRAGMENT &&
    protocol !== undefined &&
    PROTOCOLS_WITH_PORTS.has(protocol);
  const { ruleSlot, ruleGeneration } = record;
  const source = addressText(record.source) || formatMac(record.sourceMac);
  const destination = addressText(record.destination);
  return {
    sequence,
    number: countText(sequence + 1),
    time: preciseTimeText(names.bootTimeMs(sequence) + record.timeBootNs / 1e6),
    dropped: record.verdict === VERDICT.drop,
    malformed,
    direction: record.direction === DIRECTION.out ? 'out' : 'in',
    source: end(source, hasPorts ? record.sourcePort : undefined, ownAddresses),
    destination: end(destination, hasPorts ? record.destinationPort : undefined, ownAddresses),
    protocol: text.protocol,
    length: String(record.lengthBytes),
    info: rowInfo(record, text.info, malformed),
    rule: malformed ?? names.label(sequence, ruleSlot, ruleGeneration, book),
    ruleId: names.ruleId(sequence, ruleSlot, ruleGeneration),
    scopes: blockScopes(record, protocol, hasPorts),
  };
}

/** Leaves out what other columns of the same row say already: "malformed", and the sender's MAC. */
function rowInfo(
  record: PacketRecord,
  info: PacketInfo,
  malformed: string | undefined,
): PacketInfo {
  if (malformed) return { head: '', rest: info.rest };
  return isIp(record) || isArp(record) ? info : { head: '', rest: 'not IP' };
}

function end(address: string, port: number | undefined, own: ReadonlySet<string>): EndText {
  return { address, port: port === undefined ? '' : String(port), own: own.has(address) };
}

function blockScopes(
  record: PacketRecord,
  protocol: Protocol | undefined,
  hasPorts: boolean,
): readonly BlockScope[] {
  const scopes: BlockScope[] = [];
  const out = record.direction === DIRECTION.out;
  const remote = remoteAddress(record);
  if (remote) scopes.push({ label: out ? 'This destination' : 'This sender', match: { remote } });
  if (hasPorts && (protocol === 'tcp' || protocol === 'udp')) {
    const dport = out ? record.sourcePort : record.destinationPort;
    scopes.push({ label: 'Port, any sender', match: { protocol, dport } });
  }
  if (protocol) scopes.push({ label: 'Protocol', match: { protocol } });
  return scopes;
}

/** The other end of a packet: its source on the way in, its destination on the way out. */
export function remoteAddress(record: PacketRecord): Address | undefined {
  if (!isIp(record) && !isArp(record)) return undefined;
  const bytes = record.direction === DIRECTION.out ? record.destination : record.source;
  if (bytes.every((byte) => byte === 0)) return undefined;
  const parsed = parseAddress(addressText(bytes));
  return parsed.ok ? parsed.value : undefined;
}

/** The rule text that a row's first scope stands for. */
export function remoteOf(row: RowText): Address | undefined {
  const match = row.scopes[0]?.match;
  return match && 'remote' in match ? match.remote : undefined;
}
