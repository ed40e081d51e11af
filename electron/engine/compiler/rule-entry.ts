import type { Verdict } from '../../contract/language/statement.ts';
import { assertUnreachable } from '../../contract/result.ts';
import type { RuleAction } from './tables.ts';

/** `struct rule`, at its slot in the map `rules`. */
export interface RuleEntry {
  readonly slot: number;
  /** CLOCK_BOOTTIME; 0n: never. */
  readonly expiresBootNs: bigint;
  /** Of a limit, in 1/16 ns: what one packet costs, and how far a bucket may be drawn down. Else 0n. */
  readonly cost: bigint;
  readonly depth: bigint;
  readonly rank: number;
  readonly generation: number;
  readonly action: RuleAction;
  readonly enabled: boolean;
}

const SIXTEENTHS_PER_SECOND = 16n * 1_000_000_000n;
const UNIT_SECONDS = { s: 1n, min: 60n, h: 3600n } as const;
/** What a verdict does, as `struct rule` says it. */
export function actionOf(verdict: Verdict): Pick<RuleEntry, 'action' | 'cost' | 'depth'> {
  switch (verdict.kind) {
    case 'pass':
    case 'drop':
    case 'count':
      return { action: verdict.kind, cost: 0n, depth: 0n };
    case 'limit': {
      const { rate, unit, burst, perSource } = verdict;
      const cost = (SIXTEENTHS_PER_SECOND * UNIT_SECONDS[unit]) / BigInt(rate);
      // The language lets no bucket take longer than a year to fill, so this stays below 2^60.
      const depth = BigInt(burst) * cost;
      return { action: perSource ? 'limitPerSource' : 'limit', cost, depth };
    }
    default:
      return assertUnreachable(verdict);
  }
}
