import type { Rule } from '../../contract/rule.ts';

/** The kernel counts in 64 bits, which is 584 years. */
const CLOCK_END_NS = 2n ** 64n - 1n;

/**
 * Ends of rules on the kernel's own clock. Each is worked out once, or every change would move every
 * end a little.
 */
export class Deadlines {
  readonly #bootNs: () => bigint;
  #known = new Map<string, { readonly expiry: number; readonly bootNs: bigint }>();

  /** `bootNs` reads CLOCK_BOOTTIME. */
  constructor(bootNs: () => bigint) {
    this.#bootNs = bootNs;
  }

  /** In nanoseconds of CLOCK_BOOTTIME; 0n: never. */
  of({ id, expiry }: Rule): bigint {
    if (expiry === undefined) return 0n;
    const known = this.#known.get(id);
    if (known?.expiry === expiry) return known.bootNs;
    const bootNs = this.#bootNs() + BigInt(Math.round((expiry - Date.now()) * 1e6));
    const deadline = { expiry, bootNs: withinClock(bootNs) };
    this.#known.set(id, deadline);
    return deadline.bootNs;
  }

  /** Forgets all other rules. */
  keep(rules: readonly Rule[]): void {
    if (this.#known.size === 0) return;
    const alive = new Set(rules.map((rule) => rule.id));
    for (const id of this.#known.keys()) if (!alive.has(id)) this.#known.delete(id);
  }
}

/** 0 would mean never: what has expired before the machine started ends at its first nanosecond. */
function withinClock(bootNs: bigint): bigint {
  if (bootNs < 1n) return 1n;
  return bootNs < CLOCK_END_NS ? bootNs : CLOCK_END_NS;
}
