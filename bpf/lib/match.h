/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which rule decides: of all that match, the one with the smallest rank. Here the match maps, each
 * of which gives one rule at most; then, as far as no better one was found, the vectors (walk.h).
 */
#ifndef PORTCULLIS_MATCH_H
#define PORTCULLIS_MATCH_H

#include "../include/verdict.h"
#include "../maps.h"
#include "addresses.h"
#include "clock.h"
#include "decision.h"
#include "packet.h"

static __always_inline void consider(rule_reference reference, struct decision *best)
{
	const struct rule *rule;

	if (reference == 0)
		return;
	rule = rule_of(reference);
	if (!rule || rule->rank >= best->rank || is_expired(rule))
		return;
	best->rank = rule->rank;
	best->reference = reference;
	best->verdict = rule->action;
}

static __always_inline void consider_entry(const rule_reference *reference, struct decision *best)
{
	if (reference)
		consider(*reference, best);
}

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
 * Behind more extension headers than are read there may be any protocol and port, so a rule about
 * those could be walked around. No honest packet has that many.
 */
static __always_inline int may_hide_from_rules(const struct packet *packet, __u32 features)
{
	return packet->reason == REASON_TOO_MANY_EXTENSIONS && features & FEATURE_ASKS_TRANSPORT;
}

/* What the match maps say. */
static __always_inline struct decision look_up(const struct packet_record *record,
					       enum protocol_class class, __u32 features)
{
	struct decision best = {.rank = RANK_NONE, .reference = NO_RULE_SLOT};

	lookup_remote(record, features, &best);
	lookup_port(record, class, features, &best);
	lookup_protocol(class, features, &best);
	return best;
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
	if (best->rank == RANK_NONE) {
		record->reason = packet->reason;
		record->verdict =
			features & FEATURE_DEFAULT_DROP || may_hide_from_rules(packet, features)
				? VERDICT_DROP
				: VERDICT_PASS;
	}
}

/* Without asking any rule. */
static __always_inline void let_through(struct packet *packet)
{
	packet->record.rule_slot = NO_RULE_SLOT;
	packet->record.reason = packet->reason;
	packet->record.verdict = VERDICT_PASS;
}

#endif
