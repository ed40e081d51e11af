/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Classification by bit vectors (Lakshman and Stiliadis, SIGCOMM 1998; with the summaries of
 * Baboescu and Varghese, SIGCOMM 2001).
 *
 * Every rule has a position, in the order of the list. Each field that any rule asks for splits its
 * values into classes that no rule tells apart, and every class has a vector: bit p is set if the
 * rule at position p accepts that class. A packet's vectors, ANDed, have exactly the bits of the
 * rules that match it, the first of them first. The cost is one small table per field in use,
 * whatever the number of rules, of shapes or of ranges. A rule that needs an "or" of fields (port,
 * host) takes several neighbouring positions with the same reference.
 */
#ifndef PORTCULLIS_VECTORS_H
#define PORTCULLIS_VECTORS_H

#include <linux/types.h>

#define VECTOR_WORDS 128
/* Two positions for every rule that people can make. */
#define MAX_POSITIONS (VECTOR_WORDS * 64)

struct vector {
	/* Bit w: words[w] has a bit. Two, as there are more words than bits in one. */
	__u64 summary[2];
	__u64 words[VECTOR_WORDS];
};

/*
 * Fields with a table of their own: value -> index in `vectors`. Values beyond what the packet has
 * are NONE, which stands behind the last value.
 */
enum field {
	/* The interface's slot. */
	FIELD_INTERFACE,
	/* enum packet_kind. */
	FIELD_KIND,
	FIELD_ETHER_TYPE,
	/* ARP operation. */
	FIELD_ARP_OPERATION,
	FIELD_VLAN,
	FIELD_SOURCE_PORT,
	FIELD_DESTINATION_PORT,
	/* The flags byte. */
	FIELD_TCP_FLAGS,
	/* type << 8 | code */
	FIELD_ICMP,
	/* Up to 65535; longer frames count as that. */
	FIELD_LENGTH,
	FIELD_TTL,
	/* enum fragment, never NONE. */
	FIELD_FRAGMENT,
	/* 0 or 1, never NONE: belongs to a known flow. */
	FIELD_ESTABLISHED,
	/* 0 or 1, never NONE: could not be parsed to its end. */
	FIELD_MALFORMED,
	/*
	 * Bit per list that the address is on, eight lists each, never NONE. As one field the
	 * choices of sixteen lists would be more classes than there is room for.
	 */
	FIELD_SOURCE_LISTS_LOW,
	FIELD_SOURCE_LISTS_HIGH,
	FIELD_DESTINATION_LISTS_LOW,
	FIELD_DESTINATION_LISTS_HIGH,
	FIELDS_WITH_TABLE,
	/* By struct v4_ranges and v6_ranges. */
	FIELD_SOURCE = FIELDS_WITH_TABLE,
	FIELD_DESTINATION,
	/* By `mac_classes`. */
	FIELD_SOURCE_MAC,
	FIELD_DESTINATION_MAC,
	FIELDS,
};

/* Values of FIELD_KIND: the protocol of IPv4; above it that of IPv6; then the rest. */
enum packet_kind {
	KIND_IPV4 = 0,
	KIND_IPV6 = 256,
	KIND_ARP = 512,
	KIND_OTHER = 513,
	KINDS = 514,
};

#define NO_VALUE 65536

/* One per field in use. Entries behind the field's values are unused. */
struct class_table {
	__u16 vectors[NO_VALUE + 8];
};

/*
 * Addresses, as sorted ranges: range i begins at starts[i] and ends before starts[i + 1]. starts[0]
 * is 0. Behind the last range `starts` holds the highest address, and `vectors` repeats the last
 * range's, so that a search over all MAX_RANGES entries ends in the last range.
 */
#define MAX_RANGES 16384

struct v4_ranges {
	/* Host order. */
	__u32 starts[MAX_RANGES];
	__u16 vectors[MAX_RANGES];
	/*
	 * By the address's upper 16 bits: the last range that begins at or before its first
	 * address, or an earlier one, and how many halvings reach the last one that begins within.
	 */
	__u16 first[65536];
	__u8 steps[65536];
};

struct v6_ranges {
	/* Upper and lower half, host order. */
	__u64 starts[MAX_RANGES][2];
	__u16 vectors[MAX_RANGES];
	/* Where the search begins, 0, and how many halvings reach the last range. */
	__u32 first;
	__u32 steps;
};

/* `vectors` index of a packet without any IP address stands in program_config. */

/* Key in `mac_classes`. A MAC that is not there has the class in program_config. */
struct mac_key {
	__u8 mac[6];
	/* 0: source, 1: destination. */
	__u16 is_destination;
};

#endif
