/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One parser per header. Each checks bounds, notes what it read in the packet record, moves the
 * cursor, and gives the type of the next header in host order, or a negative enum parse_end.
 * No field of a packet is trusted: every length is checked against the frame before it is used.
 */
#ifndef PORTCULLIS_PARSE_H
#define PORTCULLIS_PARSE_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "../include/packet_record.h"
#include "../include/verdict.h"

#define ARP_HARDWARE_ETHERNET 1
#define MAX_VLAN_TAGS 4
#define MAX_IPV6_EXTENSIONS 6

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

struct vlan_header {
	__be16 tci;
	__be16 ether_type;
};

/* Written out here as <linux/if_arp.h> and <linux/icmp.h> need a C library. */
struct arp_header {
	__be16 hardware_type;
	__be16 protocol_type;
	__u8 hardware_length;
	__u8 protocol_length;
	__be16 operation;
};

struct icmp_header {
	__u8 type;
	__u8 code;
	__be16 checksum;
	__be16 echo_identifier;
	__be16 echo_sequence;
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

/* Bytes of the datagram that the IP header announces and the frame may hold or not. */
struct payload {
	__u32 length_bytes;
};

#define HAS(cursor, type) ((void *)((type *)(cursor)->position + 1) <= (cursor)->end)

/* Gives the EtherType behind all tags. */
static __always_inline int parse_ethernet(struct cursor *cursor, struct packet_record *packet)
{
	struct ethhdr *ethernet = cursor->position;
	struct vlan_header *vlan;
	__be16 ether_type_be;

	if (!HAS(cursor, struct ethhdr))
		return PARSE_TRUNCATED;
	cursor->position = ethernet + 1;
	__builtin_memcpy(packet->source_mac, ethernet->h_source, ETH_ALEN);
	ether_type_be = ethernet->h_proto;

#pragma unroll
	for (int tag = 0; tag <= MAX_VLAN_TAGS; tag++) {
		if (ether_type_be != bpf_htons(ETH_P_8021Q) &&
		    ether_type_be != bpf_htons(ETH_P_8021AD) &&
		    ether_type_be != bpf_htons(ETH_P_QINQ1))
			break;
		if (tag == MAX_VLAN_TAGS)
			return PARSE_TOO_MANY_TAGS;
		vlan = cursor->position;
		if (!HAS(cursor, struct vlan_header))
			return PARSE_TRUNCATED;
		cursor->position = vlan + 1;
		if (tag == 0)
			packet->vlan_id = bpf_ntohs(vlan->tci) & 0x0fff;
		packet->tag_count = tag + 1;
		ether_type_be = vlan->ether_type;
	}
	packet->ether_type = bpf_ntohs(ether_type_be);
	return packet->ether_type;
}

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
				      struct payload *payload)
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
	payload->length_bytes = total_bytes ? total_bytes - header_bytes : 0;

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
						 struct payload *payload, __u8 type)
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
		if (payload->length_bytes >= length_bytes)
			payload->length_bytes -= length_bytes;
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
				      struct payload *payload)
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
	payload->length_bytes = bpf_ntohs(ip->payload_len);
	cursor->position = ip + 1;
	return parse_ipv6_extensions(cursor, packet, payload, ip->nexthdr);
}

/* RFC 9293. */
static __always_inline int parse_tcp(struct cursor *cursor, struct packet_record *packet,
				     const struct payload *payload)
{
	struct tcphdr *tcp = cursor->position;
	__u32 header_bytes;

	if (!HAS(cursor, struct tcphdr))
		return PARSE_TRUNCATED;
	header_bytes = tcp->doff * 4;
	packet->source_port = bpf_ntohs(tcp->source);
	packet->destination_port = bpf_ntohs(tcp->dest);
	packet->flags = ((__u8 *)tcp)[13];
	packet->info_a = bpf_ntohs(tcp->window);
	if (header_bytes < sizeof(*tcp))
		return PARSE_BAD_HEADER;
	if (payload->length_bytes > header_bytes)
		packet->info_b = payload->length_bytes - header_bytes;
	return PARSE_DONE;
}

/* RFC 768. */
static __always_inline int parse_udp(struct cursor *cursor, struct packet_record *packet)
{
	struct udphdr *udp = cursor->position;
	__u16 length_bytes;

	if (!HAS(cursor, struct udphdr))
		return PARSE_TRUNCATED;
	packet->source_port = bpf_ntohs(udp->source);
	packet->destination_port = bpf_ntohs(udp->dest);
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

static __always_inline int parse_network(struct cursor *cursor, struct packet_record *packet,
					 struct payload *payload, int ether_type)
{
	switch (ether_type) {
	case ETH_P_IP:
		return parse_ipv4(cursor, packet, payload);
	case ETH_P_IPV6:
		return parse_ipv6(cursor, packet, payload);
	case ETH_P_ARP:
		return parse_arp(cursor, packet);
	default:
		return PARSE_DONE;
	}
}

static __always_inline int parse_transport(struct cursor *cursor, struct packet_record *packet,
					   const struct payload *payload, int protocol)
{
	if (packet->fragment == FRAGMENT_LATER)
		return PARSE_DONE;
	switch (protocol) {
	case IPPROTO_TCP:
		return parse_tcp(cursor, packet, payload);
	case IPPROTO_UDP:
		return parse_udp(cursor, packet);
	case IPPROTO_ICMP:
		return packet->family == 4 ? parse_icmp(cursor, packet) : PARSE_DONE;
	case IPPROTO_ICMPV6:
		return packet->family == 6 ? parse_icmp(cursor, packet) : PARSE_DONE;
	default:
		return PARSE_DONE;
	}
}

/* Reads as much of the frame as there is. Gives REASON_DEFAULT, or why the rest was not read. */
static __always_inline enum reason parse_frame(struct cursor *cursor, struct packet_record *packet)
{
	struct payload payload = {};
	int next;

	next = parse_ethernet(cursor, packet);
	if (next >= 0)
		next = parse_network(cursor, packet, &payload, next);
	if (next >= 0)
		next = parse_transport(cursor, packet, &payload, next);
	return next == PARSE_DONE ? REASON_DEFAULT : -next;
}

#endif
