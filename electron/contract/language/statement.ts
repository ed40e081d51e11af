import type { Match } from './criterion.ts';

export const DIRECTIONS = ['in', 'out'] as const;
export type Direction = (typeof DIRECTIONS)[number];
export type RuleDirection = Direction | 'both';

export const RATE_UNITS = ['s', 'min', 'h'] as const;
export const SECONDS_OF_UNIT = { s: 1, min: 60, h: 3600 } as const;

/**
 * `limit` is a token bucket: it holds up to `burst` packets and gains `rate` per `unit`. A packet that
 * finds it empty is dropped; under the rate the next rules decide. `count` never decides.
 */
export type Verdict =
  | { readonly kind: 'drop' }
  | { readonly kind: 'pass' }
  | { readonly kind: 'count' }
  | {
      readonly kind: 'limit';
      /** 1 to 10,000,000. */
      readonly rate: number;
      readonly unit: (typeof RATE_UNITS)[number];
      /** 1 to 1,000,000, and no more than comes back within a year. */
      readonly burst: number;
      /** A bucket for each source address instead of one for all. */
      readonly perSource: boolean;
    };
export type VerdictKind = Verdict['kind'];
/** What a direction does with packets that no rule decided. */
export type DefaultVerdict = 'pass' | 'drop';

/** A verdict in front of a match. */
export interface Statement {
  readonly verdict: Verdict;
  readonly direction: RuleDirection;
  readonly match: Match;
}

/** The longest life a rule may be given: 10 years. */
export const MAX_LIFETIME_SECONDS = 10 * 365 * 24 * 3600;

export type Lifetime =
  /** 1 to {@link MAX_LIFETIME_SECONDS}. */
  | { readonly forSeconds: number }
  /** Milliseconds since 1970, in whole seconds. */
  | { readonly until: number }
  /** Until the engine ends. */
  | { readonly until: 'restart' };

/**
 * One line of a rule file: `off drop both remote 2001:db8:bad::/48 for 1h # scanners`. The comment is
 * the rule's name.
 */
export interface RuleLine extends Statement {
  /** false: `off` stands in front. */
  readonly enabled: boolean;
  readonly lifetime?: Lifetime;
  readonly name?: string;
}

/** `default in drop`. */
export interface DefaultLine {
  readonly direction: Direction;
  readonly verdict: DefaultVerdict;
}

/** A whole rule file. */
export interface RuleFile {
  readonly rules: readonly RuleLine[];
  /** Only those that the file names. */
  readonly defaults: Readonly<Partial<Record<Direction, DefaultVerdict>>>;
}
