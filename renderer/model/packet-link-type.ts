import type { DecodeOptions } from '../../electron/contract/decode/decoded-packet.ts';
import type { PacketRecord } from '../../electron/contract/packet-record.ts';

/**
 * What a packet's bytes begin with. On interfaces without a link header a record has no MACs, and the
 * bytes begin with the version of IP; an Ethernet frame to the MAC of zeroes begins with zeroes.
 */
export function packetLinkType(
  record: PacketRecord,
  packet: Uint8Array,
): DecodeOptions['linkType'] {
  const { family, sourceMac, destinationMac } = record;
  const hasMacs = [...sourceMac, ...destinationMac].some((byte) => byte !== 0);
  return !hasMacs && family !== 0 && (packet[0] ?? 0) >> 4 === family ? 'raw-ip' : 'ethernet';
}
