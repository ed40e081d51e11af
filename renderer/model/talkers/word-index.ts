/**
 * Finds the number of a key, which is a few 32-bit words: open addressing with linear probing, all of
 * it in typed arrays, so that looking up and putting in make no object. Whoever uses it gives the
 * numbers, below its capacity, and may give one again after it was removed.
 */
export class WordIndex {
  readonly capacity: number;
  /** 32-bit words of a key. */
  readonly words: number;
  /** The keys, one after the other by their number. */
  readonly keys: Uint32Array;
  /** Where a key is looked for first, by its number. */
  readonly #homes: Int32Array;
  /** The number of the key at a place, plus one; 0 is a free place. */
  readonly #places: Int32Array;
  readonly #lastPlace: number;
  readonly #shift: number;
  /** Drawn anew for each index: nobody can send keys that all begin at one place. */
  readonly #factors: Uint32Array;
  /** Where the key that was asked for last begins. */
  #askedHome = 0;

  constructor(capacity: number, words: number) {
    this.capacity = capacity;
    this.words = words;
    this.keys = new Uint32Array(capacity * words);
    this.#homes = new Int32Array(capacity);
    // Four places for each key keep the way from home to the key short.
    const bits = Math.ceil(Math.log2(capacity * 4));
    this.#places = new Int32Array(2 ** bits);
    this.#lastPlace = 2 ** bits - 1;
    this.#shift = 32 - bits;
    this.#factors = Uint32Array.from({ length: words }, () => (Math.random() * 2 ** 32) | 1);
  }

  /** The number of a key, or -1. Only the key asked for last can be put in. */
  find(key: Uint32Array): number {
    const { words, keys } = this;
    const places = this.#places;
    const home = this.#homeOf(key);
    this.#askedHome = home;
    for (let place = home; ; place = (place + 1) & this.#lastPlace) {
      const found = (places[place] as number) - 1;
      if (found < 0) return -1;
      const start = found * words;
      let word = 0;
      while (word < words && keys[start + word] === key[word]) word += 1;
      if (word === words) return found;
    }
  }

  /** Puts in the key that was asked for last and not found. */
  put(key: Uint32Array, number: number): void {
    let place = this.#askedHome;
    while (this.#places[place] !== 0) place = (place + 1) & this.#lastPlace;
    this.#places[place] = number + 1;
    this.#homes[number] = this.#askedHome;
    this.keys.set(key, number * this.words);
  }

  /** Takes a key out. Those behind it move up, so that no place has to be marked as once used. */
  remove(number: number): void {
    const places = this.#places;
    const last = this.#lastPlace;
    let hole = this.#homes[number] as number;
    while (places[hole] !== number + 1) hole = (hole + 1) & last;
    for (let place = (hole + 1) & last; places[place] !== 0; place = (place + 1) & last) {
      const home = this.#homes[(places[place] as number) - 1] as number;
      // A key may not move to before its home.
      if (((place - home) & last) < ((place - hole) & last)) continue;
      places[hole] = places[place] as number;
      hole = place;
    }
    places[hole] = 0;
  }

  clear(): void {
    this.#places.fill(0);
  }

  #homeOf(key: Uint32Array): number {
    let hash = 0;
    for (let word = 0; word < this.words; word += 1) {
      hash = Math.imul(hash ^ (key[word] as number), this.#factors[word] as number);
      hash ^= hash >>> 15;
    }
    // The upper bits depend on all bits of the key.
    return Math.imul(hash, this.#factors[0] as number) >>> this.#shift;
  }
}
