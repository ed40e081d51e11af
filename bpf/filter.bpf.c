// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The filter on both ways: XDP for what comes in, TC for what goes out. Both parse into the same
 * packet and then do the same.
 *
 * The parsers are global functions: the verifier looks at each once, by itself, and not once more
 * for every way that leads to it.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include "include/verdict.h"
#include "lib/filter.h"
#include "lib/parse_link.h"
#include "lib/parse_network.h"
#include "lib/parse_plain.h"
#include "lib/parse_transport.h"
#include "maps.h"

/*
 * Keeps layouts in the object's BTF that no map names, where a test compares them with their twins
 * in TypeScript. The loader skips this section.
 */
struct packet_record layout_of_packet_record SEC(".keep");

#define FRAME_OF(ctx)                                                                   \
	{                                                                               \
		.data = (void *)(long)(ctx)->data, .end = (void *)(long)(ctx)->data_end \
	}

/*
 * Only the first buffer of a frame can be read, and nothing but IPv6 extension headers reaches
 * beyond it: what stands there counts as behind more of them than are read.
 */
static __always_inline int within_reach(const struct frame *frame, const struct packet *packet,
					int next)
{
	__u32 readable_bytes = frame->end - frame->data;

	if (packet->record.family != 6 || readable_bytes >= packet->record.length_bytes)
		return next;
	if (next == PARSE_TRUNCATED || packet->offset + sizeof(struct tcphdr) > readable_bytes)
		return PARSE_TOO_MANY_EXTENSIONS;
	return next;
}

static __always_inline int parse_reachable_network(const struct frame *frame, struct packet *packet)
{
	return within_reach(frame, packet, parse_network(frame, packet));
}

/* The three layers, once per kind of context, as a global function takes no packet pointer. */
#define DEFINE_PARSER(name, context_type, layer)                                     \
	__attribute__((noinline)) int name(context_type *ctx, struct packet *packet) \
	{                                                                            \
		struct frame frame = FRAME_OF(ctx);                                  \
                                                                                     \
		if (!packet)                                                         \
			return PARSE_TRUNCATED;                                      \
		return layer(&frame, packet);                                        \
	}

DEFINE_PARSER(parse_xdp_link, struct xdp_md, parse_link)
DEFINE_PARSER(parse_xdp_network, struct xdp_md, parse_reachable_network)
DEFINE_PARSER(parse_xdp_details, struct xdp_md, parse_details)
DEFINE_PARSER(parse_tc_link, struct __sk_buff, parse_link)
DEFINE_PARSER(parse_tc_network, struct __sk_buff, parse_reachable_network)
DEFINE_PARSER(parse_tc_details, struct __sk_buff, parse_details)

/* Up to what the IP header says. `next` tells what follows, or why there is no telling. */
#define PARSE_NETWORK(ctx, packet, kind)                                      \
	do {                                                                  \
		struct frame frame = FRAME_OF(ctx);                           \
                                                                              \
		if (parse_plain(&frame, packet))                              \
			break;                                                \
		(packet)->next = parse_##kind##_link(ctx, packet);            \
		if ((packet)->next >= 0)                                      \
			(packet)->next = parse_##kind##_network(ctx, packet); \
	} while (0)

static __always_inline __u32 frame_length(struct xdp_md *ctx)
{
	if (program_config.has_frags)
		return bpf_xdp_get_buff_len(ctx);
	return ctx->data_end - ctx->data;
}

#define XDP_PACKET(ctx)                                                                     \
	{                                                                                   \
		.record.ifindex = (ctx)->ingress_ifindex,                                   \
		.record.length_bytes = frame_length(ctx), .record.direction = DIRECTION_IN, \
	}

/*
 * Sends a record with as many of the frame's bytes as are wanted; without any where the kernel
 * cannot read them. Gives 0 if the ring is full.
 */
#define DEFINE_SENDER(name, context_type, can_load, load_bytes)                             \
	__attribute__((noinline)) int name(context_type *ctx, struct packet_record *record) \
	{                                                                                   \
		struct snapshot *snapshot;                                                  \
		__u32 length;                                                               \
                                                                                            \
		if (!record)                                                                \
			return 0;                                                           \
		record->time_boot_ns = now_boot_ns();                                       \
		snapshot = snapshot_of(record);                                             \
		length = snapshot_length(record);                                           \
		if (!(can_load) || !snapshot || length == 0)                                \
			return send_record(record);                                         \
		snapshot->record = *record;                                                 \
		if (load_bytes(ctx, 0, snapshot->bytes, length))                            \
			length = 0;                                                         \
		return send_snapshot(snapshot, length);                                     \
	}

DEFINE_SENDER(send_xdp, struct xdp_md, program_config.has_load_helper, bpf_xdp_load_bytes)
DEFINE_SENDER(send_tc, struct __sk_buff, 1, bpf_skb_load_bytes)

/* The long way. Gives the verdict; `fate` as in struct pass. */
__attribute__((noinline)) int filter_xdp(struct xdp_md *ctx, __u32 fate)
{
	struct packet packet = XDP_PACKET(ctx);
	struct pass pass = {.fate = fate};

	PARSE_NETWORK(ctx, &packet, xdp);
	if (!begin(&packet, &pass))
		return VERDICT_PASS;
	if (wants_details(&pass))
		packet.next = parse_xdp_details(ctx, &packet);
	finish(&packet, &pass);
	if (pass.fate == FATE_RECORD)
		count_sent(send_xdp(ctx, &packet.record), pass.counters);
	return packet.record.verdict;
}

/* Of a packet that the short way has dropped: its record, parsed to the end. */
__attribute__((noinline)) int record_xdp_drop(struct xdp_md *ctx, __u32 reference)
{
	struct packet packet = XDP_PACKET(ctx);

	PARSE_NETWORK(ctx, &packet, xdp);
	packet.next = parse_xdp_details(ctx, &packet);
	note_drop(&packet, reference);
	return send_xdp(ctx, &packet.record);
}

SEC("xdp")
int portcullis_xdp(struct xdp_md *ctx)
{
	struct packet packet = XDP_PACKET(ctx);
	struct pass pass = {.fate = FATE_UNKNOWN};
	struct frame frame = FRAME_OF(ctx);
	__u32 verdict = filter_plain(&frame, &packet, &pass);

	if (verdict == VERDICT_NONE)
		verdict = filter_xdp(ctx, pass.fate);
	else if (pass.fate == FATE_RECORD)
		count_sent(record_xdp_drop(ctx, reference_in(&packet.record)), pass.counters);
	return verdict == VERDICT_DROP ? XDP_DROP : XDP_PASS;
}

/* More than all headers that are read have together, short of chains made to be long. */
#define HEADERS_BYTES 512

/* Only the first buffer of a frame can be read directly; headers may lie in the next. */
static __always_inline void pull_headers(struct __sk_buff *ctx)
{
	struct frame frame = FRAME_OF(ctx);
	__u64 wanted = ctx->len < HEADERS_BYTES ? ctx->len : HEADERS_BYTES;

	if (frame.data + wanted > frame.end)
		bpf_skb_pull_data(ctx, wanted);
}

/* Frames that are cut later count as what they become. */
static __always_inline void count_merged(struct __sk_buff *ctx)
{
	__u32 interface_slot = program_config.interface_slot;
	struct interface_counters *counters;

	if (ctx->gso_segs < 2)
		return;
	counters = bpf_map_lookup_elem(&interface_counters, &interface_slot);
	if (counters)
		counters->merged += ctx->gso_segs - 1;
}

#define TC_PACKET(ctx)                                                               \
	{                                                                            \
		.record.ifindex = (ctx)->ifindex, .record.length_bytes = (ctx)->len, \
		.record.direction = DIRECTION_OUT,                                   \
	}

/* The long way, as above. */
__attribute__((noinline)) int filter_tc(struct __sk_buff *ctx, __u32 fate)
{
	struct packet packet = TC_PACKET(ctx);
	struct pass pass = {.fate = fate};

	/* A tag that the network card is to put in stands beside the frame. */
	if (ctx->vlan_present)
		note_tag(&packet, ctx->vlan_tci);
	PARSE_NETWORK(ctx, &packet, tc);
	if (!begin(&packet, &pass))
		return VERDICT_PASS;
	if (wants_details(&pass))
		packet.next = parse_tc_details(ctx, &packet);
	finish(&packet, &pass);
	if (pass.fate == FATE_RECORD)
		count_sent(send_tc(ctx, &packet.record), pass.counters);
	return packet.record.verdict;
}

/* Of a packet that the short way has dropped: its record, parsed to the end. */
__attribute__((noinline)) int record_tc_drop(struct __sk_buff *ctx, __u32 reference)
{
	struct packet packet = TC_PACKET(ctx);

	PARSE_NETWORK(ctx, &packet, tc);
	packet.next = parse_tc_details(ctx, &packet);
	note_drop(&packet, reference);
	return send_tc(ctx, &packet.record);
}

/* Without a tag beside the frame. */
static __always_inline __u32 filter_plain_tc(struct __sk_buff *ctx, struct pass *pass)
{
	struct packet packet = TC_PACKET(ctx);
	struct frame frame = FRAME_OF(ctx);
	__u32 verdict = filter_plain(&frame, &packet, pass);

	if (verdict != VERDICT_NONE && pass->fate == FATE_RECORD)
		count_sent(record_tc_drop(ctx, reference_in(&packet.record)), pass->counters);
	return verdict;
}

SEC("tc")
int portcullis_tc(struct __sk_buff *ctx)
{
	struct pass pass = {.fate = FATE_UNKNOWN};
	__u32 verdict;

	pull_headers(ctx);
	count_merged(ctx);
	verdict = ctx->vlan_present ? VERDICT_NONE : filter_plain_tc(ctx, &pass);
	if (verdict == VERDICT_NONE)
		verdict = filter_tc(ctx, pass.fate);
	/* Not "accept": programs and filters behind this one have their say. */
	return verdict == VERDICT_DROP ? TC_ACT_SHOT : TC_ACT_UNSPEC;
}

char _license[] SEC("license") = "GPL";
