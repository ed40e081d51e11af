import type { Verdict } from '../../contract/language/statement.ts';
import { bucketShape } from '../../contract/language/token-bucket.ts';
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

/** What a verdict does, as `struct rule` says it. */
export function actionOf(verdict: Verdict): Pick<RuleEntry, 'action' | 'cost' | 'depth'> {
  switch (verdict.kind) {
    case 'pass':
    case 'drop':
    case 'count':
      return { action: verdict.kind, cost: 0n, depth: 0n };
    case 'limit':
      return { action: verdict.perSource ? 'limitPerSource' : 'limit', ...bucketShape(verdict) };
    default:
      return assertUnreachable(verdict);
  }
}
