import type { Direction } from '../../contract/language/statement.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { Attachment } from '../../contract/state.ts';
import type { LoadedProgram } from '../bpf/data-plane.ts';
import type { EgressKind, EgressLink } from '../bpf/egress-link.ts';
import { attachEgress } from '../bpf/tc-link.ts';
import { type AttachTarget, attachXdp, type XdpLink } from '../bpf/xdp-link.ts';
import type { LoadProgram, ProgramPlace } from '../enforcement/program-source.ts';
import type { Libbpf } from '../ffi/libbpf.ts';

/** What an attachment says about its hooks. */
export type HookState = Pick<
  Attachment,
  'mode' | 'whyGeneric' | 'programId' | 'egress' | 'egressProgramId' | 'whyNoEgress'
>;

/** The same for both directions. */
type InterfacePlace = Omit<ProgramPlace, 'hasFrags'>;

interface Egress {
  readonly link: EgressLink;
  program: LoadedProgram;
}

/** The programs on both ways of one interface. Disposing detaches them. */
export class AttachedPrograms implements Disposable {
  readonly #xdp: XdpLink;
  readonly #egress: Egress | undefined;
  readonly #whyNoEgress: string | undefined;
  readonly #place: InterfacePlace;
  #isDetached = false;

  private constructor(
    place: InterfacePlace,
    xdp: XdpLink,
    egress: Egress | undefined,
    whyNoEgress: string | undefined,
  ) {
    this.#place = place;
    this.#xdp = xdp;
    this.#egress = egress;
    this.#whyNoEgress = whyNoEgress;
  }

  /**
   * Incoming packets must be filtered, or this fails; that outgoing ones are not is said.
   * `egressKind` forces one of the two ways.
   */
  static async attach(
    libbpf: Libbpf,
    target: AttachTarget,
    interfaceSlot: number,
    load: LoadProgram,
    egressKind?: EgressKind,
  ): Promise<Result<AttachedPrograms>> {
    const place = { interfaceSlot, isRawIp: target.framing === 'ip' };
    const xdp = await attachXdp(libbpf, target, (hasFrags) => load('in', { ...place, hasFrags }));
    if (!xdp.ok) return xdp;
    const egress = await attachOut(libbpf, target, place, load, egressKind);
    return ok(
      new AttachedPrograms(
        place,
        xdp.value,
        egress.ok ? egress.value : undefined,
        egress.ok ? undefined : egress.error.message,
      ),
    );
  }

  get state(): HookState {
    const { mode, whyGeneric } = this.#xdp.place;
    return {
      mode,
      programId: this.#xdp.programId,
      egress: this.#egress?.link.kind ?? 'none',
      ...(this.#egress ? { egressProgramId: this.#egress.link.programId } : {}),
      ...(whyGeneric === undefined ? {} : { whyGeneric }),
      ...(this.#whyNoEgress === undefined ? {} : { whyNoEgress: this.#whyNoEgress }),
    };
  }

  /** By us, since it was disposed. */
  get isDetached(): boolean {
    return this.#isDetached;
  }

  /** False when somebody took the program for outgoing packets away. */
  get isEgressInPlace(): boolean {
    return this.#egress?.link.isInPlace() ?? true;
  }

  /** Programs of another generation for the same places. Nothing is replaced yet. */
  async loadSuccessors(
    load: LoadProgram,
    directions: readonly Direction[],
  ): Promise<Result<Successors>> {
    const { hasFrags } = this.#xdp.place;
    const incoming = directions.includes('in')
      ? await load('in', { ...this.#place, hasFrags })
      : ok(undefined);
    if (!incoming.ok) return incoming;
    const outgoing =
      this.#egress && directions.includes('out')
        ? await load('out', { ...this.#place, hasFrags: false })
        : ok(undefined);
    if (outgoing.ok) return ok({ incoming: incoming.value, outgoing: outgoing.value });
    incoming.value?.[Symbol.dispose]();
    return outgoing;
  }

  /** Owns the program afterwards, and gives the old one. */
  swapIncoming(program: LoadedProgram): Result<LoadedProgram> {
    return this.#xdp.swap(program);
  }

  /** As {@link swapIncoming}. */
  swapOutgoing(program: LoadedProgram): Result<LoadedProgram> {
    const egress = this.#egress;
    if (!egress) throw new Error('nothing is attached on the way out');
    const replaced = egress.link.replace(program.fd);
    // It was taken off, or its interface is gone: whoever watches interfaces will notice.
    if (!replaced.ok && egress.link.isInPlace()) return replaced;
    const old = egress.program;
    egress.program = program;
    return ok(old);
  }

  [Symbol.dispose](): void {
    this.#isDetached = true;
    this.#xdp[Symbol.dispose]();
    this.#egress?.link[Symbol.dispose]();
    this.#egress?.program[Symbol.dispose]();
  }
}

/** Undefined: the one that is there stays. */
export interface Successors {
  readonly incoming: LoadedProgram | undefined;
  readonly outgoing: LoadedProgram | undefined;
}

async function attachOut(
  libbpf: Libbpf,
  target: AttachTarget,
  place: InterfacePlace,
  load: LoadProgram,
  kind: EgressKind | undefined,
): Promise<Result<Egress>> {
  const program = await load('out', { ...place, hasFrags: false });
  if (!program.ok) return program;
  const link = await attachEgress(libbpf, target, program.value.fd, kind ? { kind } : {});
  if (link.ok) return ok({ link: link.value, program: program.value });
  program.value[Symbol.dispose]();
  return link;
}
