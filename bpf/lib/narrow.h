/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which rules may match: the AND of the vectors of a packet's classes. Up to 64 positions have one
 * word, which is then all that is looked at; of more the summaries are, and their words when the
 * walk comes to them.
 */
#ifndef PORTCULLIS_NARROW_H
#define PORTCULLIS_NARROW_H

#include "../maps.h"
#include "address_classes.h"
#include "classes.h"
#include "decision.h"
#include "lists.h"
#include "packet.h"

struct walk {
	struct decision best;
	/* Words that may have bits, and bits of the current word, not yet looked at. */
	__u64 summary[2];
	__u64 bits;
	__u32 word;
	/* The rule looked at last: one with several positions counts once. */
	rule_reference last;
	/* By enum field: index in `vectors`. Unused where there is one word only. */
	__u16 vector[FIELDS];
};

#define USES(field) (program_config.fields & (1U << (field)))

/* Takes the AND with one more vector, of the only word or of the summaries. */
static __always_inline void narrow(struct walk *walk, enum field field, __u32 index)
{
	const struct vector *vector = bpf_map_lookup_elem(&vectors, &index);

	/* Cannot be, and would match nothing. */
	if (!vector) {
		walk->bits = walk->summary[0] = walk->summary[1] = 0;
		return;
	}
	if (program_config.vector_words == 1) {
		walk->bits &= vector->words[0];
		return;
	}
	walk->vector[field] = index;
	walk->summary[0] &= vector->summary[0];
	if (program_config.vector_words > 64)
		walk->summary[1] &= vector->summary[1];
}

static __always_inline int is_hopeless(const struct walk *walk)
{
	return !(walk->bits | walk->summary[0] | walk->summary[1]);
}

/* Both halves of the mask from one look. */
static __always_inline void narrow_by_lists(struct walk *walk, const struct packet_record *record,
					    __u32 is_destination, enum field low, enum field high)
{
	__u32 lists;

	if (!USES(low) && !USES(high))
		return;
	lists = lists_on(record, is_destination);
	if (USES(low))
		narrow(walk, low, table_class(low, lists & 0xff));
	if (USES(high))
		narrow(walk, high, table_class(high, lists >> 8 & 0xff));
}

#define NARROW(field, class)                        \
	do {                                        \
		if (USES(field))                    \
			narrow(walk, field, class); \
	} while (0)

#define NARROW_BY_TABLE(field, value) NARROW(field, table_class(field, value))

#define LIST_FIELDS                                                     \
	(1U << FIELD_SOURCE_LISTS_LOW | 1U << FIELD_SOURCE_LISTS_HIGH | \
	 1U << FIELD_DESTINATION_LISTS_LOW | 1U << FIELD_DESTINATION_LISTS_HIGH)

#define RARE_FIELDS                                                                            \
	(1U << FIELD_TCP_FLAGS | 1U << FIELD_ICMP | 1U << FIELD_INTERFACE |                    \
	 1U << FIELD_ETHER_TYPE | 1U << FIELD_ARP_OPERATION | 1U << FIELD_VLAN |               \
	 1U << FIELD_LENGTH | 1U << FIELD_TTL | 1U << FIELD_FRAGMENT | 1U << FIELD_MALFORMED | \
	 1U << FIELD_SOURCE_MAC | 1U << FIELD_DESTINATION_MAC)

static __always_inline void narrow_by_rare_fields(struct walk *walk, struct packet_record *record)
{
	NARROW(FIELD_TCP_FLAGS, class_of_tcp_flags(record));
	NARROW(FIELD_ICMP, class_of_icmp(record));
	NARROW(FIELD_INTERFACE, class_of_interface(record));
	NARROW(FIELD_ETHER_TYPE, class_of_ether_type(record));
	NARROW(FIELD_ARP_OPERATION, class_of_arp_operation(record));
	NARROW(FIELD_VLAN, class_of_vlan(record));
	NARROW(FIELD_LENGTH, class_of_length(record));
	NARROW(FIELD_TTL, class_of_ttl(record));
	NARROW(FIELD_FRAGMENT, class_of_fragment(record));
	NARROW(FIELD_MALFORMED, class_of_malformed(record));
	NARROW(FIELD_SOURCE_MAC, class_of_source_mac(record));
	NARROW(FIELD_DESTINATION_MAC, class_of_destination_mac(record));
}

/*
 * First the lists, which count what they find whatever comes of it; then what tells most packets
 * apart at the least cost.
 */
static __always_inline void narrow_down(struct walk *walk, struct packet_record *record)
{
	if (program_config.vector_words == 1) {
		walk->bits = ~0ULL;
	} else {
		walk->summary[0] = ~0ULL;
		walk->summary[1] = program_config.vector_words > 64 ? ~0ULL : 0;
	}
	if (program_config.fields & LIST_FIELDS) {
		narrow_by_lists(walk, record, 0, FIELD_SOURCE_LISTS_LOW, FIELD_SOURCE_LISTS_HIGH);
		narrow_by_lists(walk, record, 1, FIELD_DESTINATION_LISTS_LOW,
				FIELD_DESTINATION_LISTS_HIGH);
	}
	NARROW_BY_TABLE(FIELD_DESTINATION_PORT,
			has_ports(record) ? record->destination_port : NO_VALUE);
	NARROW_BY_TABLE(FIELD_SOURCE_PORT, has_ports(record) ? record->source_port : NO_VALUE);
	NARROW_BY_TABLE(FIELD_KIND, kind_of(record));
	NARROW_BY_TABLE(FIELD_ESTABLISHED, record->marks & MARK_ESTABLISHED ? 1 : 0);
	if (is_hopeless(walk))
		return;
	if (program_config.fields & RARE_FIELDS)
		narrow_by_rare_fields(walk, record);
	if (is_hopeless(walk))
		return;
	NARROW(FIELD_SOURCE, address_class(record, 0));
	NARROW(FIELD_DESTINATION, address_class(record, 1));
}

#endif
