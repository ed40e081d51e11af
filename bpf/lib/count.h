/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_COUNT_H
#define PORTCULLIS_COUNT_H

#include "../include/packet_record.h"
#include "../include/verdict.h"
#include "../maps.h"

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

/* That a packet got its verdict, by the rule in this slot or by none. `kind`: COUNTED_AS. */
static __always_inline void count_verdict(struct interface_counters *counters, __u32 kind,
					  __u32 rule_slot, enum direction direction,
					  __u32 length_bytes)
{
	if (kind < COUNTED_KINDS)
		add(&counters->by_protocol[kind], length_bytes);
	if (rule_slot == NO_RULE_SLOT)
		add(&counters->undecided[direction & 1], length_bytes);
	else
		count_rule(rule_slot, length_bytes);
}

#endif
