import { matches } from '../../electron/contract/language/evaluate.ts';
import type { Statement } from '../../electron/contract/language/statement.ts';
import { traitsOfRecord } from '../../electron/contract/language/traits.ts';
import { DIRECTION } from '../../electron/contract/packet-record.ts';
import type { PacketHistory } from './packet-history.ts';

/** How far back a menu looks to say what a block would hit. */
export const LOOK_BACK = 5000;

/** How many of the newest packets in view each statement, which names no interface, speaks of. */
export function countMatches(
  history: PacketHistory,
  statements: readonly Statement[],
): readonly number[] {
  const counts = statements.map(() => 0);
  const { first, end } = history.range;
  for (let sequence = Math.max(first, end - LOOK_BACK); sequence < end; sequence += 1) {
    const record = history.read(sequence);
    if (!record) continue;
    const traits = traitsOfRecord(record, '');
    const way = record.direction === DIRECTION.out ? 'out' : 'in';
    for (const [index, { direction, match }] of statements.entries()) {
      const speaksOf = direction === 'both' || direction === way;
      if (speaksOf && matches(match, traits)) counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  return counts;
}
