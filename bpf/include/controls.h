/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What user space can set: per program before it is loaded, and for all of them while they run. */
#ifndef PORTCULLIS_CONTROLS_H
#define PORTCULLIS_CONTROLS_H

#include <linux/types.h>

/* Constants to the verifier: branches they rule out cost nothing. */
struct program_config {
	/* Added to the clock. Only private instances (tests, replay) set it. */
	__s64 clock_offset_ns;
	/* Index in `interface_counters`. */
	__u32 interface_slot;
	/* The program takes frames in several buffers, and must ask for their whole length. */
	__u8 has_frags;
	__u8 unused[3];
};

struct controls {
	/* enum feature */
	__u32 features;
	/* Bit per protocol class: which packets get a record. */
	__u32 watched_classes;
	/* Records per CPU in one window of 2^24 ns. */
	__u32 budget_per_window;
	__u32 unused;
};

#define BUDGET_WINDOW_SHIFT 24

#endif
