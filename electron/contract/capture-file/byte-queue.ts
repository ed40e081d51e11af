const FIRST_CAPACITY = 64 * 1024;

/** Bytes that arrived and were not read yet, in one piece. What is not wanted can be skipped ahead. */
export class ByteQueue {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #start = 0;
  #end = 0;
  #toSkip = 0;
  #offset = 0;

  /** Copies the chunk. */
  append(chunk: Uint8Array): void {
    const skipped = Math.min(this.#toSkip, chunk.length);
    this.#toSkip -= skipped;
    const rest = chunk.subarray(skipped);
    this.#makeRoom(rest.length);
    this.#bytes.set(rest, this.#end);
    this.#end += rest.length;
  }

  /** Bytes that can be read now. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Where the next byte stands in the file. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether bytes that are to be skipped have not arrived yet. */
  get isSkipping(): boolean {
    return this.#toSkip > 0;
  }

  /** The next bytes, in place, until the next {@link append}. */
  peek(bytes: number): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#start + bytes);
  }

  /** Those that are not here yet as well. */
  skip(bytes: number): void {
    const here = Math.min(bytes, this.length);
    this.#start += here;
    this.#toSkip += bytes - here;
    this.#offset += bytes;
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const target =
      this.length + bytes <= this.#bytes.length
        ? this.#bytes
        : new Uint8Array(Math.max(this.#bytes.length * 2, this.length + bytes));
    target.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = target;
    this.#end -= this.#start;
    this.#start = 0;
  }
}
