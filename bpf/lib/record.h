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

/* The count of jiffies is one memory read. */
static __always_inline int is_budget_spent(const struct interface_counters *counters)
{
	return counters->spent_in_jiffy == bpf_jiffies64();
}

/*
 * This CPU's budget; 0 if it is spent, which is noted, so that the packets of this jiffy need not
 * ask. The window need not be exact, so a clock does that moves once per jiffy.
 */
static __always_inline struct budget *budget_left(struct interface_counters *counters)
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
	if (budget->used < controls.budget_per_window)
		return budget;
	counters->spent_in_jiffy = bpf_jiffies64();
	return 0;
}

/* `kind`: COUNTED_AS. */
static __always_inline enum wanted wanted_of(__u32 kind)
{
	return kind < COUNTED_KINDS ? controls.wanted[kind] : WANTED_NONE;
}

/*
 * What can be said at once of a packet that is decided: whether a record of it is still to be
 * considered. If not, it is counted. What the budget has no room for counts as sampled out whether
 * or not it would have been among the first of its flow, which is not looked up.
 */
static __always_inline int is_worth_a_record(struct interface_counters *counters, __u32 kind)
{
	if (wanted_of(kind) == WANTED_NONE) {
		counters->not_asked_for++;
		return 0;
	}
	if (is_budget_spent(counters)) {
		counters->sampled_out++;
		return 0;
	}
	return 1;
}

/* The rest: whether it is to be sent. Its ports are read. If not, it is counted. */
static __always_inline int may_send_record(struct interface_counters *counters, __u32 kind,
					   const struct packet_record *record)
{
	struct budget *budget = budget_left(counters);

	if (!budget) {
		counters->sampled_out++;
		return 0;
	}
	if (wanted_of(kind) == WANTED_FIRST && !is_among_first(hash_of_flow(record))) {
		counters->not_asked_for++;
		return 0;
	}
	budget->used++;
	return 1;
}

/* Of one that is sent, unless the ring was full. */
static __always_inline void count_sent(int is_sent, struct interface_counters *counters)
{
	if (is_sent)
		counters->recorded++;
	else
		counters->ring_full++;
}

/*
 * Only a reader that has read everything is woken. One that is busy is on its clock, so that
 * happens hardly more often than that ticks.
 */
#define RING_FLAGS 0

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
