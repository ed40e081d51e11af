/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_PARSE_LINK_H
#define PORTCULLIS_PARSE_LINK_H

#include <linux/if_ether.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "../maps.h"
#include "packet.h"

#define MAX_VLAN_TAGS 4

struct vlan_header {
	__be16 tci;
	__be16 ether_type;
};

static __always_inline int is_vlan(__be16 ether_type_be)
{
	return ether_type_be == bpf_htons(ETH_P_8021Q) ||
	       ether_type_be == bpf_htons(ETH_P_8021AD) || ether_type_be == bpf_htons(ETH_P_QINQ1);
}

/* Notes a tag. The outermost one's id is the packet's. */
static __always_inline void note_tag(struct packet *packet, __u16 tci)
{
	if (packet->record.tag_count == 0)
		packet->record.vlan_id = tci & 0x0fff;
	packet->record.tag_count++;
}

/* Of a frame without a link header the first four bits tell. */
static __always_inline int parse_no_link(const struct frame *frame, struct packet *packet)
{
	const __u8 *first = HEADER_AT(frame, 0, __u8);

	if (!first)
		return PARSE_TRUNCATED;
	switch (*first >> 4) {
	case 4:
		packet->record.ether_type = ETH_P_IP;
		return ETH_P_IP;
	case 6:
		packet->record.ether_type = ETH_P_IPV6;
		return ETH_P_IPV6;
	default:
		return PARSE_BAD_HEADER;
	}
}

/* Gives the EtherType behind all tags. A tag that the network card took off is noted already. */
static __always_inline int parse_link(const struct frame *frame, struct packet *packet)
{
	struct ethhdr *ethernet = HEADER_AT(frame, 0, struct ethhdr);
	struct vlan_header *vlan;
	__be16 ether_type_be;

	if (program_config.is_raw_ip)
		return parse_no_link(frame, packet);
	if (!ethernet)
		return PARSE_TRUNCATED;
	ether_type_be = ethernet->h_proto;
	packet->offset = sizeof(*ethernet);

#pragma unroll
	for (int step = 0; step <= MAX_VLAN_TAGS; step++) {
		if (!is_vlan(ether_type_be))
			break;
		if (packet->record.tag_count >= MAX_VLAN_TAGS)
			return PARSE_TOO_MANY_TAGS;
		vlan = HEADER_AT(frame, packet->offset, struct vlan_header);
		if (!vlan)
			return PARSE_TRUNCATED;
		packet->offset += sizeof(*vlan);
		note_tag(packet, bpf_ntohs(vlan->tci));
		ether_type_be = vlan->ether_type;
	}
	packet->record.ether_type = bpf_ntohs(ether_type_be);
	return packet->record.ether_type;
}

#endif
