/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exact counts, per CPU. Apart from the rules, so that neither disturbs the other. */
#ifndef PORTCULLIS_COUNTERS_H
#define PORTCULLIS_COUNTERS_H

#include <linux/types.h>

#include "rules.h"

struct count {
	__u64 packets;
	__u64 bytes;
};

/*
 * Of one interface. What became of the records obeys
 * packets seen = recorded + not_asked_for + sampled_out + ring_full.
 * The unit is what the hook sees: a frame, merged or not.
 */
struct interface_counters {
	/* By COUNTED_AS. */
	struct count by_protocol[COUNTED_KINDS];
	/* By direction: what no rule decided. */
	struct count undecided[2];
	__u64 recorded;
	__u64 not_asked_for;
	__u64 sampled_out;
	__u64 ring_full;
	/* Packets on the wire beyond the frames above, where outgoing frames are cut later (GSO).
	 */
	__u64 merged;
	/* The jiffy in which this CPU's budget was last found spent: until the next one it is. */
	__u64 spent_in_jiffy;
};

#define MAX_INTERFACES 64

#endif
