/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What user space can set: per program before it is loaded, and for all of them while they run. */
#ifndef PORTCULLIS_CONTROLS_H
#define PORTCULLIS_CONTROLS_H

#include <linux/types.h>

#include "lists.h"
#include "rules.h"
#include "vectors.h"

/*
 * Constants to the verifier: branches they rule out are not even loaded, so what no rule uses costs
 * nothing. Whatever stands here changes only with a new program.
 */
struct program_config {
	/* Added to the clock, or CLOCK_IS_SET. Only private instances (tests, replay) set it. */
	__s64 clock_offset_ns;
	/* Of `remote_v4_rules` and `remote_v6_rules`. */
	struct address_hash v4_hash;
	struct address_hash v6_hash;
	/* Index in `interface_counters`. */
	__u32 interface_slot;
	/* Bit per enum field that some rule asks for. 0: no rule needs vectors. */
	__u32 fields;
	/* Index in `vectors` of what has no entry in a table. */
	__u16 no_source_vector;
	__u16 no_destination_vector;
	__u16 other_source_mac_vector;
	__u16 other_destination_mac_vector;
	/* By field: index in `class_tables`. */
	__u8 table[FIELDS_WITH_TABLE];
	/* Match maps alone decide, and frames begin with Ethernet: lib/short_way.h */
	__u8 has_short_way;
	/* Frames begin with their IP header, as those of a tunnel do. */
	__u8 is_raw_ip;
	/* The program takes frames in several buffers, and must ask for their whole length. */
	__u8 has_frags;
	/* Words of a vector that are in use. 0: no rule stands in `positions`. */
	__u8 vector_words;
	/* Rules ask for known flows, so packets of one are marked. */
	__u8 marks_flows;
	/* Rules of the other direction ask for known flows, so this one notes them. */
	__u8 notes_flows;
	/* The kernel has bpf_loop(), since 5.17. */
	__u8 has_loop_helper;
	/* The kernel has bpf_xdp_load_bytes(), since 5.18. */
	__u8 has_load_helper;
	/* How many of the lengths below are in use. */
	__u8 list_lengths_v6_count;
	/* Lengths of the IPv6 prefixes in all lists, in bits, longest first. */
	__u8 list_lengths_v6[MAX_LIST_LENGTHS_V6];
};

/* Which packets get a record. */
enum wanted {
	WANTED_NONE = 0,
	WANTED_ALL = 1,
	/* Of each flow, both ways together, the packets it begins with. */
	WANTED_FIRST = 2,
};

struct controls {
	/* 0: everything passes, whatever the rules say, and is still counted and shown. */
	__u32 enforcing;
	/* Records per CPU in one window of 2^24 ns. */
	__u32 budget_per_window;
	/* How many of a packet's first bytes go with its record, at most MAX_SNAPSHOT_BYTES. */
	__u32 snapshot_bytes;
	/* enum wanted, by COUNTED_AS: one look tells. */
	__u8 wanted[COUNTED_KINDS];
	/* Keeps senders from choosing flows that are taken for each other. */
	__u64 flow_seed;
};

/* What a program cannot see of a packet that a replay runs. */
struct replayed_packet {
	/* When it came, as the clock. */
	__u64 boot_ns;
	/* Of the whole frame: the kernel runs no more than what fits into a page. */
	__u32 length_bytes;
	__u32 unused;
};

/* Instead of an offset: a replay's program, which goes by `replayed`. */
#define CLOCK_IS_SET (-0x7fffffffffffffffLL - 1)

#define BUDGET_WINDOW_SHIFT 24

#endif
