/**
 * Egress by TCX (Linux 6.6 and newer): a BPF link, so the kernel detaches when its file descriptor
 * closes, also when this process dies.
 */
import { ok, type Result } from '../../contract/result.ts';
import { BPF_F_BEFORE, BPF_TCX_EGRESS, type Libbpf } from '../ffi/libbpf.ts';
import { closeFd } from '../ffi/libc.ts';
import {
  type EgressLink,
  type EgressTarget,
  egressNotReplaced,
  egressRefused,
} from './egress-link.ts';
import { errnoName } from './errno.ts';
import { programInfo } from './program-info.ts';

/** `struct bpf_link_info`, as far as it is read. <linux/bpf.h> */
const INFO_BYTES = 24;
const PROGRAM_ID_OFFSET = 8;
const TCX_IFINDEX_OFFSET = 16;

class TcxLink implements EgressLink {
  readonly kind = 'tcx';
  #libbpf: Libbpf;
  #fd: number;
  #programId: number;

  constructor(libbpf: Libbpf, fd: number, programId: number) {
    this.#libbpf = libbpf;
    this.#fd = fd;
    this.#programId = programId;
  }

  get programId(): number {
    return this.#programId;
  }

  replace(programFd: number): Result<null> {
    const result = this.#libbpf.updateLink(this.#fd, programFd, null);
    if (result !== 0) return egressNotReplaced(errnoName(result));
    this.#programId = programInfo(this.#libbpf, programFd)?.id ?? 0;
    return ok(null);
  }

  isInPlace(): boolean {
    if (this.#fd < 0) return false;
    const info = new DataView(new ArrayBuffer(INFO_BYTES));
    const bytes = new Uint8Array(info.buffer);
    if (this.#libbpf.infoByFd(this.#fd, bytes, [INFO_BYTES]) !== 0) return false;
    // 0: detached by force, or the interface is gone. The link itself lives on.
    const ifindex = info.getUint32(TCX_IFINDEX_OFFSET, true);
    return ifindex !== 0 && info.getUint32(PROGRAM_ID_OFFSET, true) === this.#programId;
  }

  [Symbol.dispose](): void {
    if (this.#fd < 0) return;
    closeFd(this.#fd);
    this.#fd = -1;
  }
}

/**
 * Attaches in front of what is there: a program of somebody else that has the last word on a packet
 * must not let out what the user blocked. `undefined` where the kernel has no TCX.
 */
export function attachTcx(
  libbpf: Libbpf,
  target: EgressTarget,
  programFd: number,
): Result<EgressLink> | undefined {
  const result = libbpf.createTcxLink(programFd, target.ifindex, BPF_TCX_EGRESS, BPF_F_BEFORE);
  if (result >= 0) {
    return ok(new TcxLink(libbpf, result, programInfo(libbpf, programFd)?.id ?? 0));
  }
  return errnoName(result) === 'EINVAL' ? undefined : egressRefused(target, result);
}
