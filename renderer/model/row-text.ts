import type { Address } from '../../electron/contract/address.ts';
import type { Statement } from '../../electron/contract/language/statement.ts';
import type { PacketInfo } from '../../electron/contract/packet-info.ts';
import {
  DIRECTION,
  NO_RULE_SLOT,
  type PacketRecord,
  VERDICT,
} from '../../electron/contract/packet-record.ts';
import {
  describePacket,
  formatMac,
  malformedText,
  tcpFlagsText,
} from '../../electron/contract/packet-text.ts';
import { isArp, isIp } from '../../electron/contract/protocol-name.ts';
import { verdictBefore } from '../../electron/contract/replay.ts';
import type { RuleBookState } from '../../electron/contract/state.ts';
import { type AddressNote, type AddressNotes, noteText } from './address-notes.ts';
import { addressText } from './address-text.ts';
import { countText, preciseTimeText } from './number-text.ts';
import { hasPorts, remoteAddress, usualDrop } from './row-scopes.ts';
import type { RuleNames } from './rule-names.ts';

/** One end of a packet as its columns show it. */
export interface EndText {
  /** In full; an interface's MAC for frames without addresses, or ''. */
  readonly address: string;
  readonly port: string;
  /** One of this machine's own addresses. */
  readonly own: boolean;
  /** Stands in the address's place: a stranger's word. */
  readonly name?: string;
  /** The address and all that is known of it. */
  readonly title?: string;
}

/** A drawn row. Made for the rows in sight only. */
export interface RowText {
  readonly sequence: number;
  readonly number: string;
  /** Milliseconds since 1970, to the microsecond. */
  readonly timeMs: number;
  readonly time: string;
  readonly dropped: boolean;
  /** Of a replay: what its file says, where that is something else. */
  readonly before: 'pass' | 'drop' | undefined;
  /** Why the frame could not be read, if it could not. */
  readonly malformed: string | undefined;
  readonly direction: 'in' | 'out';
  readonly source: EndText;
  readonly destination: EndText;
  readonly protocol: string;
  readonly length: string;
  /** How many of its bytes came along; empty for none. */
  readonly capturedBytes: string;
  readonly interfaceName: string;
  readonly sourceMac: string;
  readonly destinationMac: string;
  /** Id of the outermost tag; empty without one. */
  readonly vlan: string;
  readonly ttl: string;
  /** Of TCP. */
  readonly flags: string;
  /** What is known of the other end. */
  readonly note: AddressNote | undefined;
  /** Who made the other end's network card, or the one of the router before it. */
  readonly vendor: string;
  readonly info: PacketInfo;
  readonly rule: string;
  /** More about it than fits its column. */
  readonly ruleTitle: string;
  /** Of the rule that decided. */
  readonly ruleId: string | undefined;
  /** No rule decided. */
  readonly byDefault: boolean;
  /** The other end: the source on the way in, the destination on the way out. */
  readonly remote: Address | undefined;
  /** What blocking this row drops. Absent when rules cannot name it in a word. */
  readonly block: Statement | undefined;
}

export interface RowContext {
  readonly names: RuleNames;
  readonly book: RuleBookState;
  readonly ownAddresses: ReadonlySet<string>;
  /** By index. */
  readonly interfaceNames?: ReadonlyMap<number, string>;
  /** How many bytes came along with a packet. */
  readonly capturedBytes?: (sequence: number) => number;
  readonly notes?: AddressNotes;
}

export function rowText(sequence: number, record: PacketRecord, context: RowContext): RowText {
  const { names, book } = context;
  const malformed = malformedText(record);
  const text = describePacket(record);
  const ports = hasPorts(record);
  const { ruleSlot, ruleGeneration } = record;
  const source = addressText(record.source) || formatMac(record.sourceMac);
  const destination = addressText(record.destination) || formatMac(record.destinationMac);
  const remote = remoteAddress(record);
  const timeMs = names.bootTimeMs(sequence) + record.timeBootNs / 1e6;
  const decided = names.label(sequence, ruleSlot, ruleGeneration, book);
  return {
    sequence,
    number: countText(sequence + 1),
    timeMs,
    time: preciseTimeText(timeMs),
    dropped: record.verdict === VERDICT.drop,
    before: verdictBefore(record),
    malformed,
    direction: record.direction === DIRECTION.out ? 'out' : 'in',
    source: end(source, ports ? record.sourcePort : undefined, context),
    destination: end(destination, ports ? record.destinationPort : undefined, context),
    protocol: text.protocol,
    length: String(record.lengthBytes),
    capturedBytes: numberText(context.capturedBytes?.(sequence) ?? 0),
    ...linkText(record, context),
    ttl: isIp(record) ? String(record.ttl) : '',
    flags: tcpFlagsText(record),
    note: remote && context.notes?.of(remote),
    vendor: context.notes?.vendorOf(remoteMac(record)) ?? '',
    info: rowInfo(record, text.info, malformed),
    rule: malformed ?? decided.label,
    ruleTitle: malformed ? text.info.rest : decided.title,
    ruleId: names.ruleId(sequence, ruleSlot, ruleGeneration),
    byDefault: ruleSlot === NO_RULE_SLOT,
    remote,
    block: usualDrop(record),
  };
}

/** What its frame says, apart from the packet in it. */
function linkText(record: PacketRecord, { interfaceNames }: RowContext) {
  return {
    interfaceName: interfaceNames?.get(record.ifindex) ?? `interface ${record.ifindex}`,
    sourceMac: formatMac(record.sourceMac),
    destinationMac: formatMac(record.destinationMac),
    vlan: record.tagCount > 0 ? String(record.vlanId) : '',
  };
}

/** Nothing for 0. */
function numberText(value: number): string {
  return value === 0 ? '' : String(value);
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

function end(
  address: string,
  port: number | undefined,
  { ownAddresses, notes }: RowContext,
): EndText {
  const text = { address, port: port === undefined ? '' : String(port) };
  const own = ownAddresses.has(address);
  const note = notes?.of(address);
  if (!note) return { ...text, own };
  // One of their own addresses people know best by the address itself.
  const name = notes?.named && !own ? note.host : undefined;
  return { ...text, own, title: noteText(address, note), ...(name !== undefined && { name }) };
}

/** Of the network card at the other end of the link. */
export function remoteMac(record: PacketRecord): string {
  return formatMac(record.direction === DIRECTION.out ? record.destinationMac : record.sourceMac);
}
