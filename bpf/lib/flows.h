/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Known flows: noted by the hook of one direction when it lets a packet through, looked up by the
 * other's while a rule asks for them. Bounded; the one not used for longest goes first.
 */
#ifndef PORTCULLIS_LOOKUP_FLOWS_H
#define PORTCULLIS_LOOKUP_FLOWS_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>

#include "../maps.h"
#include "clock.h"
#include "packet.h"

#define SECOND_NS 1000000000ULL
/* Idle times. TCP: RFC 5382, REQ-5 asks for two hours and four minutes. */
#define TCP_OPEN_NS (7440 * SECOND_NS)
/* Time for the rest to arrive: twice the longest segment lifetime of RFC 9293. */
#define TCP_CLOSING_NS (240 * SECOND_NS)
#define TCP_RESET_NS (10 * SECOND_NS)
/* RFC 4787, REQ-5. */
#define UDP_NS (300 * SECOND_NS)
/* RFC 5508, REQ-2. */
#define ICMP_NS (60 * SECOND_NS)
#define OTHER_NS (600 * SECOND_NS)

/* Written back no more often than this, so that CPUs do not fight over the line. */
#define REFRESH_NS SECOND_NS

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04

#define ICMP_ECHO_REPLY 0
#define ICMP_ECHO_REQUEST 8
#define ICMPV6_ECHO_REQUEST_TYPE 128
#define ICMPV6_ECHO_REPLY_TYPE 129

static __always_inline int is_echo(const struct packet_record *record)
{
	__u8 type = record->flags;

	if (!(record->marks & MARK_HAS_FLAGS))
		return 0;
	if (record->protocol == IPPROTO_ICMP)
		return type == ICMP_ECHO_REPLY || type == ICMP_ECHO_REQUEST;
	return type == ICMPV6_ECHO_REQUEST_TYPE || type == ICMPV6_ECHO_REPLY_TYPE;
}

/* Whether the packet can belong to a flow; if so, to which. */
static __always_inline int flow_of(const struct packet_record *record, struct flow_key *key)
{
	int is_in = record->direction == DIRECTION_IN;
	__u16 source_port = record->source_port, destination_port = record->destination_port;

	if (record->family == 0 || record->ether_type == ETH_P_ARP ||
	    record->fragment == FRAGMENT_LATER)
		return 0;
	switch (record->protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
		if (!(record->marks & MARK_HAS_PORTS))
			return 0;
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		if (!is_echo(record))
			return 0;
		source_port = destination_port = record->info_a;
		break;
	}
	__builtin_memset(key, 0, sizeof(*key));
	__builtin_memcpy(key->remote, is_in ? record->source : record->destination, 16);
	__builtin_memcpy(key->local, is_in ? record->destination : record->source, 16);
	key->remote_port = is_in ? source_port : destination_port;
	key->local_port = is_in ? destination_port : source_port;
	key->protocol = record->protocol;
	key->family = record->family;
	return 1;
}

static __always_inline __u64 idle_limit_ns(const struct packet_record *record,
					   const struct flow *flow)
{
	switch (record->protocol) {
	case IPPROTO_TCP:
		if (flow->state == FLOW_RESET)
			return TCP_RESET_NS;
		return flow->state == FLOW_CLOSING ? TCP_CLOSING_NS : TCP_OPEN_NS;
	case IPPROTO_UDP:
		return UDP_NS;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return ICMP_NS;
	default:
		return OTHER_NS;
	}
}

static __always_inline int has_tcp_flag(const struct packet_record *record, __u8 flag)
{
	return record->protocol == IPPROTO_TCP && record->flags & flag;
}

/* Anybody can send an RST in, and whether this machine heeds it is not known. */
static __always_inline enum flow_state state_after(const struct packet_record *record)
{
	if (has_tcp_flag(record, TCP_RST) && record->direction == DIRECTION_OUT)
		return FLOW_RESET;
	return has_tcp_flag(record, TCP_RST | TCP_FIN) ? FLOW_CLOSING : FLOW_OPEN;
}

static __always_inline int is_alive(const struct packet_record *record, const struct flow *flow,
				    __u64 now)
{
	/* Another CPU may have written a later time than this one read. */
	return flow->last_seen_boot_ns > now ||
	       now - flow->last_seen_boot_ns <= idle_limit_ns(record, flow);
}

static __always_inline void refresh_flow(struct flow *flow, __u64 now)
{
	if (now > flow->last_seen_boot_ns + REFRESH_NS)
		flow->last_seen_boot_ns = now;
}

/* A flow that is closing does not open again by its last packets. */
static __always_inline void move_on(const struct packet_record *record, struct flow *flow)
{
	enum flow_state state = state_after(record);

	if (state > flow->state)
		flow->state = state;
}

static __always_inline int begins_anew(const struct packet_record *record, const struct flow *flow)
{
	return flow->state != FLOW_OPEN && has_tcp_flag(record, TCP_SYN);
}

/* Marks a packet of a known flow, and refreshes that. A global function, for its stack. */
__attribute__((noinline)) int mark_established(struct packet_record *record)
{
	struct flow_key key;
	struct flow *flow;
	__u64 now;

	if (!record || !flow_of(record, &key))
		return 0;
	flow = bpf_map_lookup_elem(&flows, &key);
	if (!flow)
		return 0;
	now = now_boot_ns();
	if (!is_alive(record, flow, now))
		return 0;
	refresh_flow(flow, now);
	record->marks |= MARK_ESTABLISHED;
	return 1;
}

/* Of a packet of a known flow, let through, that ends it. A global function, for its stack. */
__attribute__((noinline)) int end_flow(const struct packet_record *record)
{
	struct flow_key key;
	struct flow *flow;

	if (!record || !flow_of(record, &key))
		return 0;
	flow = bpf_map_lookup_elem(&flows, &key);
	if (flow)
		move_on(record, flow);
	return 0;
}

/*
 * Of a packet that is let through. A connection that was there before rules asked is noted by its
 * next packet; one that is being reset is not. A global function, for its stack.
 */
__attribute__((noinline)) int note_flow(const struct packet_record *record)
{
	struct flow fresh = {.last_seen_boot_ns = now_boot_ns()};
	__u64 now = fresh.last_seen_boot_ns;
	struct flow_key key;
	struct flow *flow;

	if (!record || !flow_of(record, &key))
		return 0;
	fresh.state = state_after(record);
	flow = bpf_map_lookup_elem(&flows, &key);
	/* A SYN begins anew, whatever state the last connection of these ports ended in. */
	if (flow && is_alive(record, flow, now) && !begins_anew(record, flow)) {
		refresh_flow(flow, now);
		move_on(record, flow);
	} else if (!has_tcp_flag(record, TCP_RST)) {
		bpf_map_update_elem(&flows, &key, &fresh, BPF_ANY);
	}
	return 0;
}

#endif
