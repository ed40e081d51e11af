/** One frame of every kind that rules tell apart, between a stranger and this machine. */
import {
  arp,
  BROADCAST_MAC,
  ethernet,
  icmp,
  icmpv6,
  igmp,
  ipFrame,
  ipv4,
  TCP_FLAG,
  tcp,
  udp,
  vlanTag,
} from '../../electron/engine/network/lab/frames.ts';

export const MACS = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' };
export const V4 = { source: '203.0.113.77', destination: '192.0.2.1' };
export const V6 = { source: '2001:db8:bad::9', destination: '2001:db8::1' };
export const PORTS = { sourcePort: 40_000, destinationPort: 8080 };

const SYN = { ...PORTS, flags: TCP_FLAG.syn };
const MESSAGE = new Uint8Array(5);
const ARP = { senderMac: MACS.source, senderAddress: V4.source, targetAddress: V4.destination };

export const FRAMES = {
  ping: ipFrame(MACS, { ...V4, protocol: 1 }, icmp({ type: 8, identifier: 7, sequence: 3 })),
  unreachable: ipFrame(MACS, { ...V4, protocol: 1 }, icmp({ type: 3, code: 1 })),
  ping6: ipFrame(MACS, { ...V6, protocol: 58 }, icmpv6({ ...V6, type: 128, identifier: 7 })),
  solicitation: ipFrame(MACS, { ...V6, protocol: 58 }, icmpv6({ ...V6, type: 135 })),
  syn: ipFrame(MACS, { ...V4, protocol: 6 }, tcp({ ...V4, ...SYN })),
  ack: ipFrame(
    MACS,
    { ...V4, protocol: 6, ttl: 1 },
    tcp({ ...V4, sourcePort: 443, destinationPort: 40_000, flags: TCP_FLAG.ack }),
  ),
  syn6: ipFrame(MACS, { ...V6, protocol: 6 }, tcp({ ...V6, ...SYN })),
  udp: ipFrame(MACS, { ...V4, protocol: 17 }, udp({ ...V4, ...PORTS }, MESSAGE)),
  udp6: ipFrame(MACS, { ...V6, protocol: 17 }, udp({ ...V6, ...PORTS }, MESSAGE)),
  large: ipFrame(
    MACS,
    { ...V4, protocol: 17 },
    udp({ ...V4, sourcePort: 5000, destinationPort: 5001 }, new Uint8Array(1300)),
  ),
  igmp: ipFrame(MACS, { ...V4, protocol: 2 }, igmp({ type: 0x16, group: '224.0.0.251' })),
  sctp: ipFrame(MACS, { ...V4, protocol: 132 }, portsAnd(8)),
  gre: ipFrame(MACS, { ...V4, protocol: 47 }, new Uint8Array(8)),
  esp: ipFrame(MACS, { ...V4, protocol: 50 }, new Uint8Array(24)),
  ah: ipFrame(MACS, { ...V4, protocol: 51 }, new Uint8Array(24)),
  request: ethernet(
    { source: MACS.source, destination: BROADCAST_MAC, etherType: 0x0806 },
    arp({ ...ARP, operation: 1 }),
  ),
  reply: ethernet(
    { ...MACS, etherType: 0x0806 },
    arp({ ...ARP, operation: 2, targetMac: MACS.destination }),
  ),
  lldp: ethernet({ ...MACS, etherType: 0x88cc }, new Uint8Array(46)),
  tagged: ethernet(
    { source: '02:42:ac:11:00:02', destination: MACS.destination, etherType: 0x8100 },
    vlanTag(
      { id: 100, etherType: 0x0800 },
      ipv4({ ...V4, protocol: 6 }, tcp({ ...V4, ...SYN, destinationPort: 22 })),
    ),
  ),
  first: fragment({ moreFragments: true }, udp({ ...V4, sourcePort: 5000, destinationPort: 9 })),
  later: fragment({ fragmentOffsetBytes: 1480 }, new Uint8Array(64)),
  /** Six bytes of its TCP header are there: the ports, and no flags. */
  cut: ipFrame(MACS, { ...V4, protocol: 6 }, tcp({ ...V4, ...SYN })).subarray(0, 40),
} as const;
export type FrameName = keyof typeof FRAMES;

export const FRAME_NAMES = Object.keys(FRAMES) as FrameName[];

function fragment(
  place: { readonly moreFragments?: boolean; readonly fragmentOffsetBytes?: number },
  payload: Uint8Array,
): Uint8Array {
  return ethernet({ ...MACS, etherType: 0x0800 }, ipv4({ ...V4, protocol: 17, ...place }, payload));
}

/** What SCTP, like TCP and UDP, begins with, and some more. */
function portsAnd(bytes: number): Uint8Array {
  return udp({ ...V4, ...PORTS }, new Uint8Array(bytes - 4));
}
