/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the counted and switchable protocols a parsed packet belongs to. */
#ifndef PORTCULLIS_CLASSIFY_H
#define PORTCULLIS_CLASSIFY_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>

#include <bpf/bpf_helpers.h>

#include "../include/packet_record.h"
#include "../include/rules.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Winitializer-overrides"

/*
 * By IP protocol, for IPv4 and for IPv6. A table, as the verifier would go on separately with every
 * constant that a switch can give.
 */
const volatile __u8 class_of_protocol[2][256] SEC(".rodata.classes") = {
	{
		[0 ... 255] = PROTOCOL_OTHER,
		[IPPROTO_TCP] = PROTOCOL_TCP,
		[IPPROTO_UDP] = PROTOCOL_UDP,
		[IPPROTO_ICMP] = PROTOCOL_ICMP,
		[IPPROTO_IGMP] = PROTOCOL_IGMP,
		[IPPROTO_SCTP] = PROTOCOL_SCTP,
		[IPPROTO_GRE] = PROTOCOL_GRE,
	},
	{
		[0 ... 255] = PROTOCOL_OTHER,
		[IPPROTO_TCP] = PROTOCOL_TCP,
		[IPPROTO_UDP] = PROTOCOL_UDP,
		[IPPROTO_ICMPV6] = PROTOCOL_ICMPV6,
		[IPPROTO_IGMP] = PROTOCOL_IGMP,
		[IPPROTO_SCTP] = PROTOCOL_SCTP,
		[IPPROTO_GRE] = PROTOCOL_GRE,
	},
};

#pragma clang diagnostic pop

/* `version`: of IP, 4 or 6. */
static __always_inline __u32 protocol_class_of_ip(int version, __u8 protocol)
{
	return class_of_protocol[version == 6][protocol];
}

static __always_inline __u32 protocol_class_of(const struct packet_record *record)
{
	if (record->ether_type == ETH_P_ARP)
		return PROTOCOL_ARP;
	if (record->family == 0)
		return PROTOCOL_OTHER;
	return protocol_class_of_ip(record->family, record->protocol);
}

#endif
