/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The long way: what both hooks do with any packet, layer by layer. */
#ifndef PORTCULLIS_FILTER_H
#define PORTCULLIS_FILTER_H

#include "classify.h"
#include "count.h"
#include "flows.h"
#include "match.h"
#include "packet.h"
#include "walk.h"

/* One packet's way through the filter. */
struct pass {
	struct interface_counters *counters;
	enum protocol_class class;
	/* enum feature: read once, so that a packet sees one policy. */
	__u32 features;
};

/* Fields that need no more than the IP header. */
#define NETWORK_FIELDS                                                                          \
	(1U << FIELD_INTERFACE | 1U << FIELD_KIND | 1U << FIELD_ETHER_TYPE | 1U << FIELD_VLAN | \
	 1U << FIELD_LENGTH | 1U << FIELD_TTL | 1U << FIELD_FRAGMENT |                          \
	 1U << FIELD_SOURCE_LISTS_LOW | 1U << FIELD_SOURCE_LISTS_HIGH |                         \
	 1U << FIELD_DESTINATION_LISTS_LOW | 1U << FIELD_DESTINATION_LISTS_HIGH |               \
	 1U << FIELD_SOURCE | 1U << FIELD_DESTINATION)

/* Whether a rule asks for the MACs, or for what stands behind the IP header. */
static __always_inline int wants_details(const struct pass *pass)
{
	return program_config.fields & ~NETWORK_FIELDS || program_config.marks_flows ||
	       program_config.notes_flows || pass->features & (FEATURE_PORTS | FEATURE_ASKS_FLAGS);
}

/* Of a packet that is parsed up to its IP header. Gives 0 for what cannot be: a map that is not
 * there. */
static __always_inline int begin(const struct packet *packet, struct pass *pass)
{
	__u32 interface_slot = program_config.interface_slot;

	pass->counters = bpf_map_lookup_elem(&interface_counters, &interface_slot);
	if (!pass->counters)
		return 0;
	pass->class = protocol_class_of(&packet->record);
	pass->features = *(const volatile __u32 *)&policy.features;
	return 1;
}

static __always_inline void remember_flow(struct packet_record *record)
{
	if (record->verdict != VERDICT_PASS)
		return;
	if (record->marks & MARK_ESTABLISHED && state_after(record) != FLOW_OPEN)
		end_flow(record);
	if (program_config.notes_flows)
		note_flow(record);
}

/* Decides, counts, remembers. */
static __always_inline void finish(struct packet *packet, const struct pass *pass)
{
	struct packet_record *record = &packet->record;
	struct decision best;

	note_end(packet);
	if (controls.enforcing) {
		if (program_config.marks_flows)
			mark_established(record);
		look_up_all(record, pass->class, pass->features, &best);
		if (program_config.vector_words)
			walk_vectors(record, &best);
		conclude(packet, &best, pass->features);
	} else {
		note_rule(record, NO_RULE_SLOT);
		record->verdict = VERDICT_PASS;
	}
	count_verdict(pass->counters, COUNTED_AS(pass->class, record->verdict), record->rule_slot,
		      record->direction, record->length_bytes);
	remember_flow(record);
}

#endif
