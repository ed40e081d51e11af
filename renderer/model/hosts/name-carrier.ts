import {
  DIRECTION,
  IP_PROTOCOL,
  MARK,
  RECORD_BYTES,
  RECORD_OFFSETS,
  VERDICT,
} from '../../../electron/contract/packet-record.ts';
import type { NameOrigin } from './learned-names.ts';

const PUSH = 0x08;
const HTTPS_PORT = 443;
const DNS_PORT = 53;
const MDNS_PORT = 5353;
const LLMNR_PORT = 5355;

/**
 * What a packet may say about names, from its record alone and where it lies: an answer of a name
 * server, or the first words of a TLS connection that leaves this machine. `undefined` for most. What
 * a rule dropped says nothing, and neither do strangers about this machine's own addresses.
 */
export function nameCarrier(records: Uint8Array, index: number): NameOrigin | undefined {
  const at = index * RECORD_BYTES;
  const protocol = records[at + RECORD_OFFSETS.protocol];
  if (protocol !== IP_PROTOCOL.udp && protocol !== IP_PROTOCOL.tcp) return undefined;
  const hasPorts = ((records[at + RECORD_OFFSETS.marks] as number) & MARK.hasPorts) !== 0;
  if (!hasPorts || records[at + RECORD_OFFSETS.verdict] !== VERDICT.pass) return undefined;
  if (protocol === IP_PROTOCOL.udp)
    return answerFrom(u16(records, at + RECORD_OFFSETS.source_port));
  const isHello =
    u16(records, at + RECORD_OFFSETS.destination_port) === HTTPS_PORT &&
    records[at + RECORD_OFFSETS.direction] === DIRECTION.out &&
    ((records[at + RECORD_OFFSETS.flags] as number) & PUSH) !== 0 &&
    // Payload bytes.
    u16(records, at + RECORD_OFFSETS.info_b) > 0;
  return isHello ? 'tls' : undefined;
}

function answerFrom(port: number): NameOrigin | undefined {
  if (port === DNS_PORT) return 'dns';
  if (port === MDNS_PORT) return 'mdns';
  return port === LLMNR_PORT ? 'llmnr' : undefined;
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}
