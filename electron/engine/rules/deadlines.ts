import type { Rule } from '../../contract/rule.ts';

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
    // 0 would mean never: what has expired before the machine started ends at its first nanosecond.
    const deadline = { expiry, bootNs: bootNs > 0n ? bootNs : 1n };
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
