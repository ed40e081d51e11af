import { describeApplication } from '../../electron/contract/decode/describe-application.ts';
import type { PacketInfo } from '../../electron/contract/packet-info.ts';
import { IP_PROTOCOL, MARK, type PacketRecord } from '../../electron/contract/packet-record.ts';
import { packetLinkType } from './packet-link-type.ts';

/**
 * What the Info column says once a packet's first bytes are there: `DNS A? mirror.example.net`,
 * `PSH ACK TLS client hello example.net`. Costs a decoding where there is a payload: for rows in sight.
 */
export function payloadInfo(
  record: PacketRecord,
  packet: Uint8Array | undefined,
  info: PacketInfo,
): PacketInfo {
  if (!packet || !mayCarryApplication(record)) return info;
  const linkType = packetLinkType(record, packet);
  const found = describeApplication(packet, { originalLength: record.lengthBytes, linkType });
  if (!found) return info;
  const { protocol, text } = found;
  if (record.protocol === IP_PROTOCOL.udp) return { head: protocol, rest: text };
  return { head: info.head, rest: `${protocol} ${text}` };
}

function mayCarryApplication({ protocol, infoB, marks }: PacketRecord): boolean {
  const hasPayload = infoB > 0 && (marks & MARK.hasPorts) !== 0 && (marks & MARK.malformed) === 0;
  return hasPayload && (protocol === IP_PROTOCOL.tcp || protocol === IP_PROTOCOL.udp);
}
