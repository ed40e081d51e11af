import { fail, ok, type Result } from '../../contract/result.ts';
import {
  copyOut,
  lastErrno,
  MAP_FAILED,
  mmap,
  munmap,
  PAGE_BYTES,
  type Pointer,
  PROT_READ,
  PROT_WRITE,
} from '../ffi/libc.ts';
import type { BpfMap } from './bpf-map.ts';
import { errnoName } from './errno.ts';

/** The values of an array map (BPF_F_MMAPABLE) in this process's memory, for writing. */
export class MappedArray implements Disposable {
  readonly #address: Pointer;
  readonly #lengthBytes: number;

  private constructor(address: Pointer, lengthBytes: number) {
    this.#address = address;
    this.#lengthBytes = lengthBytes;
  }

  /** `sizeBytes` of all values, above 0. Fails with `kernel-refused`. */
  static open(map: BpfMap, sizeBytes: number): Result<MappedArray> {
    const lengthBytes = Math.ceil(sizeBytes / PAGE_BYTES) * PAGE_BYTES;
    const address = mmap(lengthBytes, PROT_READ | PROT_WRITE, map.fd, 0);
    if (address !== MAP_FAILED) return ok(new MappedArray(address, lengthBytes));
    const errno = errnoName(lastErrno());
    return fail(
      'kernel-refused',
      `The table "${map.name}" cannot be mapped (${errno}).`,
      'Free memory and try again; everything stays as it was.',
      errno,
    );
  }

  /** Aligned 4 or 8 bytes are one store. */
  write(offsetBytes: number, bytes: Uint8Array): void {
    if (offsetBytes + bytes.length > this.#lengthBytes) throw new RangeError('beyond the table');
    copyOut(this.#address + BigInt(offsetBytes), bytes, bytes.length);
  }

  [Symbol.dispose](): void {
    munmap(this.#address, this.#lengthBytes);
  }
}
