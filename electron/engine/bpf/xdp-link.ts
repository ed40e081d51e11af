/**
 * Attaching by BPF link: the kernel detaches when the link's file descriptor closes, so also when
 * this process dies, however it dies.
 */
import { err, fail, ok, type Result } from '../../contract/result.ts';
import type { AttachMode, ForeignProgram, NetworkInterface } from '../../contract/state.ts';
import {
  type Libbpf,
  XDP_ATTACHED_HW,
  XDP_ATTACHED_SKB,
  XDP_FLAGS_DRV_MODE,
  XDP_FLAGS_SKB_MODE,
} from '../ffi/libbpf.ts';
import { closeFd } from '../ffi/libc.ts';
import { explainAge, explainDenial } from '../refusals/denial.ts';
import { heldInterface, nativeRefusal } from '../refusals/sentences.ts';
import type { DataPlane, LoadedProgram } from './data-plane.ts';
import { errnoName } from './errno.ts';
import { programInfo, programNameById } from './program-info.ts';

export type AttachTarget = Pick<NetworkInterface, 'name' | 'ifindex' | 'driver' | 'mtuBytes'>;

/** One program on one interface. Disposing detaches it. */
export class XdpLink implements Disposable {
  readonly mode: AttachMode;
  readonly whyGeneric: string | undefined;
  readonly programId: number;
  #linkFd: number;
  #program: LoadedProgram;
  #libbpf: Libbpf;

  constructor(
    libbpf: Libbpf,
    linkFd: number,
    program: LoadedProgram,
    mode: AttachMode,
    whyGeneric?: string,
  ) {
    this.#libbpf = libbpf;
    this.#linkFd = linkFd;
    this.#program = program;
    this.mode = mode;
    this.whyGeneric = whyGeneric;
    this.programId = programInfo(libbpf, program.fd)?.id ?? 0;
  }

  /** Puts another program in the place of this one, without a gap. */
  replace(program: LoadedProgram): Result<XdpLink> {
    const result = this.#libbpf.updateLink(this.#linkFd, program.fd, null);
    if (result !== 0) {
      const name = errnoName(result);
      return fail(
        'kernel-refused',
        `The kernel would not replace the filter program (${name}).`,
        'The old one goes on filtering.',
        name,
      );
    }
    this.#program[Symbol.dispose]();
    const link = new XdpLink(this.#libbpf, this.#linkFd, program, this.mode, this.whyGeneric);
    this.#linkFd = -1;
    return ok(link);
  }

  [Symbol.dispose](): void {
    if (this.#linkFd < 0) return;
    closeFd(this.#linkFd);
    this.#linkFd = -1;
    this.#program[Symbol.dispose]();
  }
}

/**
 * Attaches in native mode, or in generic mode where the driver cannot, and says why.
 * Never takes the hook from another program: fails with `interface-busy`.
 */
export async function attachXdp(
  plane: DataPlane,
  target: AttachTarget,
  interfaceSlot: number,
): Promise<Result<XdpLink>> {
  const holder = queryHolder(plane.libbpf, target.ifindex);
  if (holder) return err(heldInterface(target.name, holder));

  let native = await tryAttach(plane, target, interfaceSlot, 'native', false);
  // A driver whose buffers are smaller than its MTU takes only programs that know frames in pieces.
  if (native.result < 0) {
    const withFrags = await tryAttach(plane, target, interfaceSlot, 'native', true);
    if (withFrags.result >= 0) native = withFrags;
  }
  if (native.failure) return native.failure;
  if (native.link) return ok(native.link);

  const whyGeneric = nativeRefusal(target, errnoName(native.result));
  const generic = await tryAttach(plane, target, interfaceSlot, 'generic', false, whyGeneric);
  if (generic.failure) return generic.failure;
  return generic.link ? ok(generic.link) : refused(plane.libbpf, target, generic.result);
}

/** Who holds the XDP hook of an interface, if anybody does. */
export function queryHolder(libbpf: Libbpf, ifindex: number): ForeignProgram | undefined {
  const query = libbpf.queryXdp(ifindex);
  if (typeof query === 'number') return undefined;
  const id = query.prog_id || query.drv_prog_id || query.skb_prog_id || query.hw_prog_id;
  if (id === 0) return undefined;
  const mode =
    query.attach_mode === XDP_ATTACHED_SKB
      ? 'generic'
      : query.attach_mode === XDP_ATTACHED_HW
        ? 'offload'
        : 'native';
  const name = programNameById(libbpf, id);
  return name === undefined ? { id, mode } : { id, mode, name };
}

interface Attempt {
  /** Link descriptor or negative errno of the attach call. */
  readonly result: number;
  readonly link?: XdpLink;
  /** The program could not even be loaded. */
  readonly failure?: Result<never>;
}

async function tryAttach(
  plane: DataPlane,
  target: AttachTarget,
  interfaceSlot: number,
  mode: AttachMode,
  hasFrags: boolean,
  whyGeneric?: string,
): Promise<Attempt> {
  const program = await plane.loadProgram({ interfaceSlot, hasFrags });
  // Kernels before 5.18 know no frags: then the plain program was the only chance.
  if (!program.ok) return hasFrags ? { result: -1 } : { result: -1, failure: program };
  const flags = mode === 'native' ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
  const result = plane.libbpf.createXdpLink(program.value.fd, target.ifindex, flags);
  if (result < 0) {
    program.value[Symbol.dispose]();
    return { result };
  }
  return { result, link: new XdpLink(plane.libbpf, result, program.value, mode, whyGeneric) };
}

function refused(libbpf: Libbpf, target: AttachTarget, result: number): Result<never> {
  const name = errnoName(result);
  switch (name) {
    case 'EBUSY':
    case 'EEXIST': {
      const holder = queryHolder(libbpf, target.ifindex);
      if (holder) return err(heldInterface(target.name, holder));
      break;
    }
    case 'EPERM':
    case 'EACCES':
      return err(explainDenial(name));
    case 'ENODEV':
    case 'EINVAL':
      return fail(
        'interface-gone',
        `${target.name} is not there any more.`,
        'Choose another interface, or plug it in again.',
        name,
      );
  }
  const age = explainAge(name);
  if (age) return err(age);
  return fail(
    'kernel-refused',
    `The kernel would not attach the filter to ${target.name} (${name}).`,
    'Please report this with the kind of interface and your kernel version.',
    name,
  );
}
