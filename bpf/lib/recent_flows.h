/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which packets are among the first of their flow. include/recent_flows.h tells how that is known.
 */
#ifndef PORTCULLIS_LOOKUP_RECENT_FLOWS_H
#define PORTCULLIS_LOOKUP_RECENT_FLOWS_H

#include <linux/types.h>

#include "../maps.h"
#include "packet.h"

/* After a minute without packets a flow counts as new. */
#define RECENT_FLOW_WINDOWS (60000000000ULL >> BUDGET_WINDOW_SHIFT)

/* Odd, without a pattern: the fraction of the golden ratio. */
#define HASH_MULTIPLIER 0x9e3779b97f4a7c15ULL

static __always_inline __u64 mixed(__u64 hash, __u64 value)
{
	hash = (hash ^ value) * HASH_MULTIPLIER;
	return hash ^ hash >> 32;
}

/*
 * Of the other end, this end, their ports, and what lies between: the same for both ways of a
 * conversation, on any interface. What has no ports is told by addresses and protocol.
 */
static __always_inline __u64 hash_of_flow(const struct packet_record *record)
{
	int is_in = record->direction == DIRECTION_IN;
	__u64 hash = *(const volatile __u64 *)&controls.flow_seed;
	__u64 source[2], destination[2];
	__u32 ports;

	__builtin_memcpy(source, record->source, sizeof(source));
	__builtin_memcpy(destination, record->destination, sizeof(destination));
	ports = is_in ? (__u32)record->source_port << 16 | record->destination_port
		      : (__u32)record->destination_port << 16 | record->source_port;
	hash = mixed(hash, is_in ? source[0] : destination[0]);
	hash = mixed(hash, is_in ? source[1] : destination[1]);
	hash = mixed(hash, is_in ? destination[0] : source[0]);
	hash = mixed(hash, is_in ? destination[1] : source[1]);
	return mixed(hash, (__u64)ports << 32 | (__u32)record->ether_type << 8 | record->protocol);
}

static __always_inline __u32 recent_window(void)
{
	return (bpf_ktime_get_coarse_ns() + program_config.clock_offset_ns) >> BUDGET_WINDOW_SHIFT;
}

/* Counts a packet of the flow that has this entry. */
static __always_inline int is_early(struct recent_flow *flow, __u32 now)
{
	__u32 idle_windows = now - flow->last_seen_window;

	if (idle_windows)
		flow->last_seen_window = now;
	if (idle_windows > RECENT_FLOW_WINDOWS)
		flow->packets = 0;
	return flow->packets < FIRST_PACKETS &&
	       __sync_fetch_and_add(&flow->packets, 1) < FIRST_PACKETS;
}

/* Whether a packet is among the first of its flow. A global function. */
__attribute__((noinline)) int is_among_first(__u64 hash)
{
	__u32 key = hash % RECENT_FLOW_BUCKETS;
	struct recent_flows *bucket = bpf_map_lookup_elem(&recent_flows, &key);
	struct recent_flow *oldest;
	__u32 now = recent_window();

	if (!bucket)
		return 0;
	oldest = &bucket->flows[0];
#pragma unroll
	for (int i = 0; i < RECENT_FLOWS_IN_BUCKET; i++) {
		struct recent_flow *flow = &bucket->flows[i];

		if (flow->hash == hash)
			return is_early(flow, now);
		if (now - flow->last_seen_window > now - oldest->last_seen_window)
			oldest = flow;
	}
	oldest->hash = hash;
	oldest->last_seen_window = now;
	oldest->packets = 1;
	return 1;
}

#endif
