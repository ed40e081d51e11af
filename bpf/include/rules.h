/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules as the data plane sees them.
 *
 * Every match map leads from a packet's field to a rule reference: the rule's slot and the slot's
 * generation in one 32-bit word, so that a packet on another CPU sees either the old reference or
 * the new one. Slots index `rules` and `rule_counters`, never change while a rule lives, and get a
 * new generation when they are given to another rule: a reference of the wrong generation is void.
 *
 * Of all rules that match, the one with the smallest rank decides. Ranks have gaps, so a rule can
 * be put between two others without touching them.
 */
#ifndef PORTCULLIS_RULES_H
#define PORTCULLIS_RULES_H

#include <linux/types.h>

#define MAX_RULES 4096
#define RANK_NONE 0xffffffff

/* slot | generation << 16. 0 is no reference: generations start at 1. */
typedef __u32 rule_reference;

struct rule {
	/* CLOCK_BOOTTIME; 0: never. An expired rule is stepped over, also if nobody removes it. */
	__u64 expires_boot_ns;
	__u32 rank;
	__u16 generation;
	__u8 verdict;
	__u8 unused;
};

/* Order is shared with electron/engine/bpf/layout.ts. */
enum protocol_class {
	PROTOCOL_TCP,
	PROTOCOL_UDP,
	PROTOCOL_ICMP,
	PROTOCOL_ICMPV6,
	PROTOCOL_ARP,
	PROTOCOL_IGMP,
	PROTOCOL_SCTP,
	PROTOCOL_GRE,
	PROTOCOL_OTHER,
	PROTOCOL_CLASSES,
	/* Key in `protocol_rules` of the rules that match every packet. */
	PROTOCOL_ANY = PROTOCOL_CLASSES,
};

/* Key in `port_rules`: the destination port, above it 0 for TCP, 1 for UDP. */
#define PORT_KEYS (2 * 65536)

/* Which match maps hold anything: what no rule uses is not looked up. */
enum feature {
	FEATURE_REMOTE_V4 = 1 << 0,
	FEATURE_REMOTE_V6 = 1 << 1,
	FEATURE_PORTS = 1 << 2,
	FEATURE_PROTOCOLS = 1 << 3,
};

#endif
