/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_PARSE_NETWORK_H
#define PORTCULLIS_PARSE_NETWORK_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "../include/packet_record.h"
#include "cursor.h"

#define ARP_HARDWARE_ETHERNET 1
#define MAX_IPV6_EXTENSIONS 6

/* Written out here as <linux/if_arp.h> needs a C library. */
struct arp_header {
	__be16 hardware_type;
	__be16 protocol_type;
	__u8 hardware_length;
	__u8 protocol_length;
	__be16 operation;
};

struct arp_ipv4_body {
	__u8 sender_mac[ETH_ALEN];
	__u8 sender_address[4];
	__u8 target_mac[ETH_ALEN];
	__u8 target_address[4];
};

struct extension_header {
	__u8 next_header;
	/* Unit and bias depend on the header; see extension_length(). */
	__u8 length;
};

struct fragment_header {
	__u8 next_header;
	__u8 reserved;
	__be16 offset_and_more;
	__be32 identification;
};

/* RFC 826. Other hardware or protocol types than Ethernet and IPv4 are left unread. */
static __always_inline int parse_arp(struct cursor *cursor, struct packet_record *packet)
{
	struct arp_header *arp = cursor->position;
	struct arp_ipv4_body *body;

	if (!HAS(cursor, struct arp_header))
		return PARSE_TRUNCATED;
	packet->info_a = bpf_ntohs(arp->operation);
	if (arp->hardware_type != bpf_htons(ARP_HARDWARE_ETHERNET) ||
	    arp->protocol_type != bpf_htons(ETH_P_IP))
		return PARSE_DONE;
	if (arp->hardware_length != ETH_ALEN || arp->protocol_length != 4)
		return PARSE_BAD_HEADER;
	cursor->position = arp + 1;
	body = cursor->position;
	if (!HAS(cursor, struct arp_ipv4_body))
		return PARSE_TRUNCATED;
	packet->family = 4;
	__builtin_memcpy(packet->source, body->sender_address, 4);
	__builtin_memcpy(packet->destination, body->target_address, 4);
	return PARSE_DONE;
}

/* Gives the IP protocol; the cursor is behind the options. RFC 791. */
static __always_inline int parse_ipv4(struct cursor *cursor, struct packet_record *packet,
				      struct parse_state *state)
{
	struct iphdr *ip = cursor->position;
	__u32 header_bytes, total_bytes;
	__u16 fragment;

	if (!HAS(cursor, struct iphdr))
		return PARSE_TRUNCATED;
	header_bytes = ip->ihl * 4;
	total_bytes = bpf_ntohs(ip->tot_len);
	if (ip->version != 4 || header_bytes < sizeof(*ip))
		return PARSE_BAD_HEADER;
	packet->family = 4;
	packet->protocol = ip->protocol;
	packet->ttl = ip->ttl;
	__builtin_memcpy(packet->source, &ip->saddr, 4);
	__builtin_memcpy(packet->destination, &ip->daddr, 4);

	/* A total of 0 is what merged frames above 64 KiB carry. */
	if (total_bytes != 0 && total_bytes < header_bytes)
		return PARSE_BAD_HEADER;
	state->payload_bytes = total_bytes ? total_bytes - header_bytes : 0;

	if (cursor->position + header_bytes > cursor->end)
		return PARSE_TRUNCATED;
	cursor->position += header_bytes;

	fragment = bpf_ntohs(ip->frag_off);
	if (fragment & 0x1fff)
		packet->fragment = FRAGMENT_LATER;
	else if (fragment & 0x2000)
		packet->fragment = FRAGMENT_FIRST;
	return packet->protocol;
}

/*
 * Length of an extension header in bytes. RFC 8200: units of 8, not counting the first 8;
 * the authentication header (RFC 4302) in units of 4, not counting the first 8.
 */
static __always_inline __u32 extension_length(const struct extension_header *header, __u8 type)
{
	if (type == IPPROTO_AH)
		return (header->length + 2) * 4;
	return (header->length + 1) * 8;
}

static __always_inline int is_extension(__u8 type)
{
	return type == IPPROTO_HOPOPTS || type == IPPROTO_ROUTING || type == IPPROTO_DSTOPTS ||
	       type == IPPROTO_FRAGMENT || type == IPPROTO_AH || type == IPPROTO_MH;
}

/* Walks extension headers from `type` on; gives the protocol behind them. RFC 8200. */
static __always_inline int parse_ipv6_extensions(struct cursor *cursor,
						 struct packet_record *packet,
						 struct parse_state *state, __u8 type)
{
	struct extension_header *extension;
	struct fragment_header *fragment;
	__u32 length_bytes;

#pragma unroll
	for (int step = 0; step <= MAX_IPV6_EXTENSIONS; step++) {
		packet->protocol = type;
		if (!is_extension(type))
			return type;
		if (step == MAX_IPV6_EXTENSIONS)
			return PARSE_TOO_MANY_EXTENSIONS;
		extension = cursor->position;
		if (!HAS(cursor, struct extension_header))
			return PARSE_TRUNCATED;
		if (type == IPPROTO_FRAGMENT) {
			fragment = cursor->position;
			if (!HAS(cursor, struct fragment_header))
				return PARSE_TRUNCATED;
			length_bytes = sizeof(*fragment);
			if (bpf_ntohs(fragment->offset_and_more) & 0xfff8)
				packet->fragment = FRAGMENT_LATER;
			else if (bpf_ntohs(fragment->offset_and_more) & 1)
				packet->fragment = FRAGMENT_FIRST;
		} else {
			length_bytes = extension_length(extension, type);
			if (cursor->position + length_bytes > cursor->end)
				return PARSE_TRUNCATED;
		}
		type = extension->next_header;
		if (state->payload_bytes >= length_bytes)
			state->payload_bytes -= length_bytes;
		cursor->position += length_bytes;
		/* Behind a later fragment's header comes data, whatever type it announces. */
		if (packet->fragment == FRAGMENT_LATER) {
			packet->protocol = type;
			return type;
		}
	}
	return PARSE_TOO_MANY_EXTENSIONS;
}

/* Gives the protocol behind all extension headers. */
static __always_inline int parse_ipv6(struct cursor *cursor, struct packet_record *packet,
				      struct parse_state *state)
{
	struct ipv6hdr *ip = cursor->position;

	if (!HAS(cursor, struct ipv6hdr))
		return PARSE_TRUNCATED;
	if (ip->version != 6)
		return PARSE_BAD_HEADER;
	packet->family = 6;
	packet->ttl = ip->hop_limit;
	__builtin_memcpy(packet->source, &ip->saddr, 16);
	__builtin_memcpy(packet->destination, &ip->daddr, 16);
	state->payload_bytes = bpf_ntohs(ip->payload_len);
	cursor->position = ip + 1;
	return parse_ipv6_extensions(cursor, packet, state, ip->nexthdr);
}

static __always_inline int parse_network(struct cursor *cursor, struct packet_record *packet,
					 struct parse_state *state, int ether_type)
{
	switch (ether_type) {
	case ETH_P_IP:
		return parse_ipv4(cursor, packet, state);
	case ETH_P_IPV6:
		return parse_ipv6(cursor, packet, state);
	case ETH_P_ARP:
		return parse_arp(cursor, packet);
	default:
		return PARSE_DONE;
	}
}

#endif
