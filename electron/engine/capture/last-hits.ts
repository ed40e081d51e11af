import type { Direction } from '../../contract/language/statement.ts';
import type { Counters, RuleCount } from '../../contract/state.ts';

interface Hit {
  packets: number;
  lastHitMs: number | undefined;
}

/**
 * Knows when each rule and default was last seen to count a packet, from counters that are read again
 * and again: as exact as they are read often.
 */
export class LastHits {
  #byRule = new Map<string, Hit>();
  readonly #byDefault: Readonly<Record<Direction, Hit>> = { in: noHit(), out: noHit() };

  /** The counters with the times. */
  note(counters: Counters): Counters {
    const { timeMs } = counters;
    const before = this.#byRule;
    this.#byRule = new Map();
    const byRule: Record<string, RuleCount> = {};
    for (const [id, count] of Object.entries(counters.byRule)) {
      const hit = before.get(id) ?? noHit();
      this.#byRule.set(id, hit);
      byRule[id] = withTime(count, hit, timeMs);
    }
    const byDefault = {
      in: withTime(counters.byDefault.in, this.#byDefault.in, timeMs),
      out: withTime(counters.byDefault.out, this.#byDefault.out, timeMs),
    };
    return { ...counters, byRule, byDefault };
  }
}

function noHit(): Hit {
  return { packets: 0, lastHitMs: undefined };
}

function withTime(count: RuleCount, hit: Hit, timeMs: number): RuleCount {
  // A count that fell began anew: what it has came since.
  const isHit = count.packets < hit.packets ? count.packets > 0 : count.packets > hit.packets;
  if (isHit) hit.lastHitMs = timeMs;
  hit.packets = count.packets;
  return hit.lastHitMs === undefined ? count : { ...count, lastHitMs: hit.lastHitMs };
}
