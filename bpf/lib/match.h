/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which rule decides: of all that match, the one with the smallest rank. Here the match maps, each
 * of which gives one rule at most; then, as far as no better one was found, the vectors (walk.h).
 */
#ifndef PORTCULLIS_MATCH_H
#define PORTCULLIS_MATCH_H

#include <linux/in.h>

#include "../include/verdict.h"
#include "../maps.h"
#include "addresses.h"
#include "decision.h"
#include "lists.h"
#include "packet.h"

static __always_inline void lookup_remote(const struct packet_record *record, __u32 features,
					  struct decision *best)
{
	/* On the way in the other end is the source. */
	const __u8 *remote =
		record->direction == DIRECTION_IN ? record->source : record->destination;

	if (record->family == 4 && features & FEATURE_REMOTE_V4)
		consider(v4_rule(remote), best);
	else if (record->family == 6 && features & FEATURE_REMOTE_V6)
		consider(v6_rule(remote), best);
}

static __always_inline int has_port_rules(enum protocol_class class)
{
	return class == PROTOCOL_TCP || class == PROTOCOL_UDP;
}

static __always_inline void lookup_port(const struct packet_record *record,
					enum protocol_class class, __u32 features,
					struct decision *best)
{
	__u32 key;

	if (!(features & FEATURE_PORTS) || !has_port_rules(class) ||
	    !(record->marks & MARK_HAS_PORTS))
		return;
	key = record->destination_port | (class == PROTOCOL_UDP) << 16;
	consider_entry(bpf_map_lookup_elem(&port_rules, &key), best);
}

/* On the short way, which takes no IPv6 where a list has any. */
static __always_inline void lookup_lists_v4(const struct packet_record *record, __u32 features,
					    struct decision *best)
{
	__u32 address;

	if (record->family != 4)
		return;
	if (features & FEATURE_SOURCE_LISTS) {
		address = v4_address(record, 0);
		if (is_near_list_v4(address))
			consider(rule_of_listed_v4(address, 0), best);
	}
	if (features & FEATURE_DESTINATION_LISTS) {
		address = v4_address(record, 1);
		if (is_near_list_v4(address))
			consider(rule_of_listed_v4(address, 1), best);
	}
}

static __always_inline void lookup_protocol(enum protocol_class class, __u32 features,
					    struct decision *best)
{
	__u32 key = class;

	if (!(features & FEATURE_PROTOCOLS))
		return;
	consider_entry(bpf_map_lookup_elem(&protocol_rules, &key), best);
	key = PROTOCOL_ANY;
	consider_entry(bpf_map_lookup_elem(&protocol_rules, &key), best);
}

/*
 * Behind more extension headers than are read there may be any protocol and port, behind more tags
 * anything at all (Linux takes off any number of priority tags), and a first fragment that ends
 * before the TCP flags leaves them to the next one (RFC 1858): rules about those could be walked
 * around. No honest packet is like that.
 */
static __always_inline int may_hide_from_rules(const struct packet *packet, __u32 features)
{
	const struct packet_record *record = &packet->record;

	if (packet->reason == REASON_TOO_MANY_TAGS)
		return features & FEATURE_HAS_RULES;
	if (packet->reason == REASON_TOO_MANY_EXTENSIONS)
		return features & FEATURE_ASKS_TRANSPORT;
	return features & FEATURE_ASKS_FLAGS && record->family != 0 &&
	       record->protocol == IPPROTO_TCP && record->fragment == FRAGMENT_FIRST &&
	       !(record->marks & MARK_HAS_FLAGS);
}

/* What the match maps say that both ways ask alike. */
static __always_inline struct decision look_up(const struct packet_record *record,
					       enum protocol_class class, __u32 features)
{
	struct decision best = {.rank = RANK_NONE, .reference = NO_RULE_SLOT};

	lookup_remote(record, features, &best);
	lookup_port(record, class, features, &best);
	lookup_protocol(class, features, &best);
	return best;
}

/* All match maps, on the long way. A global function, so that the verifier takes them once. */
__attribute__((noinline)) int look_up_all(const struct packet_record *record, __u32 class,
					  __u32 features, struct decision *best)
{
	if (!record || !best)
		return 0;
	*best = look_up(record, class, features);
	if (features & FEATURE_SOURCE_LISTS)
		consider(rule_of_listed(record, 0), best);
	if (features & FEATURE_DESTINATION_LISTS)
		consider(rule_of_listed(record, 1), best);
	return 0;
}

/* Writes verdict, reason and deciding rule into the record. */
static __always_inline void conclude(struct packet *packet, const struct decision *best,
				     __u32 features)
{
	struct packet_record *record = &packet->record;

	record->rule_slot = best->reference & 0xffff;
	record->rule_generation = best->reference >> 16;
	record->verdict = best->verdict;
	record->reason = REASON_RULE;
	/* Also where a later rule would let through what an earlier one may have missed. */
	if (best->rank == RANK_NONE ||
	    (best->verdict == VERDICT_PASS && may_hide_from_rules(packet, features))) {
		record->rule_slot = NO_RULE_SLOT;
		record->rule_generation = 0;
		record->reason = packet->reason;
		record->verdict =
			features & FEATURE_DEFAULT_DROP || may_hide_from_rules(packet, features)
				? VERDICT_DROP
				: VERDICT_PASS;
	}
}

static __always_inline __u32 reference_in(const struct packet_record *record)
{
	return record->rule_slot | (__u32)record->rule_generation << 16;
}

/* Of a packet that the rule of this reference dropped, or the default. */
static __always_inline void note_drop(struct packet *packet, __u32 reference)
{
	struct packet_record *record = &packet->record;

	note_end(packet);
	record->rule_slot = reference & 0xffff;
	record->rule_generation = reference >> 16;
	record->verdict = VERDICT_DROP;
	record->reason = record->rule_slot == NO_RULE_SLOT ? packet->reason : REASON_RULE;
}

/* Without asking any rule. */
static __always_inline void let_through(struct packet *packet)
{
	packet->record.rule_slot = NO_RULE_SLOT;
	packet->record.reason = packet->reason;
	packet->record.verdict = VERDICT_PASS;
}

#endif
