/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Through the rules that match by vectors, in order, until one decides: a count and a limit under
 * its rate let the next ones decide, and a rule that is off or has expired is not there.
 */
#ifndef PORTCULLIS_WALK_H
#define PORTCULLIS_WALK_H

#include "../maps.h"
#include "bits.h"
#include "count.h"
#include "decision.h"
#include "limit.h"
#include "narrow.h"
#include "packet.h"

/* Every position once, and every word. */
#define MAX_STEPS (MAX_POSITIONS + VECTOR_WORDS + 1)
/* Where the kernel has no bpf_loop(): the compiler keeps rules that step on below this. */
#define MAX_STEPS_UNROLLED 64

/* The AND of all vectors in one word. A global function. */
__attribute__((noinline)) __u64 intersect(const struct walk *walk, __u32 word)
{
	__u64 all = ~0ULL;

	if (!walk || word >= VECTOR_WORDS)
		return 0;
#pragma unroll
	for (int field = 0; field < FIELDS; field++) {
		if (USES(field)) {
			__u32 key = walk->vector[field];
			const struct vector *vector = bpf_map_lookup_elem(&vectors, &key);

			all &= vector ? vector->words[word] : 0;
		}
	}
	return all;
}

/* Of a rule that does more than drop or pass: whether the next ones decide. A global function. */
__attribute__((noinline)) int steps_on(const struct packet_record *record, rule_reference reference)
{
	const struct rule *rule = rule_of(reference);

	if (!record || !rule)
		return 1;
	if (rule->action == ACTION_COUNT) {
		count_rule(reference & 0xffff, record->length_bytes);
		return 1;
	}
	return !is_over(record, rule, reference);
}

/* What a matching rule does. Gives 1 if the walk ends with it. */
static __always_inline int meet(struct walk *walk, const struct packet_record *record,
				rule_reference reference)
{
	const struct rule *rule;

	if (reference == walk->last)
		return 0;
	walk->last = reference;
	rule = rule_of(reference);
	if (!rule || is_expired(rule))
		return 0;
	/* Ranks rise along the positions: what the match maps found decides. */
	if (rule->rank >= walk->best.rank)
		return 1;
	if (rule->action > ACTION_DROP && steps_on(record, reference))
		return 0;
	walk->best.rank = rule->rank;
	walk->best.reference = reference;
	walk->best.verdict = rule->action == ACTION_PASS ? VERDICT_PASS : VERDICT_DROP;
	return 1;
}

/* Looks at one position, or takes up the next word. Gives 1 at the end. */
static __always_inline int step(struct walk *walk, const struct packet_record *record)
{
	rule_reference *reference;
	__u32 position;

	if (!walk->bits) {
		if (walk->summary[0]) {
			walk->word = lowest_bit(walk->summary[0]);
			walk->summary[0] &= walk->summary[0] - 1;
		} else if (walk->summary[1]) {
			walk->word = 64 + lowest_bit(walk->summary[1]);
			walk->summary[1] &= walk->summary[1] - 1;
		} else {
			return 1;
		}
		walk->bits = intersect(walk, walk->word);
		if (!walk->bits)
			return 0;
	}
	position = walk->word * 64 + lowest_bit(walk->bits);
	walk->bits &= walk->bits - 1;
	reference = bpf_map_lookup_elem(&positions, &position);
	return reference ? meet(walk, record, *reference) : 1;
}

struct loop {
	struct walk *walk;
	const struct packet_record *record;
};

static long loop_step(__u32 index, void *context)
{
	struct loop *loop = context;
	int ended = step(loop->walk, loop->record);

	(void)index;
	HIDE(ended);
	return ended ? 1 : 0;
}

/* A global function: the verifier takes its many turns once, not once for every way to them. */
__attribute__((noinline)) int walk_without_loop(struct walk *walk,
						const struct packet_record *record)
{
	if (!walk || !record)
		return 0;
	for (int i = 0; i < MAX_STEPS_UNROLLED; i++)
		if (step(walk, record))
			return 1;
	return 0;
}

/* Betters `best`, what the match maps found, if a rule that stands before it decides. */
__attribute__((noinline)) int walk_vectors(struct packet_record *record, struct decision *best)
{
	struct walk walk = {};
	struct loop loop = {.walk = &walk, .record = record};

	if (!record || !best)
		return 0;
	walk.best = *best;
	narrow_down(&walk, record);
	/* Most packets match nothing, or are decided by the first rule they match. */
	if (step(&walk, record) == 0) {
		if (program_config.has_loop_helper)
			bpf_loop(MAX_STEPS, loop_step, &loop, 0);
		else
			walk_without_loop(&walk, record);
	}
	*best = walk.best;
	return 0;
}

#endif
