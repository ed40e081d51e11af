/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of prefixes. What a lookup gives is a mask: bit i is set if list i holds the address.
 *
 * IPv4: a table with one bit per /24 says whether any list has anything there; the bits before it,
 * counted, lead to its leaf. The bits are 2 MiB and stay in the CPU's cache, and almost every
 * packet ends at them. A /24 that a list holds only in part has a chunk per list with one bit per
 * address.
 *
 * IPv6: one hash with the prefix length in the key, asked once for each length that occurs.
 */
#ifndef PORTCULLIS_LISTS_H
#define PORTCULLIS_LISTS_H

#include <linux/types.h>

#define MAX_LISTS 16
#define MAX_LIST_LENGTHS_V6 129

/* One for 64 neighbouring /24s. */
#define LIST_BLOCKS (1 << 18)

struct list_block {
	/* Bit i: the i-th /24 has a leaf. */
	__u64 bits;
	/* Index of the block's first leaf in `list_v4_leaves`. */
	__u32 first_leaf;
	__u32 unused;
};

/* Low 16 bits: lists that hold the whole /24. Upper 32: 1 + index of its first chunk, or 0. */
typedef __u64 list_leaf;

struct list_chunk {
	/* Bit by the last byte of the address. */
	__u64 bits[4];
	/* 1 + index of the next one, or 0. */
	__u32 next;
	__u16 lists;
	__u16 unused;
	__u64 unused_too;
};

struct list_v6_key {
	/* Network order; bits behind the prefix are 0. */
	__u8 address[16];
	__u32 length_bits;
};

#endif
