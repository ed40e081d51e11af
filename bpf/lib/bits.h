/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a processor has an instruction for, and BPF has not. Warren, Hacker's Delight, 5-1 and 5-4.
 */
#ifndef PORTCULLIS_BITS_H
#define PORTCULLIS_BITS_H

#include <linux/types.h>

#include <bpf/bpf_helpers.h>

static __always_inline __u32 count_bits(__u64 word)
{
	word -= (word >> 1) & 0x5555555555555555ULL;
	word = (word & 0x3333333333333333ULL) + ((word >> 2) & 0x3333333333333333ULL);
	word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
	return (word * 0x0101010101010101ULL) >> 56;
}

/* Index of the lowest bit. `word` is not 0. */
static __always_inline __u32 lowest_bit(__u64 word)
{
	return count_bits((word & -word) - 1);
}

/*
 * The compiler looks into a global function and leaves out checks of what it returns; the verifier
 * does not look, and wants them.
 */
#define HIDE(value) asm volatile("" : "+r"(value))

#endif
