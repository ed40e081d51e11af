/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sends a packet record to user space, or counts why not: the user did not ask for it, the budget
 * of this CPU is spent, or the ring is full. A flood must cost no more than looking at it.
 */
#ifndef PORTCULLIS_RECORD_H
#define PORTCULLIS_RECORD_H

#include "../maps.h"
#include "clock.h"

/* Coarse time is one memory read; the window need not be exact. */
static __always_inline int within_budget(__u32 budget_per_window)
{
	__u64 window = bpf_ktime_get_coarse_ns() >> BUDGET_WINDOW_SHIFT;
	struct budget *budget;
	__u32 key = 0;

	budget = bpf_map_lookup_elem(&budgets, &key);
	if (!budget)
		return 0;
	if (budget->window != window) {
		budget->window = window;
		budget->used = 0;
	}
	if (budget->used >= budget_per_window)
		return 0;
	budget->used++;
	return 1;
}

static __always_inline void record_packet(struct packet_record *packet, enum protocol_class class,
					  const struct controls *controls,
					  struct interface_counters *counters)
{
	struct packet_record *slot;

	if (!(controls->watched_classes & (1u << class))) {
		counters->not_asked_for++;
		return;
	}
	if (!within_budget(controls->budget_per_window)) {
		counters->sampled_out++;
		return;
	}
	slot = bpf_ringbuf_reserve(&records, sizeof(*slot), 0);
	if (!slot) {
		counters->ring_full++;
		return;
	}
	counters->recorded++;
	packet->time_boot_ns = now_boot_ns();
	*slot = *packet;
	/* The reader is on its clock: waking it per packet would cost more than the packet. */
	bpf_ringbuf_submit(slot, BPF_RB_NO_WAKEUP);
}

#endif
