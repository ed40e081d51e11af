/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the counted and switchable protocols a parsed packet belongs to. */
#ifndef PORTCULLIS_CLASSIFY_H
#define PORTCULLIS_CLASSIFY_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>

#include "../include/packet_record.h"
#include "../include/rules.h"

static __always_inline enum protocol_class protocol_class_of(const struct packet_record *record)
{
	if (record->ether_type == ETH_P_ARP)
		return PROTOCOL_ARP;
	if (record->family == 0)
		return PROTOCOL_OTHER;
	switch (record->protocol) {
	case IPPROTO_TCP:
		return PROTOCOL_TCP;
	case IPPROTO_UDP:
		return PROTOCOL_UDP;
	case IPPROTO_ICMP:
		return record->family == 4 ? PROTOCOL_ICMP : PROTOCOL_OTHER;
	case IPPROTO_ICMPV6:
		return record->family == 6 ? PROTOCOL_ICMPV6 : PROTOCOL_OTHER;
	case IPPROTO_IGMP:
		return PROTOCOL_IGMP;
	case IPPROTO_SCTP:
		return PROTOCOL_SCTP;
	case IPPROTO_GRE:
		return PROTOCOL_GRE;
	default:
		return PROTOCOL_OTHER;
	}
}

#endif
