/**
 * Vectors as they are built and kept. One is worked on at a time by flipping bits; it is kept once,
 * whatever the number of classes that it is the answer for.
 */
import { MAX_POSITIONS, MAX_VECTORS, TABLE_LAYOUTS, VECTOR_WORDS } from './tables.ts';

/** In 32-bit halves of words. */
const STORED = TABLE_LAYOUTS.vector.size / 4;
const WORDS_START = TABLE_LAYOUTS.vector.offsets.words / 4;
/** Memory is taken for this many at a time. */
const CHUNK_SHIFT = 9;
const CHUNK = 1 << CHUNK_SHIFT;
const HASH_HIGH_BITS = 0xf_ffff;

/**
 * Two random halves for each bit (Zobrist, 1970): the hash of a vector is the xor of its bits', so
 * it follows every flip at no cost. Always the same, so that equal rules give equal tables.
 */
const BIT_HASHES = randomWords(2 * MAX_POSITIONS);

export class VectorStore {
  /** How many halves the positions in use reach into. */
  readonly #halves: number;
  readonly #current: Uint32Array;
  #hashLow = 0;
  #hashHigh = 0;
  readonly #chunks: Uint32Array[] = [];
  #count = 0;
  #indexes = new Map<number, number>();
  #isFull = false;

  constructor(positions: number) {
    this.#halves = Math.ceil(positions / 32);
    this.#current = new Uint32Array(2 * VECTOR_WORDS);
  }

  /** More vectors were asked for than there is room for. What was built is of no use. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Clears the vector that is worked on. */
  clear(): void {
    this.#current.fill(0);
    this.#hashLow = 0;
    this.#hashHigh = 0;
  }

  flip(position: number): void {
    const half = position >>> 5;
    this.#current[half] = (this.#current[half] as number) ^ (1 << (position & 31));
    this.#hashLow ^= BIT_HASHES[2 * position] as number;
    this.#hashHigh ^= BIT_HASHES[2 * position + 1] as number;
  }

  /** Keeps the vector that is worked on. Gives its index. */
  keep(): number {
    // 52 bits: room in a number for the step below.
    let key = (this.#hashHigh & HASH_HIGH_BITS) * 0x1_0000_0000 + (this.#hashLow >>> 0);
    for (let index = this.#indexes.get(key); index !== undefined; index = this.#indexes.get(key)) {
      if (this.#isCurrent(index)) return index;
      key += 1;
    }
    if (this.#count === MAX_VECTORS) {
      this.#isFull = true;
      return 0;
    }
    const index = this.#count;
    this.#count += 1;
    this.#indexes.set(key, index);
    this.#store(index);
    return index;
  }

  /** All vectors that were kept, as `struct vector`. */
  bytes(): Uint8Array {
    const all = new Uint32Array(this.#count * STORED);
    this.#chunks.forEach((chunk, index) => {
      const start = index * CHUNK * STORED;
      all.set(chunk.subarray(0, all.length - start), start);
    });
    return new Uint8Array(all.buffer);
  }

  #isCurrent(index: number): boolean {
    const chunk = this.#chunks[index >>> CHUNK_SHIFT] as Uint32Array;
    const start = (index % CHUNK) * STORED + WORDS_START;
    for (let half = 0; half < this.#halves; half += 1) {
      if (chunk[start + half] !== this.#current[half]) return false;
    }
    return true;
  }

  #store(index: number): void {
    if (index % CHUNK === 0) this.#chunks.push(new Uint32Array(CHUNK * STORED));
    const chunk = this.#chunks[index >>> CHUNK_SHIFT] as Uint32Array;
    const start = (index % CHUNK) * STORED;
    for (let half = 0; half < this.#halves; half += 1) {
      const bits = this.#current[half] as number;
      if (bits === 0) continue;
      chunk[start + WORDS_START + half] = bits;
      const word = half >>> 1;
      const summary = start + (word >>> 5);
      chunk[summary] = (chunk[summary] as number) | (1 << (word & 31));
    }
  }
}

/** The same ones every time (splitmix32). */
function randomWords(count: number): Uint32Array {
  let state = 0;
  return Uint32Array.from({ length: count }, () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  });
}
