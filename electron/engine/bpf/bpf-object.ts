import { err, fail, ok, type Result } from '../../contract/result.ts';
import type { Libbpf, MapHandle, ObjectHandle, ProgramHandle } from '../ffi/libbpf.ts';
import { lastErrno } from '../ffi/libc.ts';
import { explainAge, explainDenial, missingRights } from '../refusals/denial.ts';
import { errnoName } from './errno.ts';

const LOG_BYTES = 1024 * 1024;

/** A built BPF object: opened, prepared, loaded, and closed with everything that it owns. */
export class BpfObject implements Disposable {
  #libbpf: Libbpf;
  #handle: ObjectHandle;
  #log: Uint8Array;
  #closed = false;

  private constructor(libbpf: Libbpf, handle: ObjectHandle, log: Uint8Array) {
    this.#libbpf = libbpf;
    this.#handle = handle;
    this.#log = log;
  }

  static open(libbpf: Libbpf, path: string): Result<BpfObject> {
    const log = new Uint8Array(LOG_BYTES);
    const handle = libbpf.openObject(path, log);
    if (handle !== 0n) return ok(new BpfObject(libbpf, handle, log));
    return fail(
      'missing-object',
      `The filter program ${path} cannot be opened (${errnoName(lastErrno())}).`,
      'Build it with "npm run build", or install Portcullis again.',
    );
  }

  program(name: string): ProgramHandle {
    return this.#libbpf.findProgram(this.#handle, name) ?? missing(`program ${name}`);
  }

  map(name: string): MapHandle {
    return this.#libbpf.findMap(this.#handle, name) ?? missing(`map ${name}`);
  }

  async load(): Promise<Result<null>> {
    const result = await this.#libbpf.loadObject(this.#handle);
    if (result === 0) return ok(null);
    const name = errnoName(result);
    const evidence = `${name}\n${this.#kernelLog()}`.trim();
    // The verifier says EACCES as well, of a program that it rejects.
    const isDenied = name === 'EPERM' || (name === 'EACCES' && missingRights() !== undefined);
    if (isDenied) return err(explainDenial(evidence));
    const age = explainAge(evidence);
    if (age) return err(age);
    return fail(
      'kernel-refused',
      `The kernel refused the filter program (${name}).`,
      'Please report this with the details and your kernel version.',
      this.#kernelLog(),
    );
  }

  /** Safe to call twice. Maps and programs live on where a file descriptor of them does. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#libbpf.closeObject(this.#handle);
  }

  /** The end of what the verifier said, which is where it names the fault. */
  #kernelLog(): string {
    const end = this.#log.indexOf(0);
    return Buffer.from(this.#log.subarray(0, end < 0 ? undefined : end))
      .toString('latin1')
      .slice(-8000);
  }
}

/** The object does not fit this code: a bug of the build. */
function missing(what: string): never {
  throw new Error(`the filter object has no ${what}`);
}
