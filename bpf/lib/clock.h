/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PORTCULLIS_CLOCK_H
#define PORTCULLIS_CLOCK_H

#include "../maps.h"

/* The one place where time is read, so that tests can move it, and a replay can set it. */
static __always_inline __u64 now_boot_ns(void)
{
	if (program_config.clock_offset_ns == CLOCK_IS_SET)
		return replayed.boot_ns;
	return bpf_ktime_get_boot_ns() + program_config.clock_offset_ns;
}

#endif
