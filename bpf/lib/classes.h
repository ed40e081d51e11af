/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The class of a packet in a field, as an index in `vectors`. include/vectors.h
 *
 * Fields that few rules ask for have a global function each: the verifier looks at that by itself,
 * and not once for every way through the others.
 */
#ifndef PORTCULLIS_CLASSES_H
#define PORTCULLIS_CLASSES_H

#include <linux/if_ether.h>
#include <linux/in.h>

#include "../maps.h"
#include "packet.h"

static __always_inline __u32 table_class(enum field field, __u32 value)
{
	__u32 key = program_config.table[field];
	struct class_table *table = bpf_map_lookup_elem(&class_tables, &key);

	/* Cannot be: the compiler gave every field in use a table. */
	if (!table || value > NO_VALUE)
		return 0;
	return table->vectors[value];
}

static __always_inline __u32 mac_class(const __u8 *mac, __u16 is_destination, __u32 other)
{
	struct mac_key key = {.is_destination = is_destination};
	__u32 *vector;

	__builtin_memcpy(key.mac, mac, ETH_ALEN);
	vector = bpf_map_lookup_elem(&mac_classes, &key);
	return vector ? *vector : other;
}

static __always_inline int is_arp(const struct packet_record *record)
{
	return record->ether_type == ETH_P_ARP;
}

static __always_inline int is_ip(const struct packet_record *record)
{
	return record->family != 0 && !is_arp(record);
}

static __always_inline __u32 kind_of(const struct packet_record *record)
{
	if (is_arp(record))
		return KIND_ARP;
	if (record->family == 4)
		return KIND_IPV4 + record->protocol;
	if (record->family == 6)
		return KIND_IPV6 + record->protocol;
	return KIND_OTHER;
}

static __always_inline int has_flags(const struct packet_record *record)
{
	return record->marks & MARK_HAS_FLAGS;
}

static __always_inline int has_ports(const struct packet_record *record)
{
	return record->marks & MARK_HAS_PORTS;
}

static __always_inline __u32 icmp_value(const struct packet_record *record)
{
	int is_icmp = (record->family == 4 && record->protocol == IPPROTO_ICMP) ||
		      (record->family == 6 && record->protocol == IPPROTO_ICMPV6);

	if (!is_ip(record) || !is_icmp || !has_flags(record))
		return NO_VALUE;
	return record->flags << 8 | record->code;
}

static __always_inline __u32 tcp_flags_value(const struct packet_record *record)
{
	if (!is_ip(record) || record->protocol != IPPROTO_TCP || !has_flags(record))
		return NO_VALUE;
	return record->flags;
}

#define DEFINE_CLASS(name, expression)                                                \
	__attribute__((noinline)) __u32 class_of_##name(struct packet_record *record) \
	{                                                                             \
		if (!record)                                                          \
			return 0;                                                     \
		return expression;                                                    \
	}

#define DEFINE_TABLE_CLASS(name, field, value) DEFINE_CLASS(name, table_class(field, value))

DEFINE_TABLE_CLASS(interface, FIELD_INTERFACE, program_config.interface_slot)
DEFINE_TABLE_CLASS(ether_type, FIELD_ETHER_TYPE, record->ether_type)
DEFINE_TABLE_CLASS(arp_operation, FIELD_ARP_OPERATION,
		   is_arp(record) && has_flags(record) ? record->info_a : NO_VALUE)
DEFINE_TABLE_CLASS(vlan, FIELD_VLAN, record->tag_count ? record->vlan_id : NO_VALUE)
DEFINE_TABLE_CLASS(tcp_flags, FIELD_TCP_FLAGS, tcp_flags_value(record))
DEFINE_TABLE_CLASS(icmp, FIELD_ICMP, icmp_value(record))
DEFINE_TABLE_CLASS(length, FIELD_LENGTH,
		   record->length_bytes < 0xffff ? record->length_bytes : 0xffff)
DEFINE_TABLE_CLASS(ttl, FIELD_TTL, is_ip(record) ? record->ttl : NO_VALUE)
DEFINE_TABLE_CLASS(fragment, FIELD_FRAGMENT, record->fragment)
DEFINE_TABLE_CLASS(malformed, FIELD_MALFORMED, record->marks &MARK_MALFORMED ? 1 : 0)
DEFINE_CLASS(source_mac, mac_class(record->source_mac, 0, program_config.other_source_mac_vector))
DEFINE_CLASS(destination_mac,
	     mac_class(record->destination_mac, 1, program_config.other_destination_mac_vector))

#endif
