const FIRST_ROOM = 1024;

/** Rows of so many 32-bit words each, one after another, as many as come. */
export class GrowingWords {
  count = 0;
  readonly #rowWords: number;
  #words: Uint32Array<ArrayBuffer>;

  constructor(rowWords: number) {
    this.#rowWords = rowWords;
    this.#words = new Uint32Array(FIRST_ROOM * rowWords);
  }

  /** Those of all rows; others after the next `add`. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** Index of the new row's first word. All are 0. */
  add(): number {
    const at = this.count * this.#rowWords;
    if (at === this.#words.length) {
      const larger = new Uint32Array(2 * at);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.count += 1;
    return at;
  }

  /** The rows there are. */
  finish(): Uint32Array {
    return this.#words.subarray(0, this.count * this.#rowWords);
  }
}
