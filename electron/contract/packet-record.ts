/**
 * The packet record: what the kernel writes per packet, what every batch carries, what the page's
 * history holds. It is never converted on the way, only copied, and its fields are read where a
 * row is drawn. Layout: `struct packet_record` in bpf/include/packet_record.h; a test compares
 * every offset below with the built object's BTF.
 *
 * Numbers are little-endian (the byte order of every machine this runs on); addresses and MACs are
 * bytes in network order.
 */
export const RECORD_BYTES = 88;

export const RECORD_OFFSETS = {
  time_boot_ns: 0,
  ifindex: 8,
  length_bytes: 12,
  source: 16,
  destination: 32,
  source_mac: 48,
  ether_type: 54,
  source_port: 56,
  destination_port: 58,
  vlan_id: 60,
  rule_slot: 62,
  rule_generation: 64,
  info_a: 66,
  info_b: 68,
  protocol: 70,
  family: 71,
  verdict: 72,
  reason: 73,
  direction: 74,
  flags: 75,
  code: 76,
  ttl: 77,
  fragment: 78,
  tag_count: 79,
  destination_mac: 80,
  marks: 86,
} as const;

/** Bits of `marks`. */
export const MARK = {
  /** The ports were read; without it they are 0. */
  hasPorts: 1,
  /** TCP flags, or type and code, were read. */
  hasFlags: 2,
  /** Belongs to a known flow. Only looked up while a rule asks. */
  established: 4,
  /** Could not be parsed to its end, whatever decided about it. */
  malformed: 8,
} as const;

/** `enum verdict` in bpf/include/verdict.h. */
export const VERDICT = { pass: 0, drop: 1 } as const;

/** `enum reason` in bpf/include/verdict.h: why the verdict is what it is. Numbers are never reused. */
export const REASON = {
  default: 0,
  rule: 1,
  truncated: 2,
  badHeader: 3,
  tooManyTags: 4,
  tooManyExtensions: 5,
} as const;

export const DIRECTION = { in: 0, out: 1 } as const;

export const ETHER_TYPE = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const;

export const IP_PROTOCOL = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  sctp: 132,
} as const;

/** `rule_slot` of a packet that no rule decided. */
export const NO_RULE_SLOT = 0xffff;

/**
 * Reads the fields of one record in place. One view serves a whole table: point it at a record
 * with {@link at}, read, move on. Nothing is allocated but the copies of addresses.
 */
export class PacketRecord {
  #view: DataView;
  #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Points at the record with this index, counted from the start of the bytes. */
  at(index: number): this {
    this.#offset = index * RECORD_BYTES;
    return this;
  }

  /** Nanoseconds since boot (CLOCK_BOOTTIME), exact up to 104 days of uptime, then to 2 ns. */
  get timeBootNs(): number {
    return (
      this.#u32(RECORD_OFFSETS.time_boot_ns + 4) * 0x1_0000_0000 +
      this.#u32(RECORD_OFFSETS.time_boot_ns)
    );
  }
  get ifindex(): number {
    return this.#u32(RECORD_OFFSETS.ifindex);
  }
  get lengthBytes(): number {
    return this.#u32(RECORD_OFFSETS.length_bytes);
  }
  /** 4 or 16 bytes in network order; empty when the packet has no addresses. For ARP: the sender. */
  get source(): Uint8Array {
    return this.#address(RECORD_OFFSETS.source);
  }
  /** As {@link source}. For ARP: the target. */
  get destination(): Uint8Array {
    return this.#address(RECORD_OFFSETS.destination);
  }
  get sourceMac(): Uint8Array {
    const start = this.#offset + RECORD_OFFSETS.source_mac;
    return this.#bytes.slice(start, start + 6);
  }
  /** Host order; below 0x600 it is the length of an LLC frame. */
  get etherType(): number {
    return this.#u16(RECORD_OFFSETS.ether_type);
  }
  get sourcePort(): number {
    return this.#u16(RECORD_OFFSETS.source_port);
  }
  get destinationPort(): number {
    return this.#u16(RECORD_OFFSETS.destination_port);
  }
  /** Of the outermost tag; meaningful when {@link tagCount} is not 0. */
  get vlanId(): number {
    return this.#u16(RECORD_OFFSETS.vlan_id);
  }
  get ruleSlot(): number {
    return this.#u16(RECORD_OFFSETS.rule_slot);
  }
  get ruleGeneration(): number {
    return this.#u16(RECORD_OFFSETS.rule_generation);
  }
  /** TCP window (unscaled); ICMP echo identifier; ARP operation. */
  get infoA(): number {
    return this.#u16(RECORD_OFFSETS.info_a);
  }
  /** TCP or UDP payload bytes (at most 65535); ICMP echo sequence. */
  get infoB(): number {
    return this.#u16(RECORD_OFFSETS.info_b);
  }
  /** IP protocol number; meaningful when {@link family} is 4 or 6. */
  get protocol(): number {
    return this.#u8(RECORD_OFFSETS.protocol);
  }
  /** 4 or 6; 4 with EtherType ARP means ARP; 0: neither. */
  get family(): number {
    return this.#u8(RECORD_OFFSETS.family);
  }
  get verdict(): number {
    return this.#u8(RECORD_OFFSETS.verdict);
  }
  get reason(): number {
    return this.#u8(RECORD_OFFSETS.reason);
  }
  get direction(): number {
    return this.#u8(RECORD_OFFSETS.direction);
  }
  /** TCP flags as on the wire (FIN = 1); ICMP and ICMPv6 type. */
  get flags(): number {
    return this.#u8(RECORD_OFFSETS.flags);
  }
  /** ICMP and ICMPv6 code. */
  get code(): number {
    return this.#u8(RECORD_OFFSETS.code);
  }
  /** IPv4 time to live or IPv6 hop limit. */
  get ttl(): number {
    return this.#u8(RECORD_OFFSETS.ttl);
  }
  /** 0: whole; 1: first fragment; 2: later fragment, which carries no ports. */
  get fragment(): number {
    return this.#u8(RECORD_OFFSETS.fragment);
  }
  get tagCount(): number {
    return this.#u8(RECORD_OFFSETS.tag_count);
  }
  get destinationMac(): Uint8Array {
    const start = this.#offset + RECORD_OFFSETS.destination_mac;
    return this.#bytes.slice(start, start + 6);
  }
  /** Bits of {@link MARK}. */
  get marks(): number {
    return this.#u8(RECORD_OFFSETS.marks);
  }

  /** One byte of the record, at one of {@link RECORD_OFFSETS} or behind it. */
  byteAt(offset: number): number {
    return this.#u8(offset);
  }

  #address(offset: number): Uint8Array {
    const start = this.#offset + offset;
    const size = this.family === 6 ? 16 : this.family === 4 ? 4 : 0;
    return this.#bytes.slice(start, start + size);
  }
  #u8(offset: number): number {
    return this.#bytes[this.#offset + offset] as number;
  }
  #u16(offset: number): number {
    return this.#view.getUint16(this.#offset + offset, true);
  }
  #u32(offset: number): number {
    return this.#view.getUint32(this.#offset + offset, true);
  }
}
