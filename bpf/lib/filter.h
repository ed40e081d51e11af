/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What both hooks do with a packet that is parsed: match, count, remember, record. */
#ifndef PORTCULLIS_FILTER_H
#define PORTCULLIS_FILTER_H

#include "classify.h"
#include "count.h"
#include "flows.h"
#include "match.h"
#include "packet.h"
#include "parse_plain.h"
#include "parse_transport.h"
#include "record.h"
#include "walk.h"

/* One packet's way through the filter. */
struct pass {
	struct interface_counters *counters;
	enum protocol_class class;
	/* enum feature: read once, so that a packet sees one policy. */
	__u32 features;
	/* FATE_UNKNOWN: is still to be told. */
	enum fate fate;
};

/* Fields that need no more than the IP header. */
#define NETWORK_FIELDS                                                                          \
	(1U << FIELD_INTERFACE | 1U << FIELD_KIND | 1U << FIELD_ETHER_TYPE | 1U << FIELD_VLAN | \
	 1U << FIELD_LENGTH | 1U << FIELD_TTL | 1U << FIELD_FRAGMENT |                          \
	 1U << FIELD_SOURCE_LISTS_LOW | 1U << FIELD_SOURCE_LISTS_HIGH |                         \
	 1U << FIELD_DESTINATION_LISTS_LOW | 1U << FIELD_DESTINATION_LISTS_HIGH |               \
	 1U << FIELD_SOURCE | 1U << FIELD_DESTINATION)

/* Whether anybody asks for the MACs, or for what stands behind the IP header. */
static __always_inline int wants_details(const struct pass *pass)
{
	return pass->fate == FATE_RECORD || pass->fate == FATE_OPEN ||
	       program_config.fields & ~NETWORK_FIELDS || program_config.marks_flows ||
	       program_config.notes_flows || pass->features & (FEATURE_PORTS | FEATURE_ASKS_FLAGS);
}

/*
 * Of a packet that is parsed up to its IP header: where it counts, and what will become of its
 * record. Gives 0 for what cannot be: a map that is not there.
 */
static __always_inline int begin(const struct packet *packet, struct pass *pass)
{
	__u32 interface_slot = program_config.interface_slot;

	pass->counters = bpf_map_lookup_elem(&interface_counters, &interface_slot);
	if (!pass->counters)
		return 0;
	pass->class = protocol_class_of(&packet->record);
	pass->features = *(const volatile __u32 *)&policy.features;
	if (pass->fate == FATE_UNKNOWN)
		pass->fate = fate_of_record(pass->class);
	return 1;
}

/* Decides, counts, remembers. The record is the caller's to send, if that is its fate. */
static __always_inline enum verdict finish(struct packet *packet, struct pass *pass)
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
		let_through(packet);
	}
	count_packet(pass->counters, record, pass->class);
	if (record->marks & MARK_ESTABLISHED && record->verdict == VERDICT_PASS &&
	    state_after(record) != FLOW_OPEN)
		end_flow(record);
	if (program_config.notes_flows && record->verdict == VERDICT_PASS)
		note_flow(record);
	pass->fate = settled_fate(pass->fate, record);
	if (pass->fate != FATE_RECORD)
		count_unsent(pass->fate, pass->counters);
	return record->verdict;
}

static __always_inline int asks_lists_v6(const struct packet_record *record, __u32 features)
{
	return record->family == 6 &&
	       features & (FEATURE_SOURCE_LISTS | FEATURE_DESTINATION_LISTS) &&
	       program_config.list_lengths_v6_count;
}

/* Not a verdict: the short way leaves the packet to the long one. */
#define VERDICT_NONE 2

/* TCP, UDP and SCTP. */
static __always_inline int has_ports_in_front(enum protocol_class class)
{
	return has_port_rules(class) || class == PROTOCOL_SCTP;
}

/*
 * What is left of the short way once a packet is parsed: the same for both versions of IP. If the
 * packet was decided and its fate is a record, the caller has to make that.
 */
static __always_inline __u32 filter_parsed(const struct frame *frame, struct packet *packet,
					   struct pass *pass)
{
	struct decision best;

	if (!begin(packet, pass))
		return VERDICT_PASS;
	if (pass->fate == FATE_OPEN && controls.wanted == WANTED_FIRST) {
		if (has_ports_in_front(pass->class))
			parse_ports(frame, packet);
		pass->fate = fate_by_flow(&packet->record);
	}
	if (pass->fate == FATE_RECORD || asks_lists_v6(&packet->record, pass->features))
		return VERDICT_NONE;
	if (controls.enforcing) {
		if (pass->features & FEATURE_PORTS && has_port_rules(pass->class))
			parse_ports(frame, packet);
		best = look_up(&packet->record, pass->class, pass->features);
		lookup_lists_v4(&packet->record, pass->features, &best);
		conclude(packet, &best, pass->features);
	} else {
		let_through(packet);
	}
	count_packet(pass->counters, &packet->record, pass->class);
	if (pass->fate == FATE_OPEN)
		pass->fate = fate_by_verdict(packet->record.verdict);
	if (pass->fate != FATE_RECORD)
		count_unsent(pass->fate, pass->counters);
	return packet->record.verdict;
}

/*
 * The short way, for packets that parse_plain() can read, that the match maps alone decide on, and
 * whose records nobody gets: of a flood, all. It gives no function the packet, so that what is
 * known of it fits in registers.
 */
static __always_inline __u32 filter_plain(const struct frame *frame, struct packet *packet,
					  struct pass *pass)
{
	if (program_config.vector_words || program_config.marks_flows || program_config.notes_flows)
		return VERDICT_NONE;
	/* Once for each, so that what depends on the version is known at compile time. */
	switch (parse_plain(frame, packet)) {
	case 4:
		return filter_parsed(frame, packet, pass);
	case 6:
		return filter_parsed(frame, packet, pass);
	default:
		return VERDICT_NONE;
	}
}

#endif
