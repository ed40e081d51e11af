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

/*
 * The rule of the other end's address, 0 if there is none. `version`: of IP, 4 or 6; `remote`: one
 * word of address or four.
 */
static __always_inline rule_reference rule_of_remote(int version, const __be32 *remote,
						     __u32 features)
{
	if (version == 4 && features & FEATURE_REMOTE_V4)
		return v4_rule(*remote);
	if (version == 6 && features & FEATURE_REMOTE_V6)
		return v6_rule(remote);
	return 0;
}

static __always_inline void consider_remote(rule_reference reference, struct decision *best)
{
	consider(reference & ~REFERENCE_DROPS, best);
}

static __always_inline int has_port_rules(enum protocol_class class)
{
	return class == PROTOCOL_TCP || class == PROTOCOL_UDP;
}

/* Of a packet that has_port_rules(). */
static __always_inline void lookup_port(enum protocol_class class, __u16 destination_port,
					struct decision *best)
{
	__u32 key = destination_port | (class == PROTOCOL_UDP) << 16;

	consider_entry(bpf_map_lookup_elem(&port_rules, &key), best);
}

/* `source` and `destination` in host order. */
static __always_inline void lookup_lists_v4(__u32 source, __u32 destination, __u32 features,
					    struct decision *best)
{
	if (features & FEATURE_SOURCE_LISTS && is_near_list_v4(source))
		consider(rule_of_listed_v4(source, 0), best);
	if (features & FEATURE_DESTINATION_LISTS && is_near_list_v4(destination))
		consider(rule_of_listed_v4(destination, 1), best);
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

/* On the way in the other end is the source. */
static __always_inline const __be32 *remote_in(const struct packet_record *record)
{
	return words_of(record->direction == DIRECTION_IN ? record->source : record->destination);
}

/* All match maps. A global function, so that the verifier takes them once. */
__attribute__((noinline)) int look_up_all(const struct packet_record *record, __u32 class,
					  __u32 features, struct decision *best)
{
	if (!record || !best)
		return 0;
	*best = NO_DECISION;
	consider_remote(rule_of_remote(record->family, remote_in(record), features), best);
	if (features & FEATURE_PORTS && has_port_rules(class) && record->marks & MARK_HAS_PORTS)
		lookup_port(class, record->destination_port, best);
	lookup_protocol(class, features, best);
	if (features & FEATURE_SOURCE_LISTS)
		consider(rule_of_listed(record, 0), best);
	if (features & FEATURE_DESTINATION_LISTS)
		consider(rule_of_listed(record, 1), best);
	return 0;
}

/* Writes verdict and deciding rule into the record. */
static __always_inline void conclude(struct packet *packet, const struct decision *best,
				     __u32 features)
{
	struct packet_record *record = &packet->record;

	note_rule(record, best->reference);
	record->verdict = best->verdict;
	/* Also where a later rule would let through what an earlier one may have missed. */
	if (best->rank == RANK_NONE ||
	    (best->verdict == VERDICT_PASS && may_hide_from_rules(packet, features))) {
		note_rule(record, NO_RULE_SLOT);
		record->verdict =
			features & FEATURE_DEFAULT_DROP || may_hide_from_rules(packet, features)
				? VERDICT_DROP
				: VERDICT_PASS;
	}
}

#endif
