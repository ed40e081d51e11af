/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One record per packet, as it crosses the ring to user space, and behind it as many of the
 * packet's first bytes as the user wants: what stands in the ring beyond the record are those.
 *
 * Its twin is electron/contract/packet-record.ts; a test compares the two through the object's BTF.
 * Addresses and MACs keep network byte order, every other number is in host order, converted once
 * here so that nobody above has to think about it.
 */
#ifndef PORTCULLIS_PACKET_RECORD_H
#define PORTCULLIS_PACKET_RECORD_H

#include <linux/types.h>

#define NO_RULE_SLOT 0xffff

enum fragment {
	FRAGMENT_NONE = 0,
	FRAGMENT_FIRST = 1,
	/* Has no transport header: its ports, flags and code are 0. */
	FRAGMENT_LATER = 2,
};

/* What is known besides the fields. */
enum mark {
	/*
	 * The ports were read. True also of a transport header that is cut behind them: the first
	 * fragment of a datagram may be that short, and its ports are the whole datagram's.
	 */
	MARK_HAS_PORTS = 1 << 0,
	/* TCP flags, ICMP type and code, or the ARP operation were read. */
	MARK_HAS_FLAGS = 1 << 1,
	/* Belongs to a known flow. Only looked up while a rule asks. */
	MARK_ESTABLISHED = 1 << 2,
	/* Not parsed to its end. */
	MARK_MALFORMED = 1 << 3,
};

struct packet_record {
	/* CLOCK_BOOTTIME, which goes on through suspend. */
	__u64 time_boot_ns;
	__u32 ifindex;
	/* As the hook sees it: more than the wire's MTU where frames were merged before it. */
	__u32 length_bytes;
	/* IPv4 in the first 4 bytes. For ARP the sender's and the target's protocol address. */
	__u8 source[16];
	__u8 destination[16];
	__u8 source_mac[6];
	/* Innermost, behind all VLAN tags; below 0x600 the length of an LLC frame. */
	__u16 ether_type;
	__u16 source_port;
	__u16 destination_port;
	/* Of the outermost tag. */
	__u16 vlan_id;
	/* NO_RULE_SLOT: the default decided. */
	__u16 rule_slot;
	__u16 rule_generation;
	/* TCP: window, unscaled. ICMP and ICMPv6 echo: identifier. ARP: operation. */
	__u16 info_a;
	/* TCP, UDP: payload bytes. ICMP and ICMPv6 echo: sequence. */
	__u16 info_b;
	/* IP protocol behind all extension headers. Meaningful where family is 4 or 6. */
	__u8 protocol;
	/* 4 (also ARP for IPv4), 6, or 0: no addresses. */
	__u8 family;
	__u8 verdict;
	__u8 reason;
	__u8 direction;
	/* TCP: flags as on the wire. ICMP and ICMPv6: type. */
	__u8 flags;
	/* ICMP and ICMPv6: code. */
	__u8 code;
	__u8 ttl;
	__u8 fragment;
	__u8 tag_count;
	__u8 destination_mac[6];
	/* enum mark */
	__u8 marks;
	__u8 unused;
};

#define MAX_SNAPSHOT_BYTES 1500

/* The bytes are the frame's as it lies in memory: a tag beside the frame is not among them. */
struct snapshot {
	struct packet_record record;
	__u8 bytes[MAX_SNAPSHOT_BYTES];
};

#endif
