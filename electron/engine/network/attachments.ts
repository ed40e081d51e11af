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
  #busy = new Set<string>();

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
    if (this.#held.get(target.name)?.link || this.#busy.has(target.name)) {
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
    this.#busy.add(target.name);
    try {
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
    } finally {
      this.#busy.delete(target.name);
    }
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

  /**
   * Compares with what the machine has now. Gives the names that vanished, and the interfaces that
   * are back and want to be attached again.
   */
  reconcile(interfaces: readonly NetworkInterface[]): { gone: string[]; back: NetworkInterface[] } {
    const gone: string[] = [];
    const back: NetworkInterface[] = [];
    for (const { attachment, link } of [...this.#held.values()]) {
      const present = interfaces.find((candidate) => candidate.name === attachment.interface);
      const lost = present?.ifindex !== attachment.ifindex;
      if (attachment.state === 'attached' && lost) {
        link?.[Symbol.dispose]();
        this.#held.set(attachment.interface, {
          attachment: { ...attachment, state: 'gone' },
          link: undefined,
        });
        gone.push(attachment.interface);
      }
      if (present && (lost || attachment.state === 'gone')) back.push(present);
    }
    return { gone, back };
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
