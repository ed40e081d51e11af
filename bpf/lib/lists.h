/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lists hold an address. include/lists.h tells how they are kept. */
#ifndef PORTCULLIS_LOOKUP_LISTS_H
#define PORTCULLIS_LOOKUP_LISTS_H

#include "../maps.h"
#include "bits.h"
#include "decision.h"
#include "packet.h"

static __always_inline const struct list_block *block_of(__u32 address)
{
	__u32 index = address >> 14;

	return bpf_map_lookup_elem(&list_v4_blocks, &index);
}

/* Whether any list has something in the /24 of this address. */
static __always_inline int is_near_list_v4(__u32 address)
{
	const struct list_block *block = block_of(address);

	return block && block->present >> (address >> 8 & 63) & 1;
}

static __always_inline list_leaf leaf_of(const struct list_block *block, __u32 bit)
{
	__u32 index = block->first_leaf + count_bits(block->leaves & ((1ULL << bit) - 1));
	const list_leaf *leaf = bpf_map_lookup_elem(&list_v4_leaves, &index);

	return leaf ? *leaf : 0;
}

/* The lists that hold an address which is_near_list_v4(). A global function. */
__attribute__((noinline)) __u32 lists_of_v4(__u32 address)
{
	const struct list_block *block = block_of(address);
	__u32 bit = address >> 8 & 63, last_byte = address & 255;
	__u32 lists, list_of_one, chunk_index;
	const struct list_chunk *chunk;
	list_leaf leaf;

	if (!block)
		return 0;
	if (!(block->leaves >> bit & 1))
		return block->lists;
	leaf = leaf_of(block, bit);
	lists = leaf & 0xffff;
	list_of_one = leaf >> 24 & 31;
	chunk_index = leaf >> 32;
	if (list_of_one && (leaf >> 16 & 255) == last_byte)
		lists |= 1U << (list_of_one - 1);
	for (int step = 0; step < MAX_LISTS && chunk_index; step++) {
		chunk_index--;
		chunk = bpf_map_lookup_elem(&list_v4_chunks, &chunk_index);
		if (!chunk)
			break;
		if (chunk->bits[last_byte >> 6] >> (last_byte & 63) & 1)
			lists |= chunk->lists;
		chunk_index = chunk->next;
	}
	return lists & 0xffff;
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
	__u32 list;

	for (int i = 0; i < MAX_LISTS && lists; i++) {
		list = lowest_bit(lists);
		lists &= lists - 1;
		count = bpf_map_lookup_elem(&list_counters, &list);
		if (count)
			++*count;
	}
}

/* The lists that the source or the destination is on, as a mask. A global function. */
__attribute__((noinline)) __u32 lists_on(const struct packet_record *record, __u32 is_destination)
{
	__u32 lists = 0, address;

	if (!record)
		return 0;
	if (record->family == 4) {
		address = v4_address(record, is_destination);
		if (is_near_list_v4(address))
			lists = lists_of_v4(address);
	} else if (record->family == 6) {
		lists = lists_of_v6(record, is_destination);
	}
	HIDE(lists);
	if (lists)
		count_lists(lists);
	return lists & 0xffff;
}

/* Which of the rules about one of these lists alone decides, or 0. A global function. */
__attribute__((noinline)) __u32 rule_of_lists(__u32 lists, __u32 is_destination)
{
	struct decision best = {.rank = RANK_NONE};
	__u32 key;

	for (int i = 0; i < MAX_LISTS && lists; i++) {
		key = LIST_RULE_KEY(lowest_bit(lists), is_destination);
		lists &= lists - 1;
		consider_entry(bpf_map_lookup_elem(&list_rules, &key), &best);
	}
	return best.reference;
}

/* The same for an address which is_near_list_v4(). A global function. */
__attribute__((noinline)) __u32 rule_of_listed_v4(__u32 address, __u32 is_destination)
{
	__u32 lists = lists_of_v4(address);

	HIDE(lists);
	if (!lists)
		return 0;
	count_lists(lists);
	return rule_of_lists(lists, is_destination);
}

/* The same for a packet of any kind. A global function. */
__attribute__((noinline)) __u32 rule_of_listed(const struct packet_record *record,
					       __u32 is_destination)
{
	__u32 lists = lists_on(record, is_destination);

	HIDE(lists);
	return lists ? rule_of_lists(lists, is_destination) : 0;
}

#endif
