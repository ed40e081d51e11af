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
import { heldInterface, nativeRefusal, unknownFraming } from '../refusals/sentences.ts';
import type { LoadedProgram } from './data-plane.ts';
import { errnoName } from './errno.ts';
import { programInfo, programNameById } from './program-info.ts';

export type AttachTarget = Pick<
  NetworkInterface,
  'name' | 'ifindex' | 'driver' | 'mtuBytes' | 'framing'
>;

/** `hasFrags`: for frames in several buffers. */
export type LoadXdpProgram = (hasFrags: boolean) => Promise<Result<LoadedProgram>>;

/** How a program came to its place. */
export interface XdpPlace {
  readonly mode: AttachMode;
  readonly hasFrags: boolean;
  /** Present exactly when the mode is generic. */
  readonly whyGeneric?: string;
}

/** One program on one interface. Disposing detaches it. */
export class XdpLink implements Disposable {
  readonly place: XdpPlace;
  readonly #libbpf: Libbpf;
  #linkFd: number;
  #program: LoadedProgram;

  constructor(libbpf: Libbpf, linkFd: number, program: LoadedProgram, place: XdpPlace) {
    this.#libbpf = libbpf;
    this.#linkFd = linkFd;
    this.#program = program;
    this.place = place;
  }

  get programId(): number {
    return programInfo(this.#libbpf, this.#program.fd)?.id ?? 0;
  }

  /**
   * Puts another program in the place of this one, without a gap, and owns it. Gives the old one,
   * which is the caller's to free, or to put back.
   */
  swap(program: LoadedProgram): Result<LoadedProgram> {
    const result = this.#libbpf.updateLink(this.#linkFd, program.fd, null);
    const name = result === 0 ? undefined : errnoName(result);
    // The interface is gone, which whoever watches interfaces will notice.
    if (name !== undefined && name !== 'ENOLINK') {
      return fail(
        'kernel-refused',
        `The kernel would not replace the filter program (${name}).`,
        'The old one goes on filtering.',
        name,
      );
    }
    const old = this.#program;
    this.#program = program;
    return ok(old);
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
  libbpf: Libbpf,
  target: AttachTarget,
  load: LoadXdpProgram,
): Promise<Result<XdpLink>> {
  const holder = queryHolder(libbpf, target.ifindex);
  if (holder) return err(heldInterface(target.name, holder));
  if (target.framing === 'other') return err(unknownFraming(target.name));

  const attempt = (place: XdpPlace) => tryAttach(libbpf, target, load, place);
  let native = await attempt({ mode: 'native', hasFrags: false });
  // A driver whose buffers are smaller than its MTU takes only programs that know frames in pieces.
  if (native.result < 0) {
    const withFrags = await attempt({ mode: 'native', hasFrags: true });
    if (withFrags.result >= 0) native = withFrags;
  }
  if (native.failure) return native.failure;
  if (native.link) return ok(native.link);

  const whyGeneric = nativeRefusal(target, errnoName(native.result));
  const generic = await attempt({ mode: 'generic', hasFrags: false, whyGeneric });
  if (generic.failure) return generic.failure;
  return generic.link ? ok(generic.link) : refused(libbpf, target, generic.result);
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
  libbpf: Libbpf,
  target: AttachTarget,
  load: LoadXdpProgram,
  place: XdpPlace,
): Promise<Attempt> {
  const program = await load(place.hasFrags);
  // Kernels before 5.18 know no frags: then the plain program was the only chance.
  if (!program.ok) return place.hasFrags ? { result: -1 } : { result: -1, failure: program };
  const flags = place.mode === 'native' ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
  const result = libbpf.createXdpLink(program.value.fd, target.ifindex, flags);
  if (result < 0) {
    program.value[Symbol.dispose]();
    return { result };
  }
  return { result, link: new XdpLink(libbpf, result, program.value, place) };
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
