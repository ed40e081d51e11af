/** Of packets that a held view keeps. */
export const HELD_BYTES = 8 * 1024 * 1024;
export const HELD_BYTES_ROWS = 100_000;

/** The captured bytes of some packets in a row, in memory that is used again. */
export class HeldBytes {
  readonly #bytes = new Uint8Array(HELD_BYTES);
  readonly #starts = new Uint32Array(HELD_BYTES_ROWS);
  readonly #lengths = new Uint16Array(HELD_BYTES_ROWS);
  /** Sequence of the first, and how many there are. */
  #first = 0;
  #count = 0;

  /** Begins with the packet of this sequence. */
  begin(first: number): void {
    this.#first = first;
    this.#count = 0;
  }

  clear(): void {
    this.#count = 0;
  }

  /** The next packet: so many bytes from `start` on. */
  addRow(start: number, length: number): void {
    this.#starts[this.#count] = start;
    this.#lengths[this.#count] = length;
    this.#count += 1;
  }

  /** Copies in what lies from `start` on. */
  setBytes(start: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, start);
  }

  has(sequence: number): boolean {
    return sequence >= this.#first && sequence < this.#first + this.#count;
  }

  /** Of a packet that it has. */
  lengthOf(sequence: number): number {
    return this.#lengths[sequence - this.#first] as number;
  }

  /** A copy; of a packet that it has. */
  read(sequence: number): Uint8Array {
    const start = this.#starts[sequence - this.#first] as number;
    return this.#bytes.slice(start, start + this.lengthOf(sequence));
  }
}
