/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A frame from the outside in. */
#ifndef PORTCULLIS_PARSE_H
#define PORTCULLIS_PARSE_H

#include "cursor.h"
#include "parse_link.h"
#include "parse_network.h"
#include "parse_transport.h"

/* Reads as much of the frame as there is, and notes why the rest was not read. */
static __always_inline void parse_frame(struct cursor *cursor, struct packet_record *packet,
					struct parse_state *state)
{
	int next;

	next = parse_ethernet(cursor, packet);
	if (next >= 0)
		next = parse_network(cursor, packet, state, next);
	if (next >= 0)
		next = parse_transport(cursor, packet, state, next);
	state->reason = next == PARSE_DONE ? REASON_DEFAULT : -next;
}

#endif
