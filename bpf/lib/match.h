/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which rule decides: of all that match, the one with the smallest rank. Each lookup_*() asks one
 * match map and puts what it finds up for consideration.
 */
#ifndef PORTCULLIS_MATCH_H
#define PORTCULLIS_MATCH_H

#include "../include/verdict.h"
#include "../maps.h"
#include "clock.h"
#include "cursor.h"

struct decision {
	__u32 rank;
	__u16 slot;
	__u16 generation;
	__u8 verdict;
};

static __always_inline void consider(const rule_reference *reference, struct decision *best)
{
	__u16 generation;
	__u32 slot;
	struct rule *rule;

	if (!reference || *reference == 0)
		return;
	slot = *reference & 0xffff;
	generation = *reference >> 16;
	rule = bpf_map_lookup_elem(&rules, &slot);
	if (!rule || rule->generation != generation || rule->rank >= best->rank)
		return;
	if (rule->expires_boot_ns && rule->expires_boot_ns <= now_boot_ns())
		return;
	best->rank = rule->rank;
	best->slot = slot;
	best->generation = generation;
	best->verdict = rule->verdict;
}

static __always_inline void lookup_remote(const struct packet_record *packet, __u32 features,
					  struct decision *best)
{
	/* On the way in the other end is the source. */
	if (packet->family == 4 && features & FEATURE_REMOTE_V4)
		consider(bpf_map_lookup_elem(&remote_v4_rules, packet->source), best);
	else if (packet->family == 6 && features & FEATURE_REMOTE_V6)
		consider(bpf_map_lookup_elem(&remote_v6_rules, packet->source), best);
}

static __always_inline void lookup_port(const struct packet_record *packet,
					enum protocol_class class, __u32 features,
					struct decision *best)
{
	__u32 key = packet->destination_port;

	if (!(features & FEATURE_PORTS))
		return;
	if (class == PROTOCOL_UDP)
		key |= 1 << 16;
	else if (class != PROTOCOL_TCP)
		return;
	consider(bpf_map_lookup_elem(&port_rules, &key), best);
}

static __always_inline void lookup_protocol(enum protocol_class class, __u32 features,
					    struct decision *best)
{
	__u32 key = class;

	if (!(features & FEATURE_PROTOCOLS))
		return;
	consider(bpf_map_lookup_elem(&protocol_rules, &key), best);
	key = PROTOCOL_ANY;
	consider(bpf_map_lookup_elem(&protocol_rules, &key), best);
}

/*
 * Behind more extension headers than are read there may be any protocol and port, so a rule about
 * those could be walked around. No honest packet has that many.
 */
static __always_inline int may_hide_from_rules(const struct parse_state *state, __u32 features)
{
	return state->reason == REASON_TOO_MANY_EXTENSIONS &&
	       features & (FEATURE_PORTS | FEATURE_PROTOCOLS);
}

/* Writes verdict, reason and deciding rule into the record. */
static __always_inline void decide(struct packet_record *packet, enum protocol_class class,
				   __u32 features, const struct parse_state *state)
{
	struct decision best = {.rank = RANK_NONE, .slot = NO_RULE_SLOT};

	lookup_remote(packet, features, &best);
	if (state->has_ports)
		lookup_port(packet, class, features, &best);
	lookup_protocol(class, features, &best);

	packet->verdict = best.verdict;
	packet->rule_slot = best.slot;
	packet->rule_generation = best.generation;
	packet->reason = REASON_RULE;
	if (best.rank == RANK_NONE) {
		packet->reason = state->reason;
		packet->verdict =
			may_hide_from_rules(state, features) ? VERDICT_DROP : VERDICT_PASS;
	}
}

#endif
