/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rule of an address, maybe with REFERENCE_DROPS. include/rules.h tells how they are kept. */
#ifndef PORTCULLIS_ADDRESSES_H
#define PORTCULLIS_ADDRESSES_H

#include <linux/types.h>

#include "../maps.h"

/* Both halves of a place in one load. */
static __always_inline rule_reference v4_rule(__be32 address)
{
	const struct v4_bucket *bucket;
	__u64 place;
	__u32 key;

	key = address * program_config.v4_hash.multipliers[0] >> program_config.v4_hash.shift;
	bucket = bpf_map_lookup_elem(&remote_v4_rules, &key);
	if (!bucket)
		return 0;
#pragma unroll
	for (int i = 0; i < V4_PLACES; i++) {
		place = *(const volatile __u64 *)&bucket->places[i];
		if ((__u32)place == address)
			return place >> 32;
	}
	return 0;
}

static __always_inline __u32 v6_hash(const __be64 *address)
{
	const volatile struct address_hash *hash = &program_config.v6_hash;
	__u32 sum = 0;

	sum += (__u32)address[0] * hash->multipliers[0];
	sum += (__u32)(address[0] >> 32) * hash->multipliers[1];
	sum += (__u32)address[1] * hash->multipliers[2];
	sum += (__u32)(address[1] >> 32) * hash->multipliers[3];
	return sum >> hash->shift;
}

static __always_inline rule_reference v6_rule(const __be32 *words)
{
	const struct v6_bucket *bucket;
	rule_reference rule;
	__be64 address[2];
	__u32 key;

	__builtin_memcpy(address, words, sizeof(address));
	key = v6_hash(address);
	bucket = bpf_map_lookup_elem(&remote_v6_rules, &key);
	if (!bucket)
		return 0;
#pragma unroll
	for (int i = 0; i < V6_PLACES; i++) {
		const volatile struct v6_place *place = &bucket->places[i];

		rule = place->rule;
		if (place->address[1] == address[1] && place->address[0] == address[0])
			return rule;
	}
	return 0;
}

#endif
