import { fail, ok, type Result } from '../../contract/result.ts';
import { BPF_ANY, type Libbpf } from '../ffi/libbpf.ts';
import { errnoName } from './errno.ts';
import { encodeU32 } from './layout.ts';

/** One map of the data plane, owned by the object that made it. Keys and values are raw bytes. */
export class BpfMap {
  readonly name: string;
  readonly fd: number;
  #libbpf: Libbpf;

  constructor(libbpf: Libbpf, name: string, fd: number) {
    this.#libbpf = libbpf;
    this.name = name;
    this.fd = fd;
  }

  update(key: Uint8Array, value: Uint8Array): Result<null> {
    const result = this.#libbpf.updateElement(this.fd, key, value, BPF_ANY);
    return result === 0 ? ok(null) : this.#refused('take an entry', result);
  }

  /**
   * Many entries, on another thread: `keys` and `values` one after the other, as the map's value
   * stride is. They must stay as they are until this is done.
   */
  async updateMany(keys: Uint8Array, values: Uint8Array, count: number): Promise<Result<null>> {
    if (count === 0) return ok(null);
    const result = await this.#libbpf.updateBatchAsync(this.fd, keys, values, [count]);
    return result === 0 ? ok(null) : this.#refused('take entries', result);
  }

  /** The first `count` values of an array, on another thread. */
  updateFirst(values: Uint8Array, count: number): Promise<Result<null>> {
    const keys = Uint32Array.from({ length: count }, (_, index) => index);
    return this.updateMany(new Uint8Array(keys.buffer), values, count);
  }

  /** Removing what is not there is no failure. */
  delete(key: Uint8Array): Result<null> {
    const result = this.#libbpf.deleteElement(this.fd, key);
    return result === 0 || errnoName(result) === 'ENOENT'
      ? ok(null)
      : this.#refused('remove an entry', result);
  }

  /** The key behind this one, or the first for null; undefined behind the last. */
  nextKey(key: Uint8Array | null, keyBytes: number): Uint8Array | undefined {
    const next = new Uint8Array(keyBytes);
    return this.#libbpf.nextKey(this.fd, key, next) === 0 ? next : undefined;
  }

  /** Fills `value`; false if there is no such entry. */
  lookup(key: Uint8Array, value: Uint8Array): boolean {
    return this.#libbpf.lookupElement(this.fd, key, value) === 0;
  }

  /** Fills `values` with the first `count` values of an array map; gives how many were read. */
  lookupFirst(count: number, values: Uint8Array): number {
    const keys = new Uint8Array(4 * count);
    const counted: [number] = [count];
    const result = this.#libbpf.lookupBatch(
      this.fd,
      null,
      new Uint8Array(4),
      keys,
      values,
      counted,
      null,
    );
    // ENOENT: the array ended.
    return result === 0 || errnoName(result) === 'ENOENT' ? counted[0] : 0;
  }

  #refused(what: string, result: number): Result<never> {
    const name = errnoName(result);
    return fail(
      'kernel-refused',
      `The kernel would not ${what} of "${this.name}" (${name}).`,
      'Remove rules that are no longer needed, or free memory, and try again.',
      name,
    );
  }
}

/** An array with one value per possible CPU. */
export class PerCpuArray {
  #map: BpfMap;
  #valueBytes: number;
  readonly cpus: number;
  #batch = new Uint8Array(0);
  #scratch: Uint8Array;

  /** `valueBytes` must be a multiple of 8, as the kernel's stride is. */
  constructor(map: BpfMap, valueBytes: number, cpus: number) {
    this.#map = map;
    this.#valueBytes = valueBytes;
    this.cpus = cpus;
    this.#scratch = new Uint8Array(valueBytes * cpus);
  }

  /** Calls `read` with the value of each CPU in turn; the view is valid during the call only. */
  forEachCpu(index: number, read: (value: DataView) => void): void {
    if (!this.#map.lookup(encodeU32(index), this.#scratch)) return;
    for (let cpu = 0; cpu < this.cpus; cpu += 1) {
      read(new DataView(this.#scratch.buffer, cpu * this.#valueBytes, this.#valueBytes));
    }
  }

  /**
   * The first `count` values of all CPUs, in one call to the kernel: value `index` of `cpu` stands
   * at `(index * cpus + cpu) * valueBytes`. Valid until the next call.
   */
  readFirst(count: number): DataView {
    const sizeBytes = count * this.#scratch.length;
    if (this.#batch.length < sizeBytes) this.#batch = new Uint8Array(sizeBytes);
    const read = this.#map.lookupFirst(count, this.#batch);
    this.#batch.fill(0, read * this.#scratch.length, sizeBytes);
    return new DataView(this.#batch.buffer, 0, sizeBytes);
  }

  clear(index: number): Result<null> {
    return this.#map.update(encodeU32(index), this.#scratch.fill(0));
  }
}
