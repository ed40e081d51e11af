/** Which interfaces are filtered: attaches, detaches, and notices when one goes or comes back. */
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Attachment, NetworkInterface } from '../../contract/state.ts';
import type { DataPlane } from '../bpf/data-plane.ts';
import { MAX_INTERFACES } from '../bpf/layout.ts';
import { attachXdp, type XdpLink } from '../bpf/xdp-link.ts';

interface Held {
  readonly attachment: Attachment;
  readonly link: XdpLink | undefined;
}

export class Attachments {
  #plane: DataPlane;
  #held = new Map<string, Held>();
  #slots = new Map<string, number>();

  constructor(plane: DataPlane) {
    this.#plane = plane;
  }

  get list(): Attachment[] {
    return [...this.#held.values()].map((held) => held.attachment);
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

  async attach(target: NetworkInterface): Promise<Result<Attachment>> {
    if (this.#held.get(target.name)?.link) {
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
    const attached = await attachXdp(this.#plane, target, slot);
    if (!attached.ok) return attached;
    const link = attached.value;
    const attachment: Attachment = {
      interface: target.name,
      ifindex: target.ifindex,
      mode: link.mode,
      programId: link.programId,
      attachedAt: Date.now(),
      state: 'attached',
      ...(link.whyGeneric === undefined ? {} : { whyGeneric: link.whyGeneric }),
    };
    this.#held.set(target.name, { attachment, link });
    return ok(attachment);
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
    held.link?.[Symbol.dispose]();
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
      attachedAt: Date.now(),
      state: 'gone',
    };
    this.#held.set(name, { attachment, link: undefined });
  }

  /**
   * Compares with what the machine has now, and with who holds its XDP hooks. `back` are interfaces
   * that want to be attached again; from those in `taken` somebody else removed the filter, and
   * they are let go.
   */
  reconcile(
    interfaces: readonly NetworkInterface[],
    holders: ReadonlyMap<number, { readonly id: number }>,
  ): { changed: boolean; back: NetworkInterface[]; taken: string[] } {
    let changed = false;
    const back: NetworkInterface[] = [];
    const taken: string[] = [];
    for (const { attachment, link } of [...this.#held.values()]) {
      const name = attachment.interface;
      const present = interfaces.find((candidate) => candidate.name === name);
      const isAttached = attachment.state === 'attached';
      if (isAttached && present?.ifindex === attachment.ifindex) {
        if (holders.get(attachment.ifindex)?.id === attachment.programId) continue;
        this.detach(name);
        taken.push(name);
        changed = true;
        continue;
      }
      if (isAttached) {
        link?.[Symbol.dispose]();
        this.#held.set(name, { attachment: { ...attachment, state: 'gone' }, link: undefined });
        changed = true;
      }
      if (present) back.push(present);
    }
    return { changed, back, taken };
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
