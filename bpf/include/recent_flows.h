/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flows of which packets were seen lately, so that the first ones of each can be told from the
 * rest.
 *
 * A flow is known by a hash, and has its place in one of a few entries of one bucket: the one that
 * was not used for longest makes room. Whoever loses its place counts as new, which shows a few
 * packets more and costs nothing else. Unlike a map of the kernel's it is one look, takes no lock,
 * and a flood of new flows is not dearer than one flow.
 */
#ifndef PORTCULLIS_RECENT_FLOWS_H
#define PORTCULLIS_RECENT_FLOWS_H

#include <linux/types.h>

/* So many packets of a flow are its first. */
#define FIRST_PACKETS 10
#define RECENT_FLOW_BUCKETS 16384
#define RECENT_FLOWS_IN_BUCKET 4

struct recent_flow {
	__u64 hash;
	/* Windows of the budget's clock. */
	__u32 last_seen_window;
	/* Up to FIRST_PACKETS. */
	__u32 packets;
};

/* A line of the cache. */
struct recent_flows {
	struct recent_flow flows[RECENT_FLOWS_IN_BUCKET];
};

#endif
