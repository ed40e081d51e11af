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
#include "lib/parse_transport.h"
#include "lib/plain.h"
#include "lib/short_way.h"
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

/* What is run of a long frame in a replay is its start. */
static __always_inline __u32 whole_length(__u32 frame_bytes)
{
	if (program_config.clock_offset_ns == CLOCK_IS_SET)
		return replayed.length_bytes;
	return frame_bytes;
}

#define XDP_PACKET(ctx)                                                 \
	{                                                               \
		.record.ifindex = (ctx)->ingress_ifindex,               \
		.record.length_bytes = whole_length(frame_length(ctx)), \
		.record.direction = DIRECTION_IN,                       \
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

/*
 * Of a packet that is decided and worth a record: parses the rest, and sends it if nothing speaks
 * against it.
 */
#define DEFINE_OFFER(kind, context_type)                                                          \
	__attribute__((noinline)) int offer_##kind(context_type *ctx, struct packet *packet)      \
	{                                                                                         \
		__u32 interface_slot = program_config.interface_slot;                             \
		struct interface_counters *counters;                                              \
		__u32 counted;                                                                    \
                                                                                                  \
		counters = bpf_map_lookup_elem(&interface_counters, &interface_slot);             \
		if (!packet || !counters)                                                         \
			return 0;                                                                 \
		if (!packet->has_details)                                                         \
			packet->next = parse_##kind##_details(ctx, packet);                       \
		note_reason(packet);                                                              \
		counted = COUNTED_AS(protocol_class_of(&packet->record), packet->record.verdict); \
		if (may_send_record(counters, counted, &packet->record))                          \
			count_sent(send_##kind(ctx, &packet->record), counters);                  \
		return 0;                                                                         \
	}

DEFINE_OFFER(xdp, struct xdp_md)
DEFINE_OFFER(tc, struct __sk_buff)

/* The same of one that came the short way: it is parsed here. */
#define DEFINE_OFFER_PLAIN(kind, context_type, packet_of)                                    \
	__attribute__((noinline)) int offer_plain_##kind(context_type *ctx, __u32 reference, \
							 __u32 verdict)                      \
	{                                                                                    \
		struct packet packet = packet_of(ctx);                                       \
                                                                                             \
		PARSE_NETWORK(ctx, &packet, kind);                                           \
		note_rule(&packet.record, reference);                                        \
		packet.record.verdict = verdict;                                             \
		return offer_##kind(ctx, &packet);                                           \
	}

/* The long way, of a packet that the hook has begun. Gives the verdict. */
#define FILTER_PACKET(ctx, packet, kind)                                                 \
	do {                                                                             \
		struct pass pass;                                                        \
                                                                                         \
		PARSE_NETWORK(ctx, packet, kind);                                        \
		if (!begin(packet, &pass))                                               \
			return VERDICT_PASS;                                             \
		if (wants_details(&pass)) {                                              \
			(packet)->next = parse_##kind##_details(ctx, packet);            \
			(packet)->has_details = 1;                                       \
		}                                                                        \
		finish(packet, &pass);                                                   \
		if (is_worth_a_record(pass.counters,                                     \
				      COUNTED_AS(pass.class, (packet)->record.verdict))) \
			offer_##kind(ctx, packet);                                       \
		return (packet)->record.verdict;                                         \
	} while (0)

DEFINE_OFFER_PLAIN(xdp, struct xdp_md, XDP_PACKET)

__attribute__((noinline)) int filter_xdp(struct xdp_md *ctx)
{
	struct packet packet = XDP_PACKET(ctx);

	FILTER_PACKET(ctx, &packet, xdp);
}

SEC("xdp")
int portcullis_xdp(struct xdp_md *ctx)
{
	struct frame frame = FRAME_OF(ctx);
	struct outcome outcome = filter_plain(&frame, DIRECTION_IN, frame_length(ctx));

	if (outcome.verdict == VERDICT_NONE)
		outcome.verdict = filter_xdp(ctx);
	else if (outcome.is_worth_a_record)
		offer_plain_xdp(ctx, outcome.reference, outcome.verdict);
	return outcome.verdict == VERDICT_DROP ? XDP_DROP : XDP_PASS;
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

#define TC_PACKET(ctx)                                                                             \
	{                                                                                          \
		.record.ifindex = (ctx)->ifindex, .record.length_bytes = whole_length((ctx)->len), \
		.record.direction = DIRECTION_OUT,                                                 \
	}

DEFINE_OFFER_PLAIN(tc, struct __sk_buff, TC_PACKET)

__attribute__((noinline)) int filter_tc(struct __sk_buff *ctx)
{
	struct packet packet = TC_PACKET(ctx);

	/* A tag that the network card is to put in stands beside the frame. */
	if (ctx->vlan_present)
		note_tag(&packet, ctx->vlan_tci);
	FILTER_PACKET(ctx, &packet, tc);
}

/* Without a tag beside the frame. */
static __always_inline __u32 filter_plain_tc(struct __sk_buff *ctx)
{
	struct frame frame = FRAME_OF(ctx);
	struct outcome outcome = filter_plain(&frame, DIRECTION_OUT, ctx->len);

	if (outcome.verdict != VERDICT_NONE && outcome.is_worth_a_record)
		offer_plain_tc(ctx, outcome.reference, outcome.verdict);
	return outcome.verdict;
}

SEC("tc")
int portcullis_tc(struct __sk_buff *ctx)
{
	__u32 verdict = VERDICT_NONE;

	pull_headers(ctx);
	count_merged(ctx);
	if (!ctx->vlan_present)
		verdict = filter_plain_tc(ctx);
	if (verdict == VERDICT_NONE)
		verdict = filter_tc(ctx);
	/* Not "accept": programs and filters behind this one have their say. */
	return verdict == VERDICT_DROP ? TC_ACT_SHOT : TC_ACT_UNSPEC;
}

char _license[] SEC("license") = "GPL";
