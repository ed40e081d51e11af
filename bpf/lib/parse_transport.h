/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_PARSE_TRANSPORT_H
#define PORTCULLIS_PARSE_TRANSPORT_H

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "../include/packet_record.h"
#include "cursor.h"

struct port_pair {
	__be16 source;
	__be16 destination;
};

/* Written out here as <linux/icmp.h> needs a C library. */
struct icmp_header {
	__u8 type;
	__u8 code;
	__be16 checksum;
	__be16 echo_identifier;
	__be16 echo_sequence;
};

/* TCP and UDP begin alike. Tells whether the ports were there; moves nothing. */
static __always_inline int parse_ports(const struct cursor *cursor, struct packet_record *packet,
				       struct parse_state *state)
{
	struct port_pair *ports = cursor->position;

	if (!HAS(cursor, struct port_pair))
		return 0;
	packet->source_port = bpf_ntohs(ports->source);
	packet->destination_port = bpf_ntohs(ports->destination);
	state->has_ports = 1;
	return 1;
}

/* RFC 9293. */
static __always_inline int parse_tcp(struct cursor *cursor, struct packet_record *packet,
				     struct parse_state *state)
{
	struct tcphdr *tcp = cursor->position;
	__u32 header_bytes;

	if (!parse_ports(cursor, packet, state) || !HAS(cursor, struct tcphdr))
		return PARSE_TRUNCATED;
	header_bytes = tcp->doff * 4;
	packet->flags = ((__u8 *)tcp)[13];
	packet->info_a = bpf_ntohs(tcp->window);
	if (header_bytes < sizeof(*tcp))
		return PARSE_BAD_HEADER;
	if (state->payload_bytes > header_bytes)
		packet->info_b = state->payload_bytes - header_bytes;
	return PARSE_DONE;
}

/* RFC 768. */
static __always_inline int parse_udp(struct cursor *cursor, struct packet_record *packet,
				     struct parse_state *state)
{
	struct udphdr *udp = cursor->position;
	__u16 length_bytes;

	if (!parse_ports(cursor, packet, state) || !HAS(cursor, struct udphdr))
		return PARSE_TRUNCATED;
	length_bytes = bpf_ntohs(udp->len);
	/* 0 is allowed in a jumbogram (RFC 2675) and in merged frames. */
	if (length_bytes != 0 && length_bytes < sizeof(*udp))
		return PARSE_BAD_HEADER;
	if (length_bytes != 0)
		packet->info_b = length_bytes - sizeof(*udp);
	return PARSE_DONE;
}

/* RFC 792 and RFC 4443: type and code stand alike, and the echo messages too. */
static __always_inline int parse_icmp(struct cursor *cursor, struct packet_record *packet)
{
	struct icmp_header *icmp = cursor->position;

	if (!HAS(cursor, struct icmp_header))
		return PARSE_TRUNCATED;
	packet->flags = icmp->type;
	packet->code = icmp->code;
	packet->info_a = bpf_ntohs(icmp->echo_identifier);
	packet->info_b = bpf_ntohs(icmp->echo_sequence);
	return PARSE_DONE;
}

static __always_inline int parse_transport(struct cursor *cursor, struct packet_record *packet,
					   struct parse_state *state, int protocol)
{
	if (packet->fragment == FRAGMENT_LATER)
		return PARSE_DONE;
	switch (protocol) {
	case IPPROTO_TCP:
		return parse_tcp(cursor, packet, state);
	case IPPROTO_UDP:
		return parse_udp(cursor, packet, state);
	case IPPROTO_ICMP:
		return packet->family == 4 ? parse_icmp(cursor, packet) : PARSE_DONE;
	case IPPROTO_ICMPV6:
		return packet->family == 6 ? parse_icmp(cursor, packet) : PARSE_DONE;
	default:
		return PARSE_DONE;
	}
}

#endif
