/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_PARSE_LINK_H
#define PORTCULLIS_PARSE_LINK_H

#include <linux/if_ether.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "../include/packet_record.h"
#include "cursor.h"

#define MAX_VLAN_TAGS 4

struct vlan_header {
	__be16 tci;
	__be16 ether_type;
};

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

#endif
