/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of a packet's record: it is sent to user space, or counted with the reason why not.
 * The user did not ask for it, the budget of this CPU is spent, or the ring is full. A flood must
 * cost no more than looking at it.
 */
#ifndef PORTCULLIS_RECORD_H
#define PORTCULLIS_RECORD_H

#include "../maps.h"
#include "clock.h"
#include "packet.h"
#include "recent_flows.h"

/*
 * The window need not be exact, so a clock does that moves once per jiffy; and the count of
 * jiffies, which is one memory read, tells whether it has. Gives 0 if the budget is spent.
 */
static __always_inline struct budget *budget_left(void)
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
	return budget->used < controls.budget_per_window ? budget : 0;
}

enum fate {
	FATE_RECORD,
	FATE_NOT_ASKED_FOR,
	FATE_SAMPLED_OUT,
	/* Depends on the packet's flow, or on the verdict. */
	FATE_OPEN,
	FATE_UNKNOWN,
};

static __always_inline enum fate fate_within_budget(void)
{
	struct budget *budget = budget_left();

	if (!budget)
		return FATE_SAMPLED_OUT;
	budget->used++;
	return FATE_RECORD;
}

/* As far as it is known before the packet is parsed to its end. */
static __always_inline enum fate fate_of_record(enum protocol_class class)
{
	if (!(controls.watched_classes & (1u << class)))
		return FATE_NOT_ASKED_FOR;
	return controls.wanted == WANTED_ALL ? fate_within_budget() : FATE_OPEN;
}

/*
 * Of a packet whose ports are read. What the budget has no room for is not looked up, and counts as
 * sampled out whether or not it would have been among the first.
 */
static __always_inline enum fate fate_by_flow(const struct packet_record *record)
{
	struct budget *budget = budget_left();

	if (!budget)
		return FATE_SAMPLED_OUT;
	if (!is_among_first(hash_of_flow(record)))
		return FATE_NOT_ASKED_FOR;
	budget->used++;
	return FATE_RECORD;
}

static __always_inline enum fate fate_by_verdict(enum verdict verdict)
{
	return verdict == VERDICT_DROP ? fate_within_budget() : FATE_NOT_ASKED_FOR;
}

/* What was told between the first packet of a change of the settings and its last is either. */
static __always_inline enum fate settled_fate(enum fate fate, const struct packet_record *record)
{
	if (fate != FATE_OPEN)
		return fate;
	return controls.wanted == WANTED_FIRST ? fate_by_flow(record)
					       : fate_by_verdict(record->verdict);
}

/* Of a record that is not sent. */
static __always_inline void count_unsent(enum fate fate, struct interface_counters *counters)
{
	if (fate == FATE_NOT_ASKED_FOR)
		counters->not_asked_for++;
	else
		counters->sampled_out++;
}

/* Of one that is, unless the ring was full. */
static __always_inline void count_sent(int is_sent, struct interface_counters *counters)
{
	if (is_sent)
		counters->recorded++;
	else
		counters->ring_full++;
}

/* The reader is on its clock: waking it per packet would cost more than the packet. */
#define RING_FLAGS BPF_RB_NO_WAKEUP

/* Gives 0 if the ring is full. */
static __always_inline int send_record(const struct packet_record *record)
{
	struct packet_record *slot = bpf_ringbuf_reserve(&records, sizeof(*slot), 0);

	if (!slot)
		return 0;
	*slot = *record;
	bpf_ringbuf_submit(slot, RING_FLAGS);
	return 1;
}

/* Where this CPU puts a record together with its bytes. */
static __always_inline struct snapshot *snapshot_of(const struct packet_record *record)
{
	__u32 key = record->direction & 1;

	return bpf_map_lookup_elem(&snapshots, &key);
}

/* At most as much as there is. */
static __always_inline __u32 snapshot_length(const struct packet_record *record)
{
	__u32 length = controls.snapshot_bytes;

	if (length > record->length_bytes)
		length = record->length_bytes;
	return length < MAX_SNAPSHOT_BYTES ? length : MAX_SNAPSHOT_BYTES;
}

/* Gives 0 if the ring is full. `length` bytes follow the record. */
static __always_inline int send_snapshot(const struct snapshot *snapshot, __u32 length)
{
	/* The verifier has to see the bound where it counts. */
	asm volatile("" : "+r"(length));
	if (length > MAX_SNAPSHOT_BYTES)
		return 0;
	return !bpf_ringbuf_output(&records, (void *)snapshot,
				   sizeof(struct packet_record) + length, RING_FLAGS);
}

#endif
