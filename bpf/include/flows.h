/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flows that this machine knows, so that a default that drops lets their answers in. */
#ifndef PORTCULLIS_FLOWS_H
#define PORTCULLIS_FLOWS_H

#include <linux/types.h>

#define MAX_FLOWS 65536

struct flow_key {
	__u8 remote[16];
	__u8 local[16];
	/* Host order; 0 where the protocol has none. Of an ICMP echo its identifier, in both. */
	__u16 remote_port;
	__u16 local_port;
	__u8 protocol;
	__u8 family;
	__u16 unused;
};

enum flow_state {
	FLOW_OPEN = 0,
	/* A FIN was seen, or an RST that came in. */
	FLOW_CLOSING = 1,
	/* This machine sent an RST. */
	FLOW_RESET = 2,
};

struct flow {
	/* CLOCK_BOOTTIME */
	__u64 last_seen_boot_ns;
	__u32 state;
	__u32 unused;
};

#endif
