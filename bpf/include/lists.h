/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of prefixes. What a lookup gives is a mask: bit i is set if list i holds the address.
 *
 * IPv4: a block for 64 neighbouring /24s says which of them any list has something in; almost every
 * packet ends there. It also says which lists hold them, if they hold the whole /24 and as many
 * other /24s of the block: so most of what is on a list is found with one look, too. Other /24s
 * have a leaf each; the bits before it, counted, lead to it. All blocks are 6 MiB, so they stay in
 * the CPU's cache. What a list holds of a /24 in part is one address, in the leaf, or a chunk with
 * one bit per address.
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

/* Bit i is about the i-th /24. */
struct list_block {
	/* A list has something in it. */
	__u64 present;
	/* It has a leaf. */
	__u64 leaves;
	/* Index of the first of them. */
	__u32 first_leaf;
	/* The lists that hold those that are present and have no leaf. */
	__u16 lists;
	__u16 unused;
};

/*
 * Bits 0 to 15: lists that hold the whole /24. 16 to 23: the last byte of the one address that a
 * list holds of it, and 24 to 28: 1 + that list, or 0. Upper 32: 1 + index of the first chunk, or
 * 0.
 */
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
