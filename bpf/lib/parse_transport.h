/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_PARSE_TRANSPORT_H
#define PORTCULLIS_PARSE_TRANSPORT_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "../maps.h"
#include "packet.h"

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

/* TCP, UDP and SCTP begin alike. Tells whether the ports were there. */
static __always_inline int parse_ports(const struct frame *frame, struct packet *packet)
{
	struct port_pair *ports = HEADER_AT(frame, packet->offset, struct port_pair);

	if (!ports)
		return 0;
	packet->record.source_port = bpf_ntohs(ports->source);
	packet->record.destination_port = bpf_ntohs(ports->destination);
	packet->record.marks |= MARK_HAS_PORTS;
	return 1;
}

/* RFC 9293. */
static __always_inline int parse_tcp(const struct frame *frame, struct packet *packet)
{
	struct tcphdr *tcp;
	__u32 header_bytes;

	if (!parse_ports(frame, packet))
		return PARSE_TRUNCATED;
	tcp = HEADER_AT(frame, packet->offset, struct tcphdr);
	if (!tcp)
		return PARSE_TRUNCATED;
	header_bytes = tcp->doff * 4;
	packet->record.flags = ((__u8 *)tcp)[13];
	packet->record.marks |= MARK_HAS_FLAGS;
	packet->record.info_a = bpf_ntohs(tcp->window);
	if (header_bytes < sizeof(*tcp))
		return PARSE_BAD_HEADER;
	if (packet->payload_bytes > header_bytes)
		packet->record.info_b = packet->payload_bytes - header_bytes;
	return PARSE_DONE;
}

/* RFC 768. */
static __always_inline int parse_udp(const struct frame *frame, struct packet *packet)
{
	struct udphdr *udp;
	__u16 length_bytes;

	if (!parse_ports(frame, packet))
		return PARSE_TRUNCATED;
	udp = HEADER_AT(frame, packet->offset, struct udphdr);
	if (!udp)
		return PARSE_TRUNCATED;
	length_bytes = bpf_ntohs(udp->len);
	/* 0 is allowed in a jumbogram (RFC 2675) and in merged frames. */
	if (length_bytes != 0 && length_bytes < sizeof(*udp))
		return PARSE_BAD_HEADER;
	if (length_bytes != 0)
		packet->record.info_b = length_bytes - sizeof(*udp);
	return PARSE_DONE;
}

/* RFC 792 and RFC 4443: type and code stand alike, and the echo messages too. */
static __always_inline int parse_icmp(const struct frame *frame, struct packet *packet)
{
	struct icmp_header *icmp = HEADER_AT(frame, packet->offset, struct icmp_header);

	if (!icmp)
		return PARSE_TRUNCATED;
	packet->record.flags = icmp->type;
	packet->record.code = icmp->code;
	packet->record.marks |= MARK_HAS_FLAGS;
	packet->record.info_a = bpf_ntohs(icmp->echo_identifier);
	packet->record.info_b = bpf_ntohs(icmp->echo_sequence);
	return PARSE_DONE;
}

static __always_inline int parse_transport(const struct frame *frame, struct packet *packet)
{
	__u8 family = packet->record.family;

	if (packet->record.fragment == FRAGMENT_LATER)
		return PARSE_DONE;
	switch (packet->next) {
	case IPPROTO_TCP:
		return parse_tcp(frame, packet);
	case IPPROTO_UDP:
		return parse_udp(frame, packet);
	case IPPROTO_SCTP:
		return parse_ports(frame, packet) ? PARSE_DONE : PARSE_TRUNCATED;
	case IPPROTO_ICMP:
		return family == 4 ? parse_icmp(frame, packet) : PARSE_DONE;
	case IPPROTO_ICMPV6:
		return family == 6 ? parse_icmp(frame, packet) : PARSE_DONE;
	default:
		return PARSE_DONE;
	}
}

/* All that stands in no IP header: the MACs, and what the IP header leads to. */
static __always_inline int parse_details(const struct frame *frame, struct packet *packet)
{
	struct ethhdr *ethernet = HEADER_AT(frame, 0, struct ethhdr);

	if (!program_config.is_raw_ip) {
		if (!ethernet)
			return PARSE_TRUNCATED;
		__builtin_memcpy(packet->record.destination_mac, ethernet->h_dest, ETH_ALEN);
		__builtin_memcpy(packet->record.source_mac, ethernet->h_source, ETH_ALEN);
	}
	return packet->next >= 0 ? parse_transport(frame, packet) : packet->next;
}

#endif
