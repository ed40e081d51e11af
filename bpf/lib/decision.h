/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_DECISION_H
#define PORTCULLIS_DECISION_H

#include "../maps.h"
#include "clock.h"

/* The best rule so far. */
struct decision {
	__u32 rank;
	rule_reference reference;
	/* enum verdict */
	__u32 verdict;
};

#define NO_DECISION                                          \
	(struct decision)                                    \
	{                                                    \
		.rank = RANK_NONE, .reference = NO_RULE_SLOT \
	}

/* The rule that a reference means, if it still means one and is switched on. */
static __always_inline const struct rule *rule_of(rule_reference reference)
{
	__u32 slot = reference & 0xffff;
	const struct rule *rule = bpf_map_lookup_elem(&rules, &slot);

	return rule && rule->generation == reference >> 16 && rule->enabled ? rule : 0;
}

static __always_inline int is_expired(const struct rule *rule)
{
	return rule->expires_boot_ns && rule->expires_boot_ns <= now_boot_ns();
}

static __always_inline void consider(rule_reference reference, struct decision *best)
{
	const struct rule *rule;

	if (reference == 0)
		return;
	rule = rule_of(reference);
	if (!rule || rule->rank >= best->rank || is_expired(rule))
		return;
	best->rank = rule->rank;
	best->reference = reference;
	best->verdict = rule->action;
}

static __always_inline void consider_entry(const rule_reference *reference, struct decision *best)
{
	if (reference)
		consider(*reference, best);
}

#endif
