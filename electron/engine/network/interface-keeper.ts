/**
 * The machine's interfaces as they are now, and which of them are filtered. Everything that looks
 * or changes goes through one queue, so that what somebody asks for last is what holds, and an end
 * that comes in the middle of an attach is the end of that attach too.
 */

import { type Failure, failure } from '../../contract/failure.ts';
import { fail, type Result } from '../../contract/result.ts';
import type { Attachment, ForeignProgram, NetworkInterface } from '../../contract/state.ts';
import { SerialQueue } from '../serial-queue.ts';
import type { Attachments, Machine } from './attachments.ts';
import { listInterfaces } from './interfaces.ts';
import { LinkMonitor } from './link-monitor.ts';

/**
 * The kernel tells nobody when a link is detached by force, so somebody has to look. An interface may
 * also have come while the monitor did not listen yet.
 */
const LOOK_MS = 1000;

export interface InterfaceKeeperOptions {
  /** Absent: the engine cannot filter, and interfaces are only listed. */
  readonly attachments: Attachments | undefined;
  /** Who holds the XDP hook of an ifindex, ourselves included. */
  readonly holderOf: (ifindex: number) => ForeignProgram | undefined;
  readonly indexOf: Machine['indexOf'];
  readonly isPlayground: (name: string) => boolean;
  readonly onInterfaces: (list: readonly NetworkInterface[]) => void;
  readonly onAttachments: (list: readonly Attachment[]) => void;
  readonly onTrouble: (what: Failure) => void;
}

export class InterfaceKeeper {
  #options: InterfaceKeeperOptions;
  #queue = new SerialQueue();
  #list: readonly NetworkInterface[] = [];
  #monitor: LinkMonitor | undefined;
  #look: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: InterfaceKeeperOptions) {
    this.#options = options;
  }

  get list(): readonly NetworkInterface[] {
    return this.#list;
  }

  get attachments(): readonly Attachment[] {
    return this.#options.attachments?.list ?? [];
  }

  /** Looks for the first time, and from then on whenever something changes. */
  async open(): Promise<void> {
    await this.refresh();
    this.#monitor = new LinkMonitor(() => void this.refresh());
    this.#look = setInterval(() => {
      if (this.#options.attachments?.hasToLook(this.#options)) void this.refresh();
    }, LOOK_MS);
  }

  refresh(): Promise<void> {
    return this.#queue.run(() => this.#refresh());
  }

  attach(name: string): Promise<Result<Attachment>> {
    return this.#queue.run(() => this.#attach(name));
  }

  detach(name: string): Promise<Result<null>> {
    return this.#queue.run(async () => {
      const { attachments } = this.#options;
      if (!attachments || this.#closed) return stopped();
      const detached = attachments.detach(name);
      if (detached.ok) {
        this.#options.onAttachments(attachments.list);
        await this.#refresh();
      }
      return detached;
    });
  }

  /** Watches an interface as soon as it is there. */
  expect(name: string): Promise<void> {
    return this.#queue.run(() => {
      this.#options.attachments?.expect(name);
      return this.#refresh();
    });
  }

  /** After what is under way. Nothing is attached afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#monitor?.[Symbol.dispose]();
    clearInterval(this.#look);
    await this.#queue.idle();
    this.#options.attachments?.detachAll();
  }

  async #attach(name: string): Promise<Result<Attachment>> {
    const { attachments } = this.#options;
    // Fresh, as the monitor tells of a new interface a moment after it is there.
    await this.#refresh();
    if (!attachments || this.#closed) return stopped();
    const target = this.#list.find((item) => item.name === name);
    if (!target) {
      const names = this.#list.map((item) => item.name).join(', ');
      return fail(
        'unknown-interface',
        `There is no interface "${name}".`,
        `Choose one of: ${names}.`,
      );
    }
    const attached = await attachments.attach(target);
    if (attached.ok) {
      this.#options.onAttachments(attachments.list);
      await this.#refresh();
    }
    return attached;
  }

  async #refresh(): Promise<void> {
    if (this.#closed) return;
    const { attachments, holderOf, isPlayground } = this.#options;
    const listed = await listInterfaces((ifindex) => {
      const holder = holderOf(ifindex);
      return holder && !attachments?.ownsProgram(holder.id) ? holder : undefined;
    });
    if (this.#closed) return;
    if (!listed.ok) {
      this.#options.onTrouble(listed.error);
      return;
    }
    this.#list = listed.value.map((item) =>
      isPlayground(item.name) ? { ...item, playground: true as const } : item,
    );
    this.#options.onInterfaces(this.#list);
    if (attachments) await this.#reconcile(attachments);
  }

  async #reconcile(attachments: Attachments): Promise<void> {
    const { changed, back, taken } = attachments.reconcile(this.#list, this.#options);
    for (const name of taken) this.#options.onTrouble(takenAway(name));
    for (const item of back) {
      const attached = await attachments.attach(item);
      // Gone again in the meantime, it is waited for as before.
      if (attached.ok || this.#options.indexOf(item.name) !== item.ifindex) continue;
      this.#options.onTrouble(attached.error);
      // Once is enough: it is there, and waiting for it would say the opposite.
      attachments.detach(item.name);
    }
    if (changed || back.length > 0) this.#options.onAttachments(attachments.list);
  }
}

function takenAway(name: string): Failure {
  return failure(
    'not-attached',
    `Somebody took the filter off ${name}.`,
    'Watch it again if that was not meant.',
  );
}

function stopped(): Result<never> {
  return fail('internal', 'The engine has stopped.', 'Start Portcullis again.');
}
