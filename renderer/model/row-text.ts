import type { Address } from '../../electron/contract/address.ts';
import type { Statement } from '../../electron/contract/language/statement.ts';
import type { PacketInfo } from '../../electron/contract/packet-info.ts';
import {
  DIRECTION,
  NO_RULE_SLOT,
  type PacketRecord,
  VERDICT,
} from '../../electron/contract/packet-record.ts';
import { describePacket, formatMac, malformedText } from '../../electron/contract/packet-text.ts';
import { isArp, isIp } from '../../electron/contract/protocol-name.ts';
import type { RuleBookState } from '../../electron/contract/state.ts';
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
}

export function rowText(sequence: number, record: PacketRecord, context: RowContext): RowText {
  const { names, book, ownAddresses } = context;
  const malformed = malformedText(record);
  const text = describePacket(record);
  const ports = hasPorts(record);
  const { ruleSlot, ruleGeneration } = record;
  const source = addressText(record.source) || formatMac(record.sourceMac);
  const destination = addressText(record.destination) || formatMac(record.destinationMac);
  const decided = names.label(sequence, ruleSlot, ruleGeneration, book);
  return {
    sequence,
    number: countText(sequence + 1),
    time: preciseTimeText(names.bootTimeMs(sequence) + record.timeBootNs / 1e6),
    dropped: record.verdict === VERDICT.drop,
    malformed,
    direction: record.direction === DIRECTION.out ? 'out' : 'in',
    source: end(source, ports ? record.sourcePort : undefined, ownAddresses),
    destination: end(destination, ports ? record.destinationPort : undefined, ownAddresses),
    protocol: text.protocol,
    length: String(record.lengthBytes),
    info: rowInfo(record, text.info, malformed),
    rule: malformed ?? decided.label,
    ruleTitle: malformed ? text.info.rest : decided.title,
    ruleId: names.ruleId(sequence, ruleSlot, ruleGeneration),
    byDefault: ruleSlot === NO_RULE_SLOT,
    remote: remoteAddress(record),
    block: usualDrop(record),
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
