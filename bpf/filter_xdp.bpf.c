// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The filter on the way in: parse, match, count, record, verdict.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "include/verdict.h"
#include "lib/classify.h"
#include "lib/count.h"
#include "lib/match.h"
#include "lib/parse.h"
#include "lib/record.h"
#include "maps.h"

static __always_inline __u32 frame_length(struct xdp_md *ctx)
{
	if (program_config.has_frags)
		return bpf_xdp_get_buff_len(ctx);
	return ctx->data_end - ctx->data;
}

/*
 * Keeps the record's layout in the object's BTF, where a test compares it with its twin in
 * TypeScript: inlining leaves no other trace of the type. The loader skips this section.
 */
struct packet_record layout_of_packet_record SEC(".keep");

SEC("xdp")
int portcullis_xdp(struct xdp_md *ctx)
{
	struct cursor cursor = {
		.position = (void *)(long)ctx->data,
		.end = (void *)(long)ctx->data_end,
	};
	struct packet_record packet = {
		.ifindex = ctx->ingress_ifindex,
		.length_bytes = frame_length(ctx),
		.direction = DIRECTION_IN,
	};
	__u32 interface_slot = program_config.interface_slot;
	struct interface_counters *counters;
	enum protocol_class class;
	struct controls *controls;
	struct parse_state state = {};
	__u32 key = 0;

	controls = bpf_map_lookup_elem(&controls_map, &key);
	counters = bpf_map_lookup_elem(&interface_counters, &interface_slot);
	/* Cannot be: both maps are arrays, and the slot is within. The verifier does not know. */
	if (!controls || !counters)
		return XDP_PASS;

	parse_frame(&cursor, &packet, &state);
	class = protocol_class_of(&packet);
	decide(&packet, class, controls->features, &state);
	count_packet(counters, &packet, class);
	record_packet(&packet, class, controls, counters);
	return packet.verdict == VERDICT_DROP ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
