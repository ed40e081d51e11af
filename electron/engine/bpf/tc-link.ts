/** Filtering what leaves an interface, by the best that the kernel has. */
import type { Result } from '../../contract/result.ts';
import type { Libbpf } from '../ffi/libbpf.ts';
import { attachClsact } from './clsact-link.ts';
import {
  type EgressKind,
  type EgressLink,
  type EgressTarget,
  egressRefused,
} from './egress-link.ts';
import { attachTcx } from './tcx-link.ts';

const EINVAL = 22;

export interface EgressOptions {
  /** Only this way; without it TCX where the kernel has it, and clsact otherwise. */
  readonly kind?: EgressKind;
}

/**
 * Attaches a loaded program of the type SCHED_CLS on the way out. To be called by who holds the
 * interface's XDP hook. Fails with `interface-gone`, `interface-busy`, `missing-privileges`,
 * `missing-library` (clsact wants the command `tc`) or `kernel-refused`.
 */
export async function attachEgress(
  libbpf: Libbpf,
  target: EgressTarget,
  programFd: number,
  { kind }: EgressOptions = {},
): Promise<Result<EgressLink>> {
  if (kind !== 'clsact') {
    const attached = attachTcx(libbpf, target, programFd);
    if (attached) return attached;
    if (kind === 'tcx') return egressRefused(target, -EINVAL);
  }
  return attachClsact(libbpf, target, programFd);
}
