/** The interfaces that the user chose to filter, the playground among them. */
import { type Failure, failure } from '../contract/failure.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { Attachment, NetworkInterface, PlaygroundState } from '../contract/state.ts';
import { queryHolder } from './bpf/xdp-link.ts';
import type { EngineOptions } from './engine-options.ts';
import type { EventHub } from './event-hub.ts';
import { interfaceIndex } from './ffi/libc-socket.ts';
import type { Filter } from './filter.ts';
import { InterfaceKeeper } from './network/interface-keeper.ts';
import { PlaygroundKeeper } from './network/playground-keeper.ts';
import type { Notices } from './notices.ts';
import { heldByEngine } from './refusals/sentences.ts';
import { describeHolder, findLockHolder } from './storage/engine-lock.ts';
import type { Storage } from './storage/storage.ts';

/** For what is asked of an engine that has come to its end. */
export const STOPPED = failure('internal', 'The engine has stopped.', 'Start Portcullis again.');

export interface ChosenInterfacesOptions {
  readonly options: EngineOptions;
  readonly hub: EventHub;
  readonly notices: Notices;
  readonly storage: Storage;
  readonly filter: Result<Filter>;
}

export class ChosenInterfaces {
  readonly #options: EngineOptions;
  readonly #notices: Notices;
  readonly #storage: Storage;
  readonly #filter: Result<Filter>;
  readonly #interfaces: InterfaceKeeper;
  readonly #playground: PlaygroundKeeper;
  #closed = false;

  constructor({ options, hub, notices, storage, filter }: ChosenInterfacesOptions) {
    this.#options = options;
    this.#notices = notices;
    this.#storage = storage;
    this.#filter = filter;
    const onTrouble = (what: Failure) => notices.add(what);
    this.#playground = new PlaygroundKeeper({
      interfaces: () => this.#interfaces,
      onChange: (state) => hub.emit('playground', state),
      onTrouble,
    });
    this.#interfaces = new InterfaceKeeper({
      attachments: filter.ok ? filter.value.attachments : undefined,
      holderOf: (ifindex) =>
        filter.ok ? queryHolder(filter.value.plane.libbpf, ifindex) : undefined,
      indexOf: interfaceIndex,
      isPlayground: (name) => this.#playground.owns(name),
      onInterfaces: (list) => hub.emit('interfaces', list),
      onAttachments: (list) => {
        storage.noteInterfaces(list.map((attachment) => attachment.interface));
        hub.emit('attachments', list);
      },
      onTrouble,
    });
  }

  /** All that the machine has. */
  get list(): readonly NetworkInterface[] {
    return this.#interfaces.list;
  }

  get playground(): PlaygroundState {
    return this.#playground.state;
  }

  /**
   * Attaches to those that were asked for or are saved. What goes wrong is told, and the engine runs;
   * only a name that was mistyped ends it, with `unknown-interface`.
   */
  async open(): Promise<Result<null>> {
    await this.#interfaces.open();
    const { interfaces: asked, playground, ephemeral } = this.#options;
    if (!this.#filter.ok || ephemeral) return ok(null);
    for (const name of asked ?? []) {
      const attached = await this.attach(name);
      if (attached.ok) continue;
      if (attached.error.code === 'unknown-interface') return attached;
      this.#notices.add(attached.error);
    }
    const saved = this.#storage.config.interfaces;
    // One that is not there today is waited for, not forgotten.
    for (const name of asked || playground ? [] : (saved ?? [])) {
      await this.#interfaces.expect(name);
    }
    if (playground ?? (asked === undefined && saved === undefined)) {
      const started = await this.startPlayground();
      if (!started.ok) this.#notices.add(started.error);
    }
    return ok(null);
  }

  /** A choice of the user's, which is kept. */
  async attach(name: string): Promise<Result<Attachment>> {
    const able = this.#able();
    if (!able.ok) return able;
    const attached = await this.#interfaces.attach(name);
    if (!attached.ok) return err(this.#explainBusy(attached.error, name));
    await this.#keep();
    return attached;
  }

  async detach(name: string): Promise<Result<null>> {
    const able = this.#able();
    if (!able.ok) return able;
    const detached = await this.#interfaces.detach(name);
    if (detached.ok) await this.#keep();
    return detached;
  }

  async startPlayground(): Promise<Result<PlaygroundState>> {
    const able = this.#able();
    return able.ok ? this.#playground.start() : able;
  }

  stopPlayground(): Promise<Result<PlaygroundState>> {
    return this.#playground.stop();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#playground.close();
    await this.#interfaces.close();
  }

  /** Only the kernel can do it. */
  #able(): Result<Filter> {
    return this.#closed ? err(STOPPED) : this.#filter;
  }

  /** The holder may be the user's own engine, seen from a second one that only watches. */
  #explainBusy(refusal: Failure, name: string): Failure {
    if (refusal.code !== 'interface-busy' || !this.#options.ephemeral) return refusal;
    const holder = findLockHolder(this.#options.runtimeDirectory);
    if (!holder?.interfaces.includes(name)) return refusal;
    return heldByEngine(name, describeHolder(holder));
  }

  /** What could not be saved is filtered all the same, and the user is told. */
  async #keep(): Promise<void> {
    const names = this.#interfaces.attachments.map((attachment) => attachment.interface);
    const interfaces = names.filter((name) => !this.#playground.owns(name));
    const saved = await this.#storage.save({ interfaces });
    if (!saved.ok) this.#notices.add(saved.error);
  }
}
