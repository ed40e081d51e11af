/**
 * Numbers of the two capture file formats: pcapng (draft-ietf-opsawg-pcapng) and classic pcap
 * (draft-ietf-opsawg-pcap). Link types are those of the tcpdump project's registry.
 */

export const BLOCK = {
  /** Reads the same in both byte orders. */
  section: 0x0a0d0d0a,
  interface: 1,
  /** Obsolete, and still found in old files. */
  packet: 2,
  simplePacket: 3,
  statistics: 5,
  enhancedPacket: 6,
} as const;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Option codes; those from 2 on mean another thing in each block. */
export const OPTION = {
  end: 0,
  comment: 1,
  sectionSystem: 3,
  sectionApplication: 4,
  interfaceName: 2,
  interfaceTimeResolution: 9,
  interfaceTimeOffset: 14,
  packetFlags: 2,
  packetVerdict: 7,
  statisticsStart: 2,
  statisticsEnd: 3,
  statisticsReceived: 4,
  statisticsInterfaceDropped: 5,
  statisticsSystemDropped: 7,
  statisticsDelivered: 8,
} as const;

/** The two lowest bits of a packet's flags. */
export const FLAG_DIRECTION = { mask: 3, in: 1, out: 2 } as const;

/** The first octet of a packet's verdict; what the program returned follows as 64 bits. */
export const VERDICT_KIND = { hardware: 0, tc: 1, xdp: 2 } as const;

/** enum xdp_action, linux/bpf.h. */
export const XDP_ACTION = { aborted: 0, drop: 1, pass: 2 } as const;
/** linux/pkt_cls.h. */
export const TC_ACTION = { unspecified: -1, ok: 0, shot: 2, stolen: 4 } as const;

export const LINK_TYPE = {
  ethernet: 1,
  /** An IPv4 or IPv6 header first; told by its version. */
  rawIp: 101,
  /** tcpdump -i any. */
  linuxCooked: 113,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const;

/** MAXIMUM_SNAPLEN of libpcap: nobody writes longer packets. */
export const MAX_PACKET_BYTES = 262_144;

/** Blocks and packets are padded to whole words of 32 bits. */
export function paddedBytes(bytes: number): number {
  return (bytes + 3) & ~3;
}
