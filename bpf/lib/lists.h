/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lists hold an address. include/lists.h tells how they are kept. */
#ifndef PORTCULLIS_LOOKUP_LISTS_H
#define PORTCULLIS_LOOKUP_LISTS_H

#include "../maps.h"
#include "bits.h"
#include "packet.h"

static __always_inline __u32 lists_of_v4(__u32 address)
{
	__u32 block_index = address >> 14, bit = (address >> 8) & 63, last_byte = address & 255;
	struct list_block *block;
	struct list_chunk *chunk;
	__u32 leaf_index, chunk_index, lists;
	list_leaf *leaf;

	block = bpf_map_lookup_elem(&list_v4_blocks, &block_index);
	if (!block || !(block->bits >> bit & 1))
		return 0;
	leaf_index = block->first_leaf + count_bits(block->bits & ((1ULL << bit) - 1));
	leaf = bpf_map_lookup_elem(&list_v4_leaves, &leaf_index);
	if (!leaf)
		return 0;
	lists = *leaf & 0xffff;
	chunk_index = *leaf >> 32;
	for (int step = 0; step < MAX_LISTS && chunk_index; step++) {
		chunk_index--;
		chunk = bpf_map_lookup_elem(&list_v4_chunks, &chunk_index);
		if (!chunk)
			break;
		if (chunk->bits[last_byte >> 6] >> (last_byte & 63) & 1)
			lists |= chunk->lists;
		chunk_index = chunk->next;
	}
	return lists;
}

static __always_inline void mask_to(struct list_v6_key *key, const __u64 *address)
{
	__u64 *masked = (__u64 *)key->address;
	__u32 length = key->length_bits;

	masked[0] = 0;
	masked[1] = 0;
	if (length >= 64) {
		masked[0] = address[0];
		if (length > 64)
			masked[1] = address[1] & bpf_cpu_to_be64(~0ULL << ((128 - length) & 63));
	} else if (length > 0) {
		masked[0] = address[0] & bpf_cpu_to_be64(~0ULL << ((64 - length) & 63));
	}
}

/* A global function, so that the verifier looks at its loop once. */
__attribute__((noinline)) __u32 lists_of_v6(const struct packet_record *record, __u32 destination)
{
	struct list_v6_key key;
	__u64 address[2];
	__u32 lists = 0;
	__u32 *found;

	if (!record)
		return 0;
	if (destination)
		__builtin_memcpy(address, record->destination, sizeof(address));
	else
		__builtin_memcpy(address, record->source, sizeof(address));
	for (int i = 0; i < MAX_LIST_LENGTHS_V6; i++) {
		if (i >= program_config.list_lengths_v6_count)
			break;
		key.length_bits = program_config.list_lengths_v6[i];
		mask_to(&key, address);
		found = bpf_map_lookup_elem(&list_v6_prefixes, &key);
		if (found)
			lists |= *found;
	}
	return lists;
}

static __always_inline void count_lists(__u32 lists)
{
	__u64 *count;

	for (__u32 list = 0; list < MAX_LISTS; list++) {
		__u32 key = list;

		if (!(lists >> list & 1))
			continue;
		count = bpf_map_lookup_elem(&list_counters, &key);
		if (count)
			++*count;
	}
}

/* The lists that the source or the destination is on, as a mask. A global function. */
__attribute__((noinline)) __u32 lists_on(const struct packet_record *record, __u32 is_destination)
{
	__u32 lists = 0;

	if (!record)
		return 0;
	if (record->family == 4)
		lists = lists_of_v4(v4_address(record, is_destination));
	else if (record->family == 6)
		lists = lists_of_v6(record, is_destination);
	if (lists)
		count_lists(lists);
	return lists & 0xffff;
}

#endif
