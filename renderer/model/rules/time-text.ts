import type { Rule } from '../../../electron/contract/rule.ts';
import { remainingText } from '../number-text.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago, both in milliseconds since 1970: `0.6 s`, `11 s`, `41 min`, `3 h`, `6 d`, `never`. */
export function lastHitText(lastHitMs: number | undefined, nowMs: number): string {
  if (lastHitMs === undefined) return 'never';
  const ageMs = Math.max(0, nowMs - lastHitMs);
  if (ageMs < 1000) return `${(Math.floor(ageMs / 100) / 10).toFixed(1)} s`;
  if (ageMs < MINUTE_MS) return `${Math.floor(ageMs / 1000)} s`;
  if (ageMs < HOUR_MS) return `${Math.floor(ageMs / MINUTE_MS)} min`;
  if (ageMs < 2 * DAY_MS) return `${Math.floor(ageMs / HOUR_MS)} h`;
  return `${Math.floor(ageMs / DAY_MS)} d`;
}

/** What is left of a rule: `always`, `until restart`, `59:21`, `6 d`. `nowMs` is since 1970. */
export function ruleTimeLeft(
  { expiry, untilRestart }: Pick<Rule, 'expiry' | 'untilRestart'>,
  nowMs: number,
): string {
  if (untilRestart) return 'until restart';
  return expiry === undefined ? 'always' : remainingText(expiry, nowMs);
}
