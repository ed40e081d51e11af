/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules as the data plane sees them.
 *
 * A rule reference is the rule's slot and the slot's generation in one 32-bit word, so that a
 * packet on another CPU sees either the old reference or the new one. Slots index `rules` and
 * `rule_counters`, never change while a rule lives, and get a new generation when they are given to
 * another rule: a reference of the wrong generation is void.
 *
 * Of all rules that match, the one with the smallest rank decides. Ranks have gaps, so a rule can
 * be put between two others without touching them.
 *
 * Rules are found in two ways. A rule that drops or passes and asks for one exact value stands in a
 * match map of its own: one lookup whatever their number, one update to change them. All others are
 * classified together by bit vectors (vectors.h).
 */
#ifndef PORTCULLIS_RULES_H
#define PORTCULLIS_RULES_H

#include <linux/types.h>

#include "lists.h"

/* Made by people, and built in. */
#define MAX_RULES (4096 + 64)
#define RANK_NONE 0xffffffff

/* slot | generation << 16. 0 is no reference: generations start at 1. */
typedef __u32 rule_reference;

/*
 * In a reference of an address table, above the slot: the rule drops, and has no end. Where no
 * other kind of rule can match, that is all there is to know of it.
 */
#define REFERENCE_DROPS (1 << 15)

/* What a matching rule does. DROP and PASS are enum verdict's. */
enum rule_action {
	ACTION_PASS = 0,
	ACTION_DROP = 1,
	ACTION_COUNT = 2,
	ACTION_LIMIT = 3,
	ACTION_LIMIT_PER_SOURCE = 4,
};

struct rule {
	/* CLOCK_BOOTTIME; 0: never. An expired rule is stepped over, also if nobody removes it. */
	__u64 expires_boot_ns;
	/*
	 * Of a limit, in 1/16 ns: what one packet costs, and how far a bucket may be drawn down
	 * (the burst times the cost). lib/limit.h
	 */
	__u64 cost;
	__u64 depth;
	__u32 rank;
	__u16 generation;
	__u8 action;
	/* 0: switched off. */
	__u8 enabled;
};

/* Order is shared with electron/contract/counted-protocol.ts. */
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

/* Index in what is kept by protocol class and verdict. */
#define COUNTED_AS(class, verdict) ((class) << 1 | (verdict))
#define COUNTED_KINDS (2 * PROTOCOL_CLASSES)

/* Key in `port_rules`: the destination port, above it 0 for TCP, 1 for UDP. */
#define PORT_KEYS (2 * 65536)

/* Key in `list_rules`: the list's bit, and whether the source or the destination is on it. */
#define LIST_RULE_KEY(list, is_destination) ((list) | (is_destination) << 4)
#define LIST_RULE_KEYS (2 * MAX_LISTS)

/*
 * Addresses with a rule: hash tables of our own, as the kernel's cost several times as much. The
 * hash of an address tells its bucket, of which all places are looked at; the multipliers are such
 * that no bucket overflows. A place keeps its address for good, and only what it refers to changes.
 * A free place is 0.
 */
struct address_hash {
	/* By 32-bit word of the address; the upper bits of the sum of the products count. */
	__u32 multipliers[4];
	__u32 shift;
};

#define V4_PLACES 8
#define V6_PLACES 5

/* Read and changed in one go, so that no packet sees one address with the rule of another. */
struct v4_place {
	/* As it stands in packets. */
	__be32 address;
	rule_reference rule;
} __attribute__((aligned(8)));

/* One line of the CPU's cache. */
struct v4_bucket {
	struct v4_place places[V4_PLACES];
};

struct v6_place {
	__be64 address[2];
	/* Written after the address, and read before it. */
	rule_reference rule;
	__u32 unused;
};

/* Two lines. */
struct v6_bucket {
	struct v6_place places[V6_PLACES];
	__u64 unused;
};

/* Which match maps hold anything: what no rule uses is not looked up. */
enum feature {
	/* By the other end's address. */
	FEATURE_REMOTE_V4 = 1 << 0,
	FEATURE_REMOTE_V6 = 1 << 1,
	FEATURE_PORTS = 1 << 2,
	FEATURE_PROTOCOLS = 1 << 3,
	/* The default drops. */
	FEATURE_DEFAULT_DROP = 1 << 4,
	/* A rule asks for what stands behind the IP header: see may_hide_from_rules(). */
	FEATURE_ASKS_TRANSPORT = 1 << 5,
	/* By the lists that an address is on. */
	FEATURE_SOURCE_LISTS = 1 << 6,
	FEATURE_DESTINATION_LISTS = 1 << 7,
	/* Any rule is switched on. */
	FEATURE_HAS_RULES = 1 << 8,
	/* A rule asks for TCP flags. */
	FEATURE_ASKS_FLAGS = 1 << 9,
};

/* Of one direction. */
struct policy {
	/* enum feature */
	__u32 features;
	__u32 unused;
};

#endif
