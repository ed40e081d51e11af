/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The short way for what most packets are: untagged, whole, IPv4 without options or IPv6 without
 * extension headers. Everything else, and whatever is wrong with such a packet, is left to the
 * parsers of each layer, which would note the same of it.
 */
#ifndef PORTCULLIS_PARSE_PLAIN_H
#define PORTCULLIS_PARSE_PLAIN_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "packet.h"
#include "parse_network.h"

/* Version 4, five words of header. */
#define PLAIN_FIRST_BYTE 0x45

static __always_inline int parse_plain_ipv4(const struct frame *frame, struct packet *packet)
{
	const struct iphdr *ip = HEADER_AT(frame, sizeof(struct ethhdr), struct iphdr);
	struct packet_record *record = &packet->record;
	__u32 total_bytes;

	if (!ip || *(__u8 *)ip != PLAIN_FIRST_BYTE || ip->frag_off & bpf_htons(0x3fff))
		return 0;
	total_bytes = bpf_ntohs(ip->tot_len);
	if (total_bytes < sizeof(*ip))
		return 0;
	record->ether_type = ETH_P_IP;
	record->family = 4;
	record->protocol = ip->protocol;
	record->ttl = ip->ttl;
	__builtin_memcpy(record->source, &ip->saddr, 4);
	__builtin_memcpy(record->destination, &ip->daddr, 4);
	packet->payload_bytes = total_bytes - sizeof(*ip);
	packet->offset = sizeof(struct ethhdr) + sizeof(*ip);
	packet->next = ip->protocol;
	return 4;
}

static __always_inline int parse_plain_ipv6(const struct frame *frame, struct packet *packet)
{
	const struct ipv6hdr *ip = HEADER_AT(frame, sizeof(struct ethhdr), struct ipv6hdr);
	struct packet_record *record = &packet->record;

	if (!ip || ip->version != 6 || is_extension(ip->nexthdr))
		return 0;
	record->ether_type = ETH_P_IPV6;
	record->family = 6;
	record->protocol = ip->nexthdr;
	record->ttl = ip->hop_limit;
	__builtin_memcpy(record->source, &ip->saddr, 16);
	__builtin_memcpy(record->destination, &ip->daddr, 16);
	packet->payload_bytes = bpf_ntohs(ip->payload_len);
	packet->offset = sizeof(struct ethhdr) + sizeof(*ip);
	packet->next = ip->nexthdr;
	return 6;
}

/* Gives the version of IP, and `next` is what follows its header; 0 if the packet is none of these.
 */
static __always_inline int parse_plain(const struct frame *frame, struct packet *packet)
{
	const struct ethhdr *ethernet = HEADER_AT(frame, 0, struct ethhdr);

	if (program_config.is_raw_ip || !ethernet || packet->record.tag_count != 0)
		return 0;
	switch (ethernet->h_proto) {
	case bpf_htons(ETH_P_IP):
		return parse_plain_ipv4(frame, packet);
	case bpf_htons(ETH_P_IPV6):
		return parse_plain_ipv6(frame, packet);
	default:
		return 0;
	}
}

#endif
