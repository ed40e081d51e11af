/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_COUNT_H
#define PORTCULLIS_COUNT_H

#include "../maps.h"
#include "packet.h"

static __always_inline void add(struct count *count, __u32 length_bytes)
{
	count->packets++;
	count->bytes += length_bytes;
}

/* That a rule matched, in the sense of its verdict: a limit matches what it drops. */
static __always_inline void count_rule(__u32 slot, __u32 length_bytes)
{
	struct count *count = bpf_map_lookup_elem(&rule_counters, &slot);

	if (count)
		add(count, length_bytes);
}

static __always_inline void count_packet(struct interface_counters *counters,
					 const struct packet_record *record,
					 enum protocol_class class)
{
	if (class < PROTOCOL_CLASSES)
		add(&counters->by_protocol[class][record->verdict & 1], record->length_bytes);
	if (record->rule_slot == NO_RULE_SLOT)
		add(&counters->undecided[record->direction & 1], record->length_bytes);
	else
		count_rule(record->rule_slot, record->length_bytes);
}

#endif
