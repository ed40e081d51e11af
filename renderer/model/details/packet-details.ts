import { decodePacket } from '../../../electron/contract/decode/decode-packet.ts';
import type { DecodedPacket } from '../../../electron/contract/decode/decoded-packet.ts';
import { PacketRecord } from '../../../electron/contract/packet-record.ts';
import type { PacketHistory } from '../packet-history.ts';
import { packetLinkType } from '../packet-link-type.ts';

/** One packet, in copies of one's own: it stays whatever becomes of its row. */
export interface PacketDetails {
  readonly sequence: number;
  /** The whole record. */
  readonly record: Uint8Array;
  /** The first bytes of the packet; absent where `missing` says why. */
  readonly packet: Uint8Array | undefined;
  /** `gone`: newer ones took their place. `not-captured`: there never were any. */
  readonly missing: 'gone' | 'not-captured' | undefined;
  readonly decoded: DecodedPacket | undefined;
}

/** `undefined` when the row is no longer kept. */
export function packetDetails(history: PacketHistory, sequence: number): PacketDetails | undefined {
  const record = history.bytes(sequence);
  if (!record) return undefined;
  const packet = history.packetBytes(sequence);
  if (!packet) {
    const missing = history.capturedBytes(sequence) > 0 ? 'gone' : 'not-captured';
    return { sequence, record, packet, missing, decoded: undefined };
  }
  const fields = new PacketRecord(record);
  const linkType = packetLinkType(fields, packet);
  const decoded = decodePacket(packet, { originalLength: fields.lengthBytes, linkType });
  return { sequence, record, packet, missing: undefined, decoded };
}
