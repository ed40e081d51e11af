/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One parser per header. Each checks bounds, notes what it read in the packet record, moves the
 * cursor, and gives the type of the next header in host order, or a negative enum parse_end.
 * No field of a packet is trusted: every length is checked against the frame before it is used.
 */
#ifndef PORTCULLIS_CURSOR_H
#define PORTCULLIS_CURSOR_H

#include <linux/types.h>

#include "../include/verdict.h"

/* Why parsing went no further, as negative numbers beside header types. */
enum parse_end {
	PARSE_DONE = -1,
	PARSE_TRUNCATED = -REASON_TRUNCATED,
	PARSE_BAD_HEADER = -REASON_BAD_HEADER,
	PARSE_TOO_MANY_TAGS = -REASON_TOO_MANY_TAGS,
	PARSE_TOO_MANY_EXTENSIONS = -REASON_TOO_MANY_EXTENSIONS,
};

struct cursor {
	void *position;
	void *end;
};

/* What is known besides the record's fields. */
struct parse_state {
	/* Behind the IP header, as that announces it; the frame may hold less. */
	__u32 payload_bytes;
	/* Why parsing ended early, REASON_DEFAULT if it did not. */
	enum reason reason;
	/*
	 * The ports were read. True also of a transport header that is cut behind them: the first
	 * fragment of a datagram may be that short, and its ports are the whole datagram's.
	 */
	__u8 has_ports;
};

#define HAS(cursor, type) ((void *)((type *)(cursor)->position + 1) <= (cursor)->end)

#endif
