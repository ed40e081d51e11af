/** Larger than any block of ours, and small enough to be handed on soon. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Little-endian numbers and bytes, one after the other, in chunks. `emit` receives each chunk when
 * it is full, which is its own from then on.
 */
export class ChunkWriter {
  readonly #emit: (chunk: Uint8Array<ArrayBuffer>) => void;
  #chunk = new Uint8Array(0);
  #view = new DataView(this.#chunk.buffer);
  /** What stands before was handed on. */
  #start = 0;
  #end = 0;

  constructor(emit: (chunk: Uint8Array<ArrayBuffer>) => void) {
    this.#emit = emit;
  }

  /** What comes next, `bytes` in all, lies within one chunk. */
  reserve(bytes: number): void {
    if (this.#end + bytes <= this.#chunk.length) return;
    this.flush();
    this.#chunk = new Uint8Array(Math.max(CHUNK_BYTES, bytes));
    this.#view = new DataView(this.#chunk.buffer);
    this.#start = 0;
    this.#end = 0;
  }

  u8(value: number): void {
    this.#chunk[this.#end] = value;
    this.#end += 1;
  }

  u16(value: number): void {
    this.#view.setUint16(this.#end, value, true);
    this.#end += 2;
  }

  u32(value: number): void {
    this.#view.setUint32(this.#end, value, true);
    this.#end += 4;
  }

  i64(value: number): void {
    this.#view.setBigInt64(this.#end, BigInt(value), true);
    this.#end += 8;
  }

  /** Fresh chunks are zero, so padding only moves on. */
  padded(bytes: Uint8Array): void {
    this.#chunk.set(bytes, this.#end);
    this.#end += (bytes.length + 3) & ~3;
  }

  pad(bytes: number): void {
    this.#end += bytes;
  }

  /** Hands on what there is. The rest of the chunk is still to be filled. */
  flush(): void {
    if (this.#end === this.#start) return;
    this.#emit(this.#chunk.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }
}
