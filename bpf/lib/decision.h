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

#endif
