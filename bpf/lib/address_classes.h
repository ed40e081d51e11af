/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The class of an address, as an index in `vectors`, from sorted ranges. include/vectors.h */
#ifndef PORTCULLIS_ADDRESS_CLASSES_H
#define PORTCULLIS_ADDRESS_CLASSES_H

#include <bpf/bpf_endian.h>

#include "../maps.h"
#include "packet.h"

#define RANGE_MASK (MAX_RANGES - 1)

/* The range of an address, from `at` on, in so many halvings. */
__attribute__((noinline)) __u32 search_v4(__u32 is_destination, __u32 address, __u32 at,
					  __u32 halvings)
{
	struct v4_ranges *ranges = bpf_map_lookup_elem(&v4_classes, &is_destination);
	__u32 next;

	if (!ranges)
		return 0;
	for (__u32 step = MAX_RANGES / 2; step > 0; step >>= 1) {
		if (step >= 1U << (halvings & 15))
			continue;
		next = (at + step) & RANGE_MASK;
		if (ranges->starts[next] <= address)
			at = next;
	}
	return at;
}

static __always_inline __u32 v4_class(__u32 is_destination, __u32 address)
{
	struct v4_ranges *ranges = bpf_map_lookup_elem(&v4_classes, &is_destination);
	__u32 at, halvings;

	if (!ranges)
		return 0;
	at = ranges->first[address >> 16];
	halvings = ranges->steps[address >> 16];
	if (halvings)
		at = search_v4(is_destination, address, at, halvings);
	return ranges->vectors[at & RANGE_MASK];
}

__attribute__((noinline)) __u32 v6_class(const struct packet_record *record, __u32 is_destination)
{
	struct v6_ranges *ranges = bpf_map_lookup_elem(&v6_classes, &is_destination);
	__u64 words_be[2], upper, lower;
	__u32 at, next, steps;

	if (!ranges || !record)
		return 0;
	at = ranges->first & RANGE_MASK;
	steps = ranges->steps;
	if (is_destination)
		__builtin_memcpy(words_be, record->destination, sizeof(words_be));
	else
		__builtin_memcpy(words_be, record->source, sizeof(words_be));
	upper = bpf_be64_to_cpu(words_be[0]);
	lower = bpf_be64_to_cpu(words_be[1]);
	for (__u32 step = MAX_RANGES / 2; step > 0; step >>= 1) {
		if (step >= 1U << (steps & 15))
			continue;
		next = (at + step) & RANGE_MASK;
		if (ranges->starts[next][0] < upper ||
		    (ranges->starts[next][0] == upper && ranges->starts[next][1] <= lower))
			at = next;
	}
	return ranges->vectors[at & RANGE_MASK];
}

static __always_inline __u32 address_class(const struct packet_record *record, __u32 is_destination)
{
	if (record->family == 4)
		return v4_class(is_destination, v4_address(record, is_destination));
	if (record->family == 6)
		return v6_class(record, is_destination);
	return is_destination ? program_config.no_destination_vector
			      : program_config.no_source_vector;
}

#endif
