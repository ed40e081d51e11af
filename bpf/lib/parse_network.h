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

#include "packet.h"

#define ARP_HARDWARE_ETHERNET 1
/* Linux answers it on Ethernet like the other. */
#define ARP_HARDWARE_IEEE802 6
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
static __always_inline int parse_arp(const struct frame *frame, struct packet *packet)
{
	struct arp_header *arp = HEADER_AT(frame, packet->offset, struct arp_header);
	struct arp_ipv4_body *body;

	if (!arp)
		return PARSE_TRUNCATED;
	packet->record.info_a = bpf_ntohs(arp->operation);
	packet->record.marks |= MARK_HAS_FLAGS;
	if ((arp->hardware_type != bpf_htons(ARP_HARDWARE_ETHERNET) &&
	     arp->hardware_type != bpf_htons(ARP_HARDWARE_IEEE802)) ||
	    arp->protocol_type != bpf_htons(ETH_P_IP))
		return PARSE_DONE;
	if (arp->hardware_length != ETH_ALEN || arp->protocol_length != 4)
		return PARSE_BAD_HEADER;
	body = HEADER_AT(frame, packet->offset + sizeof(*arp), struct arp_ipv4_body);
	if (!body)
		return PARSE_TRUNCATED;
	packet->record.family = 4;
	__builtin_memcpy(packet->record.source, body->sender_address, 4);
	__builtin_memcpy(packet->record.destination, body->target_address, 4);
	return PARSE_DONE;
}

/* Gives the IP protocol; the offset is behind the options. RFC 791. */
static __always_inline int parse_ipv4(const struct frame *frame, struct packet *packet)
{
	struct iphdr *ip = HEADER_AT(frame, packet->offset, struct iphdr);
	__u32 header_bytes, total_bytes;
	__u16 fragment;

	if (!ip)
		return PARSE_TRUNCATED;
	header_bytes = ip->ihl * 4;
	total_bytes = bpf_ntohs(ip->tot_len);
	if (ip->version != 4 || header_bytes < sizeof(*ip))
		return PARSE_BAD_HEADER;
	packet->record.family = 4;
	packet->record.protocol = ip->protocol;
	packet->record.ttl = ip->ttl;
	__builtin_memcpy(packet->record.source, &ip->saddr, 4);
	__builtin_memcpy(packet->record.destination, &ip->daddr, 4);

	/* A total of 0 is what merged frames above 64 KiB carry. */
	if (total_bytes != 0 && total_bytes < header_bytes)
		return PARSE_BAD_HEADER;
	packet->payload_bytes = total_bytes ? total_bytes - header_bytes : 0;

	fragment = bpf_ntohs(ip->frag_off);
	if (!bytes_at(frame, packet->offset, header_bytes))
		return PARSE_TRUNCATED;
	packet->offset += header_bytes;
	if (fragment & 0x1fff)
		packet->record.fragment = FRAGMENT_LATER;
	else if (fragment & 0x2000)
		packet->record.fragment = FRAGMENT_FIRST;
	return packet->record.protocol;
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
static __always_inline int parse_ipv6_extensions(const struct frame *frame, struct packet *packet,
						 __u8 type)
{
	struct extension_header *extension;
	struct fragment_header *fragment;
	__u32 length_bytes;

	for (int step = 0; step <= MAX_IPV6_EXTENSIONS; step++) {
		packet->record.protocol = type;
		if (!is_extension(type))
			return type;
		if (step == MAX_IPV6_EXTENSIONS)
			return PARSE_TOO_MANY_EXTENSIONS;
		extension = HEADER_AT(frame, packet->offset, struct extension_header);
		if (!extension)
			return PARSE_TRUNCATED;
		if (type == IPPROTO_FRAGMENT) {
			fragment = HEADER_AT(frame, packet->offset, struct fragment_header);
			if (!fragment)
				return PARSE_TRUNCATED;
			length_bytes = sizeof(*fragment);
			if (bpf_ntohs(fragment->offset_and_more) & 0xfff8)
				packet->record.fragment = FRAGMENT_LATER;
			else if (bpf_ntohs(fragment->offset_and_more) & 1)
				packet->record.fragment = FRAGMENT_FIRST;
		} else {
			length_bytes = extension_length(extension, type);
			if (!bytes_at(frame, packet->offset, length_bytes))
				return PARSE_TRUNCATED;
		}
		type = extension->next_header;
		if (packet->payload_bytes >= length_bytes)
			packet->payload_bytes -= length_bytes;
		packet->offset += length_bytes;
		/* Behind a later fragment's header comes data, whatever type it announces. */
		if (packet->record.fragment == FRAGMENT_LATER) {
			packet->record.protocol = type;
			return type;
		}
	}
	return PARSE_TOO_MANY_EXTENSIONS;
}

/* Gives the protocol behind all extension headers. */
static __always_inline int parse_ipv6(const struct frame *frame, struct packet *packet)
{
	struct ipv6hdr *ip = HEADER_AT(frame, packet->offset, struct ipv6hdr);

	if (!ip)
		return PARSE_TRUNCATED;
	if (ip->version != 6)
		return PARSE_BAD_HEADER;
	packet->record.family = 6;
	packet->record.ttl = ip->hop_limit;
	__builtin_memcpy(packet->record.source, &ip->saddr, 16);
	__builtin_memcpy(packet->record.destination, &ip->daddr, 16);
	packet->payload_bytes = bpf_ntohs(ip->payload_len);
	packet->offset += sizeof(*ip);
	return parse_ipv6_extensions(frame, packet, ip->nexthdr);
}

static __always_inline int parse_network(const struct frame *frame, struct packet *packet)
{
	switch (packet->next) {
	case ETH_P_IP:
		return parse_ipv4(frame, packet);
	case ETH_P_IPV6:
		return parse_ipv6(frame, packet);
	case ETH_P_ARP:
		return parse_arp(frame, packet);
	default:
		return PARSE_DONE;
	}
}

#endif
