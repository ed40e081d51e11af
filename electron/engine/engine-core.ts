/** The engine's state and everything that changes it. Sessions are views of it. */
import type { Accounting } from '../contract/accounting.ts';
import { type Failure, failure } from '../contract/failure.ts';
import { err, fail, ok, type Result } from '../contract/result.ts';
import type { Rule } from '../contract/rule.ts';
import type { Settings } from '../contract/settings.ts';
import type {
  Attachment,
  Counters,
  NetworkInterface,
  PlaygroundState,
  Snapshot,
} from '../contract/state.ts';
import { queryHolder } from './bpf/xdp-link.ts';
import { NO_COUNTERS } from './capture/counter-reader.ts';
import type { PacketStream } from './capture/packet-stream.ts';
import { describeEngine } from './engine-info.ts';
import type { EngineOptions } from './engine-options.ts';
import { EventHub } from './event-hub.ts';
import { Filter } from './filter.ts';
import { listInterfaces } from './network/interfaces.ts';
import { LinkMonitor } from './network/link-monitor.ts';
import { type Playground, startPlayground } from './network/playground.ts';
import { Notices } from './notices.ts';
import { missingPrivileges } from './privileges.ts';
import { findRule, type RuleBook } from './rules/rule-book.ts';
import type { Config } from './storage/config-file.ts';
import { describeHolder, findLockHolder } from './storage/engine-lock.ts';
import { Storage } from './storage/storage.ts';

/** How often counters and accounting are read while somebody looks. */
const REPORT_MS = 250;

export class EngineCore {
  readonly hub = new EventHub();
  readonly notices = new Notices((list) => this.hub.emit('notices', list));
  #options: EngineOptions;
  #storage: Storage;
  #filter: Filter | undefined;
  #unable: Failure | undefined;
  #interfaces: readonly NetworkInterface[] = [];
  #playground: Playground | undefined;
  #playgroundState: PlaygroundState = { state: 'off' };
  #monitor: LinkMonitor | undefined;
  #reporter: NodeJS.Timeout | undefined;
  #stopped = false;

  private constructor(options: EngineOptions, storage: Storage) {
    this.#options = options;
    this.#storage = storage;
    if (storage.damage) this.notices.add(storage.damage);
  }

  static async start(options: EngineOptions): Promise<Result<EngineCore>> {
    const storage = await Storage.open(options);
    if (!storage.ok) return storage;
    const core = new EngineCore(options, storage.value);
    await core.#openFilter();
    await core.refreshInterfaces();
    core.#monitor = new LinkMonitor(() => void core.refreshInterfaces());
    core.#reporter = setInterval(() => core.#report(), REPORT_MS);
    await core.#attachAtStart();
    return ok(core);
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearInterval(this.#reporter);
    this.#monitor?.[Symbol.dispose]();
    await this.#filter?.rules.stop();
    await this.#playground?.stop();
    this.#filter?.[Symbol.dispose]();
    await this.#storage.close();
  }

  snapshot(): Snapshot {
    return {
      engine: describeEngine(this.#options, this.#filter, this.#unable),
      interfaces: this.#interfaces,
      attachments: this.attachments,
      rules: this.#filter?.rules.state ?? { revision: 0, rules: [], saved: true, slots: [] },
      counters: this.#counters(),
      playground: this.#playgroundState,
      settings: this.#storage.config.settings,
      notices: this.notices.list,
    };
  }

  get attachments(): readonly Attachment[] {
    return this.#filter?.attachments.list ?? [];
  }

  async attach(name: string): Promise<Result<Attachment>> {
    const filter = this.#able();
    if (!filter.ok) return filter;
    const attached = await this.#attachTo(filter.value, name);
    if (attached.ok && name !== this.#playground?.interface) await this.#saveInterfaces();
    return attached;
  }

  async detach(name: string): Promise<Result<null>> {
    const filter = this.#able();
    if (!filter.ok) return filter;
    const detached = filter.value.attachments.detach(name);
    if (!detached.ok) return detached;
    this.#attachmentsChanged();
    await this.refreshInterfaces();
    if (name !== this.#playground?.interface) await this.#saveInterfaces();
    return detached;
  }

  /** Edits the rule book; gives the rule with this id, as it is afterwards or else was before. */
  async changeRule(id: string, edit: (book: RuleBook) => Result<RuleBook>): Promise<Result<Rule>> {
    const filter = this.#able();
    if (!filter.ok) return filter;
    const before = findRule(filter.value.rules.book, id);
    const changed = await filter.value.rules.change(edit);
    if (!changed.ok) return changed;
    const rule = findRule(changed.value, id) ?? before;
    if (!rule) throw new Error(`the edit of rule ${id} left nothing to show`);
    return ok(rule);
  }

  async updateSettings(part: Partial<Settings>): Promise<Result<Settings>> {
    const settings = { ...this.#storage.config.settings, ...part };
    const applied = this.#filter?.setSettings(settings) ?? ok(null);
    if (!applied.ok) return applied;
    await this.#keep({ settings });
    this.hub.emit('settings', settings);
    return ok(settings);
  }

  async startPlayground(): Promise<Result<PlaygroundState>> {
    const filter = this.#able();
    if (!filter.ok) return filter;
    if (this.#playgroundState.state !== 'off') return ok(this.#playgroundState);
    this.#showPlayground({ state: 'starting' });
    const started = await startPlayground();
    if (!started.ok) {
      this.#showPlayground({ state: 'off' });
      return started;
    }
    const playground = started.value;
    this.#playground = playground;
    playground.onEnd((why) => this.#playgroundEnded(playground, why));
    await this.refreshInterfaces();
    const attached = await this.#attachTo(filter.value, playground.interface);
    if (!attached.ok) {
      await this.stopPlayground();
      return attached;
    }
    this.#showPlayground({ state: 'on', interface: playground.interface });
    return ok(this.#playgroundState);
  }

  async stopPlayground(): Promise<Result<PlaygroundState>> {
    const playground = this.#playground;
    this.#playground = undefined;
    if (playground) {
      this.#filter?.attachments.detach(playground.interface);
      this.#attachmentsChanged();
      await playground.stop();
    }
    this.#showPlayground({ state: 'off' });
    await this.refreshInterfaces();
    return ok(this.#playgroundState);
  }

  openStream(accept: (frame: Uint8Array) => boolean): Result<PacketStream> {
    const filter = this.#able();
    return filter.ok ? ok(filter.value.openStream(accept)) : filter;
  }

  closeStream(stream: PacketStream): void {
    if (!this.#stopped) this.#filter?.closeStream(stream);
  }

  account(stream: PacketStream): Accounting | undefined {
    return this.#stopped ? undefined : this.#filter && stream.account(this.#filter.recordCounts());
  }

  /** Looks at the machine's interfaces again, and after those that are filtered. */
  async refreshInterfaces(): Promise<void> {
    const libbpf = this.#filter?.plane.libbpf;
    const listed = await listInterfaces((ifindex) => {
      const holder = libbpf && queryHolder(libbpf, ifindex);
      return holder && !this.#filter?.attachments.ownsProgram(holder.id) ? holder : undefined;
    });
    if (this.#stopped) return;
    if (!listed.ok) {
      this.notices.add(listed.error);
      return;
    }
    const inLab = this.#playground?.interface;
    this.#interfaces = listed.value.map((item) =>
      item.name === inLab ? { ...item, playground: true } : item,
    );
    this.hub.emit('interfaces', this.#interfaces);
    await this.#reconcile();
  }

  #attachmentsChanged(): void {
    this.#storage.noteInterfaces(this.attachments.map((attachment) => attachment.interface));
    this.hub.emit('attachments', this.attachments);
  }

  async #reconcile(): Promise<void> {
    const attachments = this.#filter?.attachments;
    if (!attachments) return;
    const { gone, back } = attachments.reconcile(this.#interfaces);
    for (const item of back) {
      const attached = await attachments.attach(item);
      if (!attached.ok && attached.error.code !== 'already-attached')
        this.notices.add(attached.error);
    }
    if (gone.length + back.length > 0) this.#attachmentsChanged();
  }

  async #attachTo(filter: Filter, name: string): Promise<Result<Attachment>> {
    let target = this.#interfaces.find((item) => item.name === name);
    if (!target) {
      await this.refreshInterfaces();
      target = this.#interfaces.find((item) => item.name === name);
    }
    if (!target) {
      const names = this.#interfaces.map((item) => item.name).join(', ');
      return fail(
        'unknown-interface',
        `There is no interface "${name}".`,
        `Choose one of: ${names}.`,
      );
    }
    const attached = await filter.attachments.attach(target);
    if (!attached.ok) return err(this.#explainBusy(attached.error, name));
    this.#attachmentsChanged();
    await this.refreshInterfaces();
    return attached;
  }

  /** The holder may be the user's own engine, seen from a second one that only watches. */
  #explainBusy(refusal: Failure, name: string): Failure {
    if (refusal.code !== 'interface-busy' || !this.#options.ephemeral) return refusal;
    const holder = findLockHolder(this.#options.runtimeDirectory);
    if (!holder?.interfaces.includes(name)) return refusal;
    return failure(
      'interface-busy',
      `Portcullis itself holds ${name} (${describeHolder(holder)}).`,
      'Look at it in the app, or detach it there first.',
    );
  }

  #able(): Result<Filter> {
    if (this.#filter && !this.#stopped) return ok(this.#filter);
    return err(
      this.#unable ?? failure('internal', 'The engine has stopped.', 'Start Portcullis again.'),
    );
  }

  async #openFilter(): Promise<void> {
    this.#unable = missingPrivileges();
    if (this.#unable) return;
    const filter = await Filter.open(
      this.#options.resourcesDirectory,
      this.#storage.config.settings,
      {
        save: (rules) => this.#storage.save({ rules: [...rules] }),
        onChange: (state) => this.hub.emit('rules', state),
        onSaveFailed: (error) => this.notices.add(error),
      },
    );
    if (!filter.ok) {
      this.#unable = filter.error;
      return;
    }
    const loaded = filter.value.rules.load(this.#storage.config.rules);
    // Filtering without the saved rules would look like safety: better to say that it is off.
    if (!loaded.ok) {
      filter.value[Symbol.dispose]();
      this.#unable = loaded.error;
      return;
    }
    this.#filter = filter.value;
  }

  async #attachAtStart(): Promise<void> {
    const { interfaces: asked, playground, ephemeral } = this.#options;
    const names = asked ?? (playground ? [] : this.#storage.config.interfaces) ?? [];
    if (this.#unable || ephemeral) return;
    for (const name of names) {
      const attached = await this.attach(name);
      if (!attached.ok) this.notices.add(attached.error);
    }
    const neverChose = asked === undefined && this.#storage.config.interfaces === undefined;
    if (playground ?? neverChose) {
      const started = await this.startPlayground();
      if (!started.ok) this.notices.add(started.error);
    }
  }

  #saveInterfaces(): Promise<void> {
    const lab = this.#playground?.interface;
    const interfaces = this.attachments
      .map((item) => item.interface)
      .filter((name) => name !== lab);
    return this.#keep({ interfaces });
  }

  /** Saves; what could not be saved is in force all the same, and the user is told. */
  async #keep(part: Partial<Config>): Promise<void> {
    const saved = await this.#storage.save(part);
    if (!saved.ok) this.notices.add(saved.error);
  }

  #counters(): Counters {
    return this.#filter?.counters() ?? NO_COUNTERS;
  }

  #report(): void {
    if (this.hub.size > 0 && this.#filter) this.hub.emit('counters', this.#counters());
  }

  #showPlayground(state: PlaygroundState): void {
    this.#playgroundState = state;
    this.hub.emit('playground', state);
  }

  #playgroundEnded(playground: Playground, why: string): void {
    if (this.#playground !== playground || this.#stopped) return;
    this.notices.add(
      failure(
        'playground-refused',
        `The lab has ended: ${why}.`,
        'Open it again from the Lab view.',
      ),
    );
    void this.stopPlayground();
  }
}
