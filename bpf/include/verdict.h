/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verdicts, and why they were given. Numbers are part of recorded files: never reused.
 * Twins: VERDICT, REASON and DIRECTION in electron/contract/packet-record.ts.
 */
#ifndef PORTCULLIS_VERDICT_H
#define PORTCULLIS_VERDICT_H

enum verdict {
	VERDICT_PASS = 0,
	VERDICT_DROP = 1,
};

enum reason {
	/* No rule matched. */
	REASON_DEFAULT = 0,
	/* The rule in rule_slot matched. */
	REASON_RULE = 1,
	/*
	 * What could not be parsed. It passes unless a rule that needs no more than what was parsed
	 * says otherwise: unknown is not hostile, and LLC or STP frames look like this. Only too
	 * many extension headers are dropped while a rule asks for ports or protocols.
	 */
	REASON_TRUNCATED = 2,
	REASON_BAD_HEADER = 3,
	REASON_TOO_MANY_TAGS = 4,
	REASON_TOO_MANY_EXTENSIONS = 5,
};

enum direction {
	DIRECTION_IN = 0,
	DIRECTION_OUT = 1,
};

#endif
