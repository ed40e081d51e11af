const FEWEST_BITS = 8;
/** They keep the way from home to the key short. */
const PLACES_PER_KEY = 4;

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
  /** By its number; the upper bits say where a key is looked for first. */
  readonly #hashes: Int32Array;
  /**
   * The number of the key at a place, plus one; 0 is a free place. It grows with the keys: what is looked
   * at for every packet should stay in the processor's cache.
   */
  #places: Int32Array;
  #lastPlace: number;
  #shift: number;
  #count = 0;
  /** Drawn anew for each index: nobody can send keys that all begin at one place. */
  readonly #factors: Uint32Array;
  /** Of the key that was asked for last. */
  #askedHash = 0;

  constructor(capacity: number, words: number) {
    this.capacity = capacity;
    this.words = words;
    this.keys = new Uint32Array(capacity * words);
    this.#hashes = new Int32Array(capacity);
    this.#places = new Int32Array(2 ** FEWEST_BITS);
    this.#lastPlace = 2 ** FEWEST_BITS - 1;
    this.#shift = 32 - FEWEST_BITS;
    this.#factors = Uint32Array.from({ length: words }, () => (Math.random() * 2 ** 32) | 1);
  }

  /** The number of a key, or -1. Only the key asked for last can be put in. */
  find(key: Uint32Array): number {
    const { words, keys } = this;
    const places = this.#places;
    const hash = this.#hashOf(key);
    this.#askedHash = hash;
    for (let place = hash >>> this.#shift; ; place = (place + 1) & this.#lastPlace) {
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
    this.#count += 1;
    if (this.#count * PLACES_PER_KEY > this.#places.length) this.#grow();
    this.#hashes[number] = this.#askedHash;
    this.keys.set(key, number * this.words);
    this.#take(number);
  }

  /** Takes a key out. Those behind it move up, so that no place has to be marked as once used. */
  remove(number: number): void {
    const places = this.#places;
    const last = this.#lastPlace;
    let hole = (this.#hashes[number] as number) >>> this.#shift;
    while (places[hole] !== number + 1) hole = (hole + 1) & last;
    for (let place = (hole + 1) & last; places[place] !== 0; place = (place + 1) & last) {
      const home = (this.#hashes[(places[place] as number) - 1] as number) >>> this.#shift;
      // A key may not move to before its home.
      if (((place - home) & last) < ((place - hole) & last)) continue;
      places[hole] = places[place] as number;
      hole = place;
    }
    places[hole] = 0;
    this.#count -= 1;
  }

  clear(): void {
    this.#places.fill(0);
    this.#count = 0;
  }

  #take(number: number): void {
    let place = (this.#hashes[number] as number) >>> this.#shift;
    while (this.#places[place] !== 0) place = (place + 1) & this.#lastPlace;
    this.#places[place] = number + 1;
  }

  #grow(): void {
    const taken = this.#places.filter((place) => place !== 0);
    this.#places = new Int32Array(this.#places.length * 2);
    this.#lastPlace = this.#places.length - 1;
    this.#shift -= 1;
    for (const place of taken) this.#take(place - 1);
  }

  #hashOf(key: Uint32Array): number {
    let hash = 0;
    for (let word = 0; word < this.words; word += 1) {
      hash = Math.imul(hash ^ (key[word] as number), this.#factors[word] as number);
      hash ^= hash >>> 15;
    }
    // The upper bits depend on all bits of the key.
    return Math.imul(hash, this.#factors[0] as number);
  }
}
