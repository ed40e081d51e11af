import { MAX_LISTS } from '../../contract/list.ts';

/** Gives every list its bit in the kernel's masks, which it keeps while it is there. */
export class ListBits {
  readonly #onGiven: (bit: number) => void;
  #bits: ReadonlyMap<string, number> = new Map();

  /** `onGiven` hears of every bit that gets another list. */
  constructor(onGiven: (bit: number) => void) {
    this.#onGiven = onGiven;
  }

  get all(): ReadonlyMap<string, number> {
    return this.#bits;
  }

  /** The bits for exactly these lists, at most 16. Nothing is kept yet. */
  with(names: Iterable<string>): Map<string, number> {
    const wanted = [...names];
    const bits = new Map([...this.#bits].filter(([name]) => wanted.includes(name)));
    const taken = new Set(bits.values());
    const free = Array.from({ length: MAX_LISTS }, (_, bit) => bit).filter((b) => !taken.has(b));
    for (const name of wanted) {
      if (bits.has(name)) continue;
      const bit = free.shift();
      if (bit === undefined) throw new Error('more lists than bits');
      bits.set(name, bit);
    }
    return bits;
  }

  keep(bits: ReadonlyMap<string, number>): void {
    for (const [name, bit] of bits) if (this.#bits.get(name) !== bit) this.#onGiven(bit);
    this.#bits = bits;
  }
}
