/** Which interfaces are filtered: attaches, detaches, and notices when one goes or comes back. */
import type { Direction } from '../../contract/language/statement.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Attachment, NetworkInterface } from '../../contract/state.ts';
import type { LoadedProgram } from '../bpf/data-plane.ts';
import type { EgressKind } from '../bpf/egress-link.ts';
import { MAX_INTERFACES } from '../bpf/layout.ts';
import type { LoadProgram, ProgramHolder, ProgramSource } from '../enforcement/program-source.ts';
import { runSteps, type Step } from '../enforcement/steps.ts';
import type { Libbpf } from '../ffi/libbpf.ts';
import { AttachedPrograms, type Successors } from './attached-programs.ts';

interface Held {
  readonly attachment: Attachment;
  readonly programs: AttachedPrograms | undefined;
}

/** Who holds the XDP hook of an ifindex now. */
export type HolderOf = (ifindex: number) => { readonly id: number } | undefined;

/** What the machine is asked while its interfaces are compared with a list of them. */
export interface Machine {
  readonly holderOf: HolderOf;
  /** The ifindex of the interface of this name at this moment; 0 if there is none. */
  readonly indexOf: (name: string) => number;
}

export interface AttachmentsOptions {
  readonly libbpf: Libbpf;
  /** Only this way out, whatever the kernel has. For tests. */
  readonly egressKind?: EgressKind | undefined;
}

export class Attachments implements ProgramHolder {
  /** Where programs come from. Set before anything is attached. */
  source: ProgramSource | undefined;
  readonly #options: AttachmentsOptions;
  #held = new Map<string, Held>();
  #slots = new Map<string, number>();

  constructor(options: AttachmentsOptions) {
    this.#options = options;
  }

  get list(): Attachment[] {
    // Programs change with the rules, the attachment does not.
    return [...this.#held.values()].map(({ attachment, programs }) => ({
      ...attachment,
      ...programs?.state,
    }));
  }

  /** Index in `interface_counters` of every interface that was attached since the start. */
  get slots(): ReadonlyMap<string, number> {
    return this.#slots;
  }

  ownsProgram(id: number): boolean {
    return this.list.some(
      (attachment) => attachment.state === 'attached' && attachment.programId === id,
    );
  }

  attach(target: NetworkInterface): Promise<Result<Attachment>> {
    const { source } = this;
    if (!source) throw new Error('nothing to load programs from');
    return source.exclusively(() => this.#attach(target, source));
  }

  async #attach(target: NetworkInterface, source: ProgramSource): Promise<Result<Attachment>> {
    if (this.#held.get(target.name)?.programs) {
      return fail(
        'already-attached',
        `${target.name} is being watched already.`,
        'Nothing needs to be done.',
      );
    }
    const slot = this.#slotOf(target.name);
    if (slot === undefined) {
      return fail(
        'kernel-refused',
        `More than ${MAX_INTERFACES} interfaces were watched since the start.`,
        'Start Portcullis again.',
      );
    }
    const noted = await source.noteInterface(target.name, slot);
    if (!noted.ok) return noted;
    const { libbpf, egressKind } = this.#options;
    const attached = await AttachedPrograms.attach(libbpf, target, slot, source.load, egressKind);
    if (!attached.ok) return attached;
    const programs = attached.value;
    const attachment: Attachment = {
      interface: target.name,
      ifindex: target.ifindex,
      attachedAt: Date.now(),
      state: 'attached',
      ...programs.state,
    };
    this.#held.set(target.name, { attachment, programs });
    return ok(attachment);
  }

  async replacePrograms(
    load: LoadProgram,
    directions: readonly Direction[],
  ): Promise<Result<null>> {
    const prepared: { programs: AttachedPrograms; successors: Successors }[] = [];
    const held = [...this.#held.values()].flatMap(({ programs }) => programs ?? []);
    for (const programs of held) {
      const loaded = await programs.loadSuccessors(load, directions);
      if (!loaded.ok) {
        for (const { successors } of prepared) free(successors);
        return loaded;
      }
      prepared.push({ programs, successors: loaded.value });
    }
    // What was detached meanwhile has no place for its successors.
    for (const { programs, successors } of prepared) if (programs.isDetached) free(successors);
    return this.#swapAll(prepared.filter(({ programs }) => !programs.isDetached));
  }

  detach(name: string): Result<null> {
    const held = this.#held.get(name);
    if (!held) {
      return fail(
        'not-attached',
        `${name} is not being watched.`,
        'Choose one of the watched interfaces.',
      );
    }
    held.programs?.[Symbol.dispose]();
    this.#held.delete(name);
    return ok(null);
  }

  detachAll(): void {
    for (const name of [...this.#held.keys()]) this.detach(name);
  }

  /** Remembers an interface that is not there yet, to be attached when it comes. */
  expect(name: string): void {
    if (this.#held.has(name)) return;
    const attachment: Attachment = {
      interface: name,
      ifindex: 0,
      mode: 'native',
      programId: 0,
      egress: 'none',
      whyNoEgress: `${name} is not there.`,
      attachedAt: Date.now(),
      state: 'gone',
    };
    this.#held.set(name, { attachment, programs: undefined });
  }

  /** Whether a filter of either direction is no longer there, or an interface that is waited for is. */
  hasToLook({ holderOf, indexOf }: Machine): boolean {
    return [...this.#held.values()].some((held) =>
      held.attachment.state === 'attached'
        ? !isInPlace(held, holderOf)
        : indexOf(held.attachment.interface) !== 0,
    );
  }

  /**
   * Compares with a list of what the machine has. `back` are interfaces that want to be attached
   * again; from those in `taken` somebody else removed the filter, and they are let go. What has gone
   * since the list was made took its filter along itself, and is waited for.
   */
  reconcile(
    interfaces: readonly NetworkInterface[],
    { holderOf, indexOf }: Machine,
  ): { changed: boolean; back: NetworkInterface[]; taken: string[] } {
    let changed = false;
    const back: NetworkInterface[] = [];
    const taken: string[] = [];
    for (const held of [...this.#held.values()]) {
      const { attachment, programs } = held;
      const name = attachment.interface;
      let present = interfaces.find((candidate) => candidate.name === name);
      const isAttached = attachment.state === 'attached';
      if (isAttached && present?.ifindex === attachment.ifindex) {
        if (isInPlace(held, holderOf)) continue;
        if (indexOf(name) === attachment.ifindex) {
          this.detach(name);
          taken.push(name);
          changed = true;
          continue;
        }
        present = undefined;
      }
      if (isAttached) {
        programs?.[Symbol.dispose]();
        this.#held.set(name, { attachment: { ...attachment, state: 'gone' }, programs: undefined });
        changed = true;
      }
      if (present) back.push(present);
    }
    return { changed, back, taken };
  }

  /** If one cannot be put in its place, those that were go back. */
  #swapAll(
    prepared: readonly { programs: AttachedPrograms; successors: Successors }[],
  ): Result<null> {
    const replaced: LoadedProgram[] = [];
    const steps = prepared.flatMap(({ programs, successors: { incoming, outgoing } }) => [
      ...(incoming ? [swapStep(incoming, (own) => programs.swapIncoming(own), replaced)] : []),
      ...(outgoing ? [swapStep(outgoing, (own) => programs.swapOutgoing(own), replaced)] : []),
    ]);
    const swapped = runSteps(steps);
    if (swapped.ok) for (const program of replaced) program[Symbol.dispose]();
    else for (const { successors } of prepared) free(successors);
    return swapped;
  }

  /** The same name keeps its slot, so that its counters go on. */
  #slotOf(name: string): number | undefined {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    if (this.#slots.size >= MAX_INTERFACES) return undefined;
    const slot = this.#slots.size;
    this.#slots.set(name, slot);
    return slot;
  }
}

/** Asked of the kernel and not remembered: programs change with the rules. */
function isInPlace({ attachment, programs }: Held, holderOf: HolderOf): boolean {
  if (!programs?.isEgressInPlace) return false;
  return holderOf(attachment.ifindex)?.id === programs.state.programId;
}

/** Of one place; the program that was there is added to `replaced`. */
function swapStep(
  successor: LoadedProgram,
  swap: (own: LoadedProgram) => Result<LoadedProgram>,
  replaced: LoadedProgram[],
): Step {
  let old = successor;
  return {
    run() {
      const swapped = swap(successor);
      if (!swapped.ok) return swapped;
      old = swapped.value;
      replaced.push(old);
      return ok(null);
    },
    undo: () => swap(old),
  };
}

function free({ incoming, outgoing }: Successors): void {
  incoming?.[Symbol.dispose]();
  outgoing?.[Symbol.dispose]();
}
