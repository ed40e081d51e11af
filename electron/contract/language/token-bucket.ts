import { formatAddressBytes } from '../address.ts';
import { SECONDS_OF_UNIT, type Verdict } from './statement.ts';

/**
 * What a limit is in the kernel's unit of time, 1/16 ns: what one packet costs, and how far a bucket
 * may be drawn down. Both fit into 63 bits, as the language bounds rate and burst.
 */
export interface BucketShape {
  readonly cost: bigint;
  readonly depth: bigint;
}

/** So fine that a rate of millions is exact to a part in 1,600. */
const TICKS_PER_SECOND = 16_000_000_000n;
const TICKS_PER_NS = 16n;

export function bucketShape({
  rate,
  unit,
  burst,
}: Extract<Verdict, { kind: 'limit' }>): BucketShape {
  const cost = (TICKS_PER_SECOND * BigInt(SECONDS_OF_UNIT[unit])) / BigInt(rate);
  return { cost, depth: cost * BigInt(burst) };
}

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A). `fullAt` is when the bucket will be full
 * again, in ticks, 0 for one that was never used; the answer is the new one, or `undefined` where the
 * packet is over the rate.
 */
export function takeFromBucket(
  { cost, depth }: BucketShape,
  fullAt: bigint,
  clockNs: bigint,
): bigint | undefined {
  const now = clockNs * TICKS_PER_NS;
  // Further down than this bucket goes: the rule had another rate before.
  const next = (fullAt > now && fullAt - now <= depth ? fullAt : now) + cost;
  return next - now > depth ? undefined : next;
}

/** A bucket's state, as {@link takeFromBucket} has it. */
export interface Bucket {
  fullAt: bigint;
}

/** As many as the kernel's table of them holds. */
const MAX_SOURCES = 65_536;

/**
 * The buckets of all limits: one of each rule, and one of each source of the rules that limit each
 * apart. When there are too many sources, newcomers share the rule's bucket.
 */
export class LimitBuckets {
  readonly #ofRules = new Map<string, Bucket>();
  readonly #ofSources = new Map<string, Bucket>();
  readonly #maxSources: number;

  constructor(maxSources = MAX_SOURCES) {
    this.#maxSources = maxSources;
  }

  /** `source`: absent for the rule's own bucket, which is also that of packets without addresses. */
  find(ruleId: string, source?: Uint8Array): Bucket {
    if (source) {
      const key = `${ruleId} ${formatAddressBytes(source)}`;
      const isRoom = this.#ofSources.size < this.#maxSources;
      if (isRoom || this.#ofSources.has(key)) return bucketIn(this.#ofSources, key);
    }
    return bucketIn(this.#ofRules, ruleId);
  }
}

function bucketIn(buckets: Map<string, Bucket>, key: string): Bucket {
  let bucket = buckets.get(key);
  if (!bucket) {
    bucket = { fullAt: 0n };
    buckets.set(key, bucket);
  }
  return bucket;
}
