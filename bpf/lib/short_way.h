/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of most packets, and of a flood all: plain ones (plain.h) that the match maps alone
 * decide on. It looks at a packet where it lies and keeps what it knows in registers, so it calls
 * no function with it; a record is made of the packet afterwards, if somebody gets it.
 */
#ifndef PORTCULLIS_SHORT_WAY_H
#define PORTCULLIS_SHORT_WAY_H

#include "bits.h"
#include "classify.h"
#include "count.h"
#include "match.h"
#include "packet.h"
#include "parse_transport.h"
#include "plain.h"
#include "record.h"

/* Not a verdict: the packet is left to the long way, and nothing is done yet. */
#define VERDICT_NONE 2

struct outcome {
	/* enum verdict, or VERDICT_NONE. */
	__u32 verdict;
	/* Of the rule that decides, or NO_RULE_SLOT. */
	rule_reference reference;
	/* A record of it is to be considered. */
	int is_worth_a_record;
};

/* What an address alone does not decide. */
#define FEATURES_BEYOND_REMOTE \
	(FEATURE_PORTS | FEATURE_PROTOCOLS | FEATURE_SOURCE_LISTS | FEATURE_DESTINATION_LISTS)

static __always_inline void lookup_plain_port(const struct frame *frame, int version,
					      enum protocol_class class, struct decision *best)
{
	const struct port_pair *ports = frame->data + PLAIN_TRANSPORT_OFFSET(version);

	if (has_port_rules(class) && (const void *)(ports + 1) <= frame->end)
		lookup_port(class, bpf_ntohs(ports->destination), best);
}

/* The addresses of an IPv4 header, in host order. */
static __always_inline void lookup_plain_lists_v4(const struct iphdr *ip, __u32 features,
						  struct decision *best)
{
	lookup_lists_v4(bpf_ntohl(ip->saddr), bpf_ntohl(ip->daddr), features, best);
}

static __always_inline const __be32 *remote_of(const void *ip, int version,
					       enum direction direction)
{
	const struct iphdr *v4 = ip;
	const struct ipv6hdr *v6 = ip;

	if (version == 4)
		return direction == DIRECTION_IN ? &v4->saddr : &v4->daddr;
	return direction == DIRECTION_IN ? v6->saddr.s6_addr32 : v6->daddr.s6_addr32;
}

static __always_inline void decide_plain(const struct frame *frame, int version,
					 enum direction direction, enum protocol_class class,
					 __u32 features, struct outcome *outcome)
{
	const void *ip = frame->data + PLAIN_NETWORK_OFFSET;
	rule_reference reference;
	struct decision best;

	reference = rule_of_remote(version, remote_of(ip, version, direction), features);
	if (reference & REFERENCE_DROPS && !(features & FEATURES_BEYOND_REMOTE)) {
		outcome->reference = reference & ~REFERENCE_DROPS;
		outcome->verdict = VERDICT_DROP;
		return;
	}
	best = NO_DECISION;
	/* Or the compiler prepares all of it for those that have left already. */
	HIDE(best.rank);
	HIDE(best.reference);
	HIDE(best.verdict);
	consider_remote(reference, &best);
	if (features & FEATURE_PORTS)
		lookup_plain_port(frame, version, class, &best);
	lookup_protocol(class, features, &best);
	if (version == 4)
		lookup_plain_lists_v4(ip, features, &best);
	outcome->reference = best.reference;
	outcome->verdict = best.verdict;
	if (best.rank == RANK_NONE && features & FEATURE_DEFAULT_DROP)
		outcome->verdict = VERDICT_DROP;
}

static __always_inline int asks_lists_v6(int version, __u32 features)
{
	return version == 6 && features & (FEATURE_SOURCE_LISTS | FEATURE_DESTINATION_LISTS) &&
	       program_config.list_lengths_v6_count;
}

/* Decides, and counts. `version` is a constant, so that what depends on it costs nothing. */
static __always_inline void filter_plain_ip(const struct frame *frame, int version,
					    enum direction direction, __u32 length_bytes,
					    struct outcome *outcome)
{
	__u32 interface_slot = program_config.interface_slot;
	/* Read once, so that a packet sees one policy. */
	__u32 features = *(const volatile __u32 *)&policy.features;
	const void *ip = frame->data + PLAIN_NETWORK_OFFSET;
	__u8 protocol = version == 4 ? ((const struct iphdr *)ip)->protocol
				     : ((const struct ipv6hdr *)ip)->nexthdr;
	__u32 class = protocol_class_of_ip(version, protocol);
	struct interface_counters *counters;
	__u32 kind;

	if (asks_lists_v6(version, features))
		return;
	counters = bpf_map_lookup_elem(&interface_counters, &interface_slot);
	if (!counters)
		return;
	outcome->verdict = VERDICT_PASS;
	if (controls.enforcing)
		decide_plain(frame, version, direction, class, features, outcome);
	kind = COUNTED_AS(class, outcome->verdict);
	count_verdict(counters, kind, outcome->reference & 0xffff, direction, length_bytes);
	outcome->is_worth_a_record = is_worth_a_record(counters, kind);
}

static __always_inline struct outcome filter_plain(const struct frame *frame,
						   enum direction direction, __u32 length_bytes)
{
	struct outcome outcome = {.verdict = VERDICT_NONE, .reference = NO_RULE_SLOT};

	if (!program_config.has_short_way)
		return outcome;
	switch (plain_version(frame)) {
	case 4:
		filter_plain_ip(frame, 4, direction, length_bytes, &outcome);
		break;
	case 6:
		filter_plain_ip(frame, 6, direction, length_bytes, &outcome);
		break;
	}
	return outcome;
}

#endif
