/**
 * Egress by a direct-action filter at the clsact qdisc, for kernels without TCX. Such a filter
 * outlives the process that attached it, so it carries a handle that tells it is ours, a watchdog
 * removes it when this process dies, and the next attach clears what is left all the same.
 */
import { fail, ok, type Result } from '../../contract/result.ts';
import { BPF_TC_EGRESS, BPF_TC_F_REPLACE, type Libbpf, type TcOptions } from '../ffi/libbpf.ts';
import { CLSACT_EGRESS, listTcFilters, type TcFilter } from '../network/tc-filters.ts';
import { ensureClsact, removeUnusedClsact } from './clsact-qdisc.ts';
import { ClsactWatchdog } from './clsact-watchdog.ts';
import {
  type EgressLink,
  type EgressTarget,
  egressNotReplaced,
  egressRefused,
} from './egress-link.ts';
import { errnoName } from './errno.ts';
import { PROGRAM_NAMES } from './layout.ts';
import { programInfo } from './program-info.ts';

/** "port", in a qdisc that was there before. */
export const EGRESS_HANDLE = 0x706f_7274;
/** "poru": in a qdisc of our own, which goes with the filter. */
export const EGRESS_HANDLE_OWN_QDISC = 0x706f_7275;
const HANDLES = [EGRESS_HANDLE, EGRESS_HANDLE_OWN_QDISC];
/** The first: a filter of somebody else that has the last word must not let out what is blocked. */
export const EGRESS_PRIORITY = 1;

const NOTHING: TcOptions = { prog_fd: 0, flags: 0, prog_id: 0, handle: 0, priority: 0 };

class ClsactLink implements EgressLink {
  readonly kind = 'clsact';
  #libbpf: Libbpf;
  #ifindex: number;
  #handle: number;
  #programId: number;
  #watchdog: ClsactWatchdog;
  #disposed = false;

  constructor(
    libbpf: Libbpf,
    ifindex: number,
    handle: number,
    programId: number,
    watchdog: ClsactWatchdog,
  ) {
    this.#libbpf = libbpf;
    this.#ifindex = ifindex;
    this.#handle = handle;
    this.#programId = programId;
    this.#watchdog = watchdog;
  }

  get programId(): number {
    return this.#programId;
  }

  replace(programFd: number): Result<null> {
    // Without a look, the call would put a filter back that somebody took away.
    if (!this.isInPlace()) return egressNotReplaced('ENOENT');
    const id = programInfo(this.#libbpf, programFd)?.id ?? 0;
    this.#watchdog.puts(this.#handle, id);
    const result = attachFilter(
      this.#libbpf,
      this.#ifindex,
      this.#handle,
      programFd,
      BPF_TC_F_REPLACE,
    );
    if (result !== 0) {
      this.#watchdog.puts(this.#handle, this.#programId);
      return egressNotReplaced(errnoName(result));
    }
    this.#programId = id;
    return ok(null);
  }

  isInPlace(): boolean {
    if (this.#disposed) return false;
    const found = { ...NOTHING, handle: this.#handle, priority: EGRESS_PRIORITY };
    const result = this.#libbpf.queryTc(egressOf(this.#ifindex), found);
    return result === 0 && found.prog_id === this.#programId;
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    if (this.isInPlace()) detachFilter(this.#libbpf, this.#ifindex, this.#handle);
    if (this.#handle === EGRESS_HANDLE_OWN_QDISC) removeUnusedClsact(this.#libbpf, this.#ifindex);
    this.#watchdog[Symbol.dispose]();
    this.#disposed = true;
  }
}

/** Clears what is left, then attaches. Fails with `interface-busy` where others stand in the way. */
export async function attachClsact(
  libbpf: Libbpf,
  target: EgressTarget,
  programFd: number,
): Promise<Result<EgressLink>> {
  const cleared = clearLeftEgress(libbpf, target);
  if (!cleared.ok) return cleared;
  const watchdog = await ClsactWatchdog.start(target.ifindex, EGRESS_PRIORITY);
  if (!watchdog.ok) return watchdog;
  const attached = attachWatched(libbpf, target, programFd, watchdog.value);
  if (!attached.ok) watchdog.value[Symbol.dispose]();
  return attached;
}

function attachWatched(
  libbpf: Libbpf,
  target: EgressTarget,
  programFd: number,
  watchdog: ClsactWatchdog,
): Result<EgressLink> {
  const { ifindex } = target;
  const madeQdisc = ensureClsact(libbpf, target);
  if (!madeQdisc.ok) return madeQdisc;
  if (madeQdisc.value) watchdog.madeQdisc();
  const handle = madeQdisc.value ? EGRESS_HANDLE_OWN_QDISC : EGRESS_HANDLE;
  const programId = programInfo(libbpf, programFd)?.id ?? 0;
  watchdog.puts(handle, programId);
  const result = attachFilter(libbpf, ifindex, handle, programFd, 0);
  if (result === 0) return ok(new ClsactLink(libbpf, ifindex, handle, programId, watchdog));
  if (madeQdisc.value) removeUnusedClsact(libbpf, ifindex);
  return refused(target, result);
}

/**
 * Removes a filter of ours that a dead engine left on the way out of an interface, with the qdisc
 * that it made. Only for who holds the interface's XDP hook: that is what keeps two engines apart.
 * Fails with `interface-busy` where the handle is somebody else's.
 */
export function clearLeftEgress(libbpf: Libbpf, { name, ifindex }: EgressTarget): Result<null> {
  for (const filter of listTcFilters(ifindex, CLSACT_EGRESS) ?? []) {
    if (filter.priority !== EGRESS_PRIORITY || !HANDLES.includes(filter.handle)) continue;
    if (!isOurs(filter)) {
      return fail(
        'interface-busy',
        `What leaves ${name} cannot be filtered: "${filter.programName}" has the place of our filter.`,
        'Portcullis never takes over. Stop the program that attached it.',
        `tc filter, pref ${filter.priority}, handle 0x${filter.handle.toString(16)}`,
      );
    }
    detachFilter(libbpf, ifindex, filter.handle);
    if (filter.handle === EGRESS_HANDLE_OWN_QDISC) removeUnusedClsact(libbpf, ifindex);
  }
  return ok(null);
}

/** libbpf calls a filter by its program's name and id: `portcullis_tc:[42]`. */
function isOurs({ programId, programName }: TcFilter): boolean {
  return programName === `${PROGRAM_NAMES.out}:[${programId}]`;
}

function egressOf(ifindex: number) {
  return { ifindex, attach_point: BPF_TC_EGRESS };
}

function attachFilter(
  libbpf: Libbpf,
  ifindex: number,
  handle: number,
  programFd: number,
  flags: number,
): number {
  return libbpf.attachTc(egressOf(ifindex), {
    ...NOTHING,
    prog_fd: programFd,
    flags,
    handle,
    priority: EGRESS_PRIORITY,
  });
}

function detachFilter(libbpf: Libbpf, ifindex: number, handle: number): void {
  libbpf.detachTc(egressOf(ifindex), { ...NOTHING, handle, priority: EGRESS_PRIORITY });
}

/** A filter of another kind or protocol keeps ours out of its priority. */
function refused(target: EgressTarget, result: number): Result<never> {
  const others = listTcFilters(target.ifindex, CLSACT_EGRESS) ?? [];
  const neighbour = others.find(({ priority }) => priority === EGRESS_PRIORITY);
  if (errnoName(result) !== 'EINVAL' || !neighbour) return egressRefused(target, result);
  return fail(
    'interface-busy',
    `What leaves ${target.name} cannot be filtered: a tc filter of kind "${neighbour.kind}" has our priority, ${EGRESS_PRIORITY}.`,
    'Portcullis never takes over. Whoever made it can give it another priority.',
  );
}
