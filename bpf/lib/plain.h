/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What most packets are: untagged, whole, IPv4 without options or IPv6 without extension headers.
 * Everything else, and whatever is wrong with such a packet, is left to the parsers of each layer,
 * which would note the same of it.
 */
#ifndef PORTCULLIS_PLAIN_H
#define PORTCULLIS_PLAIN_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "../maps.h"
#include "packet.h"
#include "parse_network.h"

/* Version 4, five words of header. */
#define PLAIN_FIRST_BYTE 0x45
/* The offset of a fragment, and whether more follow. */
#define FRAGMENT_BITS 0x3fff

/* Where the IP header of a plain packet lies, and what follows it. */
#define PLAIN_NETWORK_OFFSET sizeof(struct ethhdr)
#define PLAIN_TRANSPORT_OFFSET(version) \
	(PLAIN_NETWORK_OFFSET + ((version) == 4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr)))

static __always_inline int is_plain_ipv4(const struct iphdr *ip)
{
	return *(__u8 *)ip == PLAIN_FIRST_BYTE && !(ip->frag_off & bpf_htons(FRAGMENT_BITS)) &&
	       bpf_ntohs(ip->tot_len) >= sizeof(*ip);
}

static __always_inline int is_plain_ipv6(const struct ipv6hdr *ip)
{
	return ip->version == 6 && !is_extension(ip->nexthdr);
}

/* The version of IP, whose whole header can then be read; 0 if the packet is not plain. */
static __always_inline int plain_version(const struct frame *frame)
{
	const struct ethhdr *ethernet = frame->data;
	const void *ip = frame->data + PLAIN_NETWORK_OFFSET;

	if (frame->data + PLAIN_TRANSPORT_OFFSET(4) > frame->end)
		return 0;
	/* The compiler would read it byte by byte. */
	switch (*(__be16 *)__builtin_assume_aligned(&ethernet->h_proto, sizeof(__be16))) {
	case bpf_htons(ETH_P_IP):
		return is_plain_ipv4(ip) ? 4 : 0;
	case bpf_htons(ETH_P_IPV6):
		if (frame->data + PLAIN_TRANSPORT_OFFSET(6) > frame->end)
			return 0;
		return is_plain_ipv6(ip) ? 6 : 0;
	default:
		return 0;
	}
}

static __always_inline void parse_plain_ipv4(const struct iphdr *ip, struct packet *packet)
{
	struct packet_record *record = &packet->record;

	record->ether_type = ETH_P_IP;
	record->family = 4;
	record->protocol = ip->protocol;
	record->ttl = ip->ttl;
	__builtin_memcpy(record->source, &ip->saddr, 4);
	__builtin_memcpy(record->destination, &ip->daddr, 4);
	packet->payload_bytes = bpf_ntohs(ip->tot_len) - sizeof(*ip);
	packet->offset = PLAIN_TRANSPORT_OFFSET(4);
	packet->next = ip->protocol;
}

static __always_inline void parse_plain_ipv6(const struct ipv6hdr *ip, struct packet *packet)
{
	struct packet_record *record = &packet->record;

	record->ether_type = ETH_P_IPV6;
	record->family = 6;
	record->protocol = ip->nexthdr;
	record->ttl = ip->hop_limit;
	__builtin_memcpy(record->source, &ip->saddr, 16);
	__builtin_memcpy(record->destination, &ip->daddr, 16);
	packet->payload_bytes = bpf_ntohs(ip->payload_len);
	packet->offset = PLAIN_TRANSPORT_OFFSET(6);
	packet->next = ip->nexthdr;
}

/* Up to what the IP header says; `next` is what follows it. Gives 0 if the packet is not plain. */
static __always_inline int parse_plain(const struct frame *frame, struct packet *packet)
{
	const void *ip = frame->data + PLAIN_NETWORK_OFFSET;

	if (program_config.is_raw_ip || packet->record.tag_count != 0)
		return 0;
	switch (plain_version(frame)) {
	case 4:
		parse_plain_ipv4(ip, packet);
		return 1;
	case 6:
		parse_plain_ipv6(ip, packet);
		return 1;
	default:
		return 0;
	}
}

#endif
