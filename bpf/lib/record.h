/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sends a packet record to user space, or counts why not: the user did not ask for it, the budget
 * of this CPU is spent, or the ring is full. A flood must cost no more than looking at it.
 */
#ifndef PORTCULLIS_RECORD_H
#define PORTCULLIS_RECORD_H

#include "../maps.h"
#include "clock.h"
#include "packet.h"

/*
 * The window need not be exact, so a clock does that moves once per jiffy; and the count of
 * jiffies, which is one memory read, tells whether it has.
 */
static __always_inline int within_budget(void)
{
	__u64 jiffies = bpf_jiffies64();
	struct budget *budget;
	__u64 window;
	__u32 key = 0;

	budget = bpf_map_lookup_elem(&budgets, &key);
	if (!budget)
		return 0;
	if (budget->jiffies != jiffies) {
		budget->jiffies = jiffies;
		window = bpf_ktime_get_coarse_ns() >> BUDGET_WINDOW_SHIFT;
		if (budget->window != window) {
			budget->window = window;
			budget->used = 0;
		}
	}
	if (budget->used >= controls.budget_per_window)
		return 0;
	budget->used++;
	return 1;
}

/* What becomes of a packet's record, as far as that is known before it is filled. */
enum fate {
	FATE_RECORD,
	FATE_NOT_ASKED_FOR,
	FATE_SAMPLED_OUT,
	FATE_UNKNOWN,
};

static __always_inline enum fate fate_of_record(enum protocol_class class)
{
	if (!(controls.watched_classes & (1u << class)))
		return FATE_NOT_ASKED_FOR;
	return within_budget() ? FATE_RECORD : FATE_SAMPLED_OUT;
}

/* Of a record that is not sent. */
static __always_inline void count_unsent(enum fate fate, struct interface_counters *counters)
{
	if (fate == FATE_NOT_ASKED_FOR)
		counters->not_asked_for++;
	else
		counters->sampled_out++;
}

static __always_inline void send_record(struct packet_record *record,
					struct interface_counters *counters)
{
	struct packet_record *slot = bpf_ringbuf_reserve(&records, sizeof(*slot), 0);

	if (!slot) {
		counters->ring_full++;
		return;
	}
	counters->recorded++;
	record->time_boot_ns = now_boot_ns();
	*slot = *record;
	/* The reader is on its clock: waking it per packet would cost more than the packet. */
	bpf_ringbuf_submit(slot, BPF_RB_NO_WAKEUP);
}

#endif
