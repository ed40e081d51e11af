/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Token buckets, each in one word: the generic cell rate algorithm (ITU-T I.371, annex A). The word
 * is the time at which the bucket will be full again; taking a packet moves it on by what a packet
 * costs, and may not move it further ahead of now than the bucket is deep. Unlike a count and a
 * time side by side it can be changed by several CPUs at once without a lock.
 *
 * Times are CLOCK_BOOTTIME in 1/16 ns, so that a rate of millions is still exact to a part in
 * 1,600.
 */
#ifndef PORTCULLIS_LIMIT_H
#define PORTCULLIS_LIMIT_H

#include "../maps.h"
#include "clock.h"
#include "packet.h"

/* How often another CPU may be first. */
#define TAKE_ATTEMPTS 8

/* Whether the packet is within the rate. */
static __always_inline int take(__u64 *bucket, const struct rule *rule)
{
	__u64 now = now_boot_ns() << 4;
	__u64 full_at, begin;

	for (int attempt = 0; attempt < TAKE_ATTEMPTS; attempt++) {
		full_at = *(volatile __u64 *)bucket;
		/* Further down than this bucket goes: the rule had another rate before. */
		begin = full_at > now && full_at - now <= rule->depth ? full_at : now;
		if (begin + rule->cost - now > rule->depth)
			return 0;
		if (__sync_val_compare_and_swap(bucket, full_at, begin + rule->cost) == full_at)
			return 1;
	}
	return 0;
}

static __always_inline __u64 *bucket_of_source(const struct packet_record *record, __u32 reference)
{
	struct source_key key = {.rule = reference, .family = record->family};
	__u64 full = 0;
	__u64 *bucket;

	if (record->family == 0)
		return 0;
	__builtin_memcpy(key.address, record->source, sizeof(key.address));
	bucket = bpf_map_lookup_elem(&source_buckets, &key);
	if (bucket)
		return bucket;
	/* Another CPU may be first, and the table may be full: the second look tells. */
	bpf_map_update_elem(&source_buckets, &key, &full, BPF_NOEXIST);
	return bpf_map_lookup_elem(&source_buckets, &key);
}

/* Whether the packet is over the rate of a limit. */
static __always_inline int is_over(const struct packet_record *record, const struct rule *rule,
				   __u32 reference)
{
	__u32 slot = reference & 0xffff;
	__u64 *bucket = 0;

	if (rule->action == ACTION_LIMIT_PER_SOURCE)
		bucket = bucket_of_source(record, reference);
	if (!bucket)
		bucket = bpf_map_lookup_elem(&buckets, &slot);
	return bucket ? !take(bucket, rule) : 0;
}

#endif
