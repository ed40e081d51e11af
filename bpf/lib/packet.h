/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A packet while it is parsed, and the bytes it is parsed from.
 *
 * Each layer has one parser. It checks bounds, notes what it read in the record, moves `offset`,
 * and leaves the type of the next header, or a negative enum parse_end, in `next`. No field of a
 * packet is trusted: every length is checked against the frame before it is used.
 */
#ifndef PORTCULLIS_PACKET_H
#define PORTCULLIS_PACKET_H

#include <linux/types.h>

#include <bpf/bpf_endian.h>

#include "../include/packet_record.h"
#include "../include/verdict.h"

/* Why parsing went no further, as negative numbers beside header types. */
enum parse_end {
	PARSE_DONE = -1,
	PARSE_TRUNCATED = -REASON_TRUNCATED,
	PARSE_BAD_HEADER = -REASON_BAD_HEADER,
	PARSE_TOO_MANY_TAGS = -REASON_TOO_MANY_TAGS,
	PARSE_TOO_MANY_EXTENSIONS = -REASON_TOO_MANY_EXTENSIONS,
};

struct packet {
	struct packet_record record;
	/* Of the header that comes next, from the start of the frame. */
	__u32 offset;
	/* Its type in host order, or a negative enum parse_end. */
	__s32 next;
	/* Behind the IP header, as that announces it; the frame may hold less. */
	__u32 payload_bytes;
	/* Why parsing ended early, REASON_DEFAULT if it did not. */
	__u32 reason;
	/* Whether parse_details() has run. */
	__u32 has_details;
};

/* An address in a record. The compiler would read it byte by byte. */
static __always_inline const __be32 *words_of(const __u8 *address)
{
	return __builtin_assume_aligned(address, sizeof(__be32));
}

/* In host order. */
static __always_inline __u32 v4_address(const struct packet_record *record, int is_destination)
{
	return bpf_ntohl(*words_of(is_destination ? record->destination : record->source));
}

/* What of a frame a program may read directly. */
struct frame {
	void *data;
	void *end;
};

/* Beyond this the verifier does not follow an offset, and no header that counts begins. */
#define MAX_OFFSET 0x3fff

/* `length` bytes at `offset`, or NULL. */
static __always_inline void *bytes_at(const struct frame *frame, __u32 offset, __u32 length)
{
	void *start;

	if (offset > MAX_OFFSET)
		return 0;
	start = frame->data + offset;
	return start + length <= frame->end ? start : 0;
}

#define HEADER_AT(frame, offset, type) ((type *)bytes_at(frame, offset, sizeof(type)))

/* The rule that decides; generation 0 of NO_RULE_SLOT: none. */
static __always_inline void note_rule(struct packet_record *record, __u32 reference)
{
	record->rule_slot = reference & 0xffff;
	record->rule_generation = reference >> 16;
}

/* Notes why parsing went no further. */
static __always_inline void note_end(struct packet *packet)
{
	if (packet->next == PARSE_DONE || packet->next >= 0)
		return;
	packet->reason = -packet->next;
	packet->record.marks |= MARK_MALFORMED;
}

/* Notes why the verdict was given, once it is. */
static __always_inline void note_reason(struct packet *packet)
{
	note_end(packet);
	packet->record.reason =
		packet->record.rule_slot == NO_RULE_SLOT ? packet->reason : REASON_RULE;
}

#endif
