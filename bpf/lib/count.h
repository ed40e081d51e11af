/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_COUNT_H
#define PORTCULLIS_COUNT_H

#include "../maps.h"

static __always_inline void add(struct count *count, __u32 length_bytes)
{
	count->packets++;
	count->bytes += length_bytes;
}

static __always_inline void count_packet(struct interface_counters *counters,
					 const struct packet_record *packet,
					 enum protocol_class class)
{
	__u32 slot = packet->rule_slot;
	struct count *rule;

	if (class < PROTOCOL_CLASSES)
		add(&counters->by_protocol[class][packet->verdict & 1], packet->length_bytes);
	if (slot == NO_RULE_SLOT)
		return;
	rule = bpf_map_lookup_elem(&rule_counters, &slot);
	if (rule)
		add(rule, packet->length_bytes);
}

#endif
