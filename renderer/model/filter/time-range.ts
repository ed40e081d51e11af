import type { PacketTest } from '../../../electron/contract/language/filter/record-fields.ts';
import { fieldU32 } from '../../../electron/contract/language/filter/record-fields.ts';
import { RECORD_OFFSETS } from '../../../electron/contract/packet-record.ts';
import type { RuleNames } from '../rule-names.ts';

/** Milliseconds since 1970; the end is not included. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Packets of a stretch of time. */
export function timeRangeTest({ fromMs, toMs }: TimeRange, names: RuleNames): PacketTest {
  return (bytes, offset, sequence) => {
    const at = offset + RECORD_OFFSETS.time_boot_ns;
    const bootNs = fieldU32(bytes, at + 4) * 0x1_0000_0000 + fieldU32(bytes, at);
    const timeMs = names.bootTimeMs(sequence) + bootNs / 1e6;
    return fromMs <= timeMs && timeMs < toMs;
  };
}
