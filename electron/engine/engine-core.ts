/** The engine's parts, wired together. Sessions are views of it. */
import type { Accounting } from '../contract/accounting.ts';
import type { Diagnosis } from '../contract/doctor.ts';
import { type Failure, failure } from '../contract/failure.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { Rule } from '../contract/rule.ts';
import type { Settings } from '../contract/settings.ts';
import type { Attachment, PlaygroundState, RuleBookState, Snapshot } from '../contract/state.ts';
import { queryHolder } from './bpf/xdp-link.ts';
import { NO_COUNTERS } from './capture/counter-reader.ts';
import type { PacketStream } from './capture/packet-stream.ts';
import { diagnose } from './doctor/doctor.ts';
import { describeEngine } from './engine-info.ts';
import type { EngineOptions } from './engine-options.ts';
import { EventHub } from './event-hub.ts';
import { Filter } from './filter.ts';
import type { Filtering } from './filtering.ts';
import { InterfaceKeeper } from './network/interface-keeper.ts';
import { PlaygroundKeeper } from './network/playground-keeper.ts';
import { Notices } from './notices.ts';
import { missingPrivileges } from './privileges/capabilities.ts';
import { PrivilegeKeeper } from './privileges/privilege-keeper.ts';
import { heldByEngine } from './refusals/sentences.ts';
import { openReplay, type Replay } from './replay/replay.ts';
import { findRule, type RuleBook } from './rules/rule-book.ts';
import type { Config } from './storage/config-file.ts';
import { describeHolder, findLockHolder } from './storage/engine-lock.ts';
import { Storage } from './storage/storage.ts';

/** How often counters and accounting are read while somebody looks. */
const REPORT_MS = 250;

const NO_RULES: RuleBookState = { revision: 0, rules: [], saved: true, slots: [] };

const STOPPED = failure('internal', 'The engine has stopped.', 'Start Portcullis again.');

interface Parts {
  readonly options: EngineOptions;
  readonly hub: EventHub;
  readonly notices: Notices;
  readonly storage: Storage;
  readonly privileges: PrivilegeKeeper;
  readonly filter: Result<Filter>;
  readonly replay: Replay | undefined;
}

export class EngineCore {
  readonly hub: EventHub;
  readonly notices: Notices;
  readonly privileges: PrivilegeKeeper;
  readonly #options: EngineOptions;
  readonly #storage: Storage;
  readonly #filter: Result<Filter>;
  /** Only where the engine may not filter. */
  readonly #replay: Replay | undefined;
  readonly #interfaces: InterfaceKeeper;
  readonly #playground: PlaygroundKeeper;
  readonly #reporter: NodeJS.Timeout;
  #stopped = false;

  private constructor({ options, hub, notices, storage, privileges, filter, replay }: Parts) {
    this.hub = hub;
    this.notices = notices;
    this.#options = options;
    this.#storage = storage;
    this.privileges = privileges;
    this.#filter = filter;
    this.#replay = replay;
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
      isPlayground: (name) => this.#playground.owns(name),
      onInterfaces: (list) => hub.emit('interfaces', list),
      onAttachments: (list) => {
        storage.noteInterfaces(list.map((attachment) => attachment.interface));
        hub.emit('attachments', list);
      },
      onTrouble,
    });
    this.#reporter = setInterval(() => this.#report(), REPORT_MS);
  }

  /** Fails with `engine-locked`, `storage-failed`, or `unknown-interface` for one that was asked for. */
  static async start(options: EngineOptions): Promise<Result<EngineCore>> {
    const opened = await Storage.open(options);
    if (!opened.ok) return opened;
    const storage = opened.value;
    const hub = new EventHub();
    const notices = new Notices((list) => hub.emit('notices', list));
    if (storage.damage) notices.add(storage.damage);
    const filter = await openFilter(options, storage, hub, notices);
    const privileges = await PrivilegeKeeper.open({
      resourcesDirectory: options.resourcesDirectory,
      runtimeDirectory: options.runtimeDirectory,
      succession: options.succession,
      onChange: (state) => hub.emit('privileges', state),
    });
    const replay = await openReplayInstead(filter, options, storage, hub);
    const core = new EngineCore({ options, hub, notices, storage, privileges, filter, replay });
    await core.#interfaces.open();
    const attached = await core.#attachAtStart();
    if (attached.ok) return ok(core);
    await core.stop();
    return attached;
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearInterval(this.#reporter);
    await this.#playground.close();
    await this.#interfaces.close();
    const filtering = this.#filtering();
    if (filtering) {
      await filtering.rules.stop();
      filtering[Symbol.dispose]();
    }
    await this.#storage.close();
  }

  snapshot(): Snapshot {
    const filtering = this.#filtering();
    return {
      engine: describeEngine(this.#options, this.#filter, this.#replay),
      interfaces: this.#interfaces.list,
      attachments: filtering?.attachments.list ?? [],
      rules: filtering?.rules.state ?? NO_RULES,
      counters: filtering && !this.#stopped ? filtering.counters() : NO_COUNTERS,
      playground: this.#playground.state,
      settings: this.#storage.config.settings,
      notices: this.notices.list,
      privileges: this.privileges.state,
      enforcing: filtering?.enforcing ?? true,
    };
  }

  diagnose(): Promise<Diagnosis> {
    const { resourcesDirectory, runtimeDirectory } = this.#options;
    const attachments = this.#filter.ok ? this.#filter.value.attachments.list : [];
    return diagnose({ resourcesDirectory, runtimeDirectory, attachments });
  }

  /** A choice of the user's, which is kept. */
  async attach(name: string): Promise<Result<Attachment>> {
    const able = this.#able();
    if (!able.ok) return able;
    const attached = await this.#interfaces.attach(name);
    if (!attached.ok) return err(this.#explainBusy(attached.error, name));
    await this.#keepInterfaces();
    return attached;
  }

  async detach(name: string): Promise<Result<null>> {
    const able = this.#able();
    if (!able.ok) return able;
    const detached = await this.#interfaces.detach(name);
    if (detached.ok) await this.#keepInterfaces();
    return detached;
  }

  /** Edits the rule book; gives the rule with this id, as it is afterwards or else was before. */
  async changeRule(id: string, edit: (book: RuleBook) => Result<RuleBook>): Promise<Result<Rule>> {
    const able = this.#playing();
    if (!able.ok) return able;
    const before = findRule(able.value.rules.book, id);
    const changed = await able.value.rules.change(edit);
    if (!changed.ok) return changed;
    const rule = findRule(changed.value, id) ?? before;
    if (!rule) throw new Error(`the edit of rule ${id} left nothing to show`);
    return ok(rule);
  }

  /** Also without a filter: the theme has nothing to do with it. */
  async updateSettings(part: Partial<Settings>): Promise<Result<Settings>> {
    const settings = { ...this.#storage.config.settings, ...part };
    const filtering = this.#filtering();
    if (filtering && !this.#stopped) {
      const applied = filtering.setSettings(settings);
      if (!applied.ok) return applied;
    }
    await this.#keep({ settings });
    this.hub.emit('settings', settings);
    return ok(settings);
  }

  async setEnforcing(enforcing: boolean): Promise<Result<boolean>> {
    const playing = this.#playing();
    if (!playing.ok) return playing;
    const set = playing.value.setEnforcing(enforcing);
    if (!set.ok) return set;
    this.hub.emit('enforcing', enforcing);
    return ok(enforcing);
  }

  async startPlayground(): Promise<Result<PlaygroundState>> {
    const able = this.#able();
    return able.ok ? this.#playground.start() : able;
  }

  stopPlayground(): Promise<Result<PlaygroundState>> {
    return this.#playground.stop();
  }

  openStream(accept: (frame: Uint8Array) => boolean): Result<PacketStream> {
    const able = this.#playing();
    return able.ok ? able.value.openStream(accept) : able;
  }

  closeStream(stream: PacketStream): void {
    if (!this.#stopped) this.#filtering()?.closeStream(stream);
  }

  account(stream: PacketStream): Accounting | undefined {
    const filtering = this.#filtering();
    if (!filtering || this.#stopped) return undefined;
    return stream.account(filtering.recordCounts());
  }

  /** What goes wrong is told, and the engine runs; only a name that was mistyped ends it. */
  async #attachAtStart(): Promise<Result<null>> {
    const { interfaces: asked, playground, ephemeral } = this.#options;
    if (!this.#filter.ok || ephemeral) return ok(null);
    for (const name of asked ?? []) {
      const attached = await this.attach(name);
      if (attached.ok) continue;
      if (attached.error.code === 'unknown-interface') return attached;
      this.notices.add(attached.error);
    }
    const saved = this.#storage.config.interfaces;
    // One that is not there today is waited for, not forgotten.
    for (const name of asked || playground ? [] : (saved ?? [])) {
      await this.#interfaces.expect(name);
    }
    if (playground ?? (asked === undefined && saved === undefined)) {
      const started = await this.startPlayground();
      if (!started.ok) this.notices.add(started.error);
    }
    return ok(null);
  }

  /** The holder may be the user's own engine, seen from a second one that only watches. */
  #explainBusy(refusal: Failure, name: string): Failure {
    if (refusal.code !== 'interface-busy' || !this.#options.ephemeral) return refusal;
    const holder = findLockHolder(this.#options.runtimeDirectory);
    if (!holder?.interfaces.includes(name)) return refusal;
    return heldByEngine(name, describeHolder(holder));
  }

  /** For what only the kernel can do. */
  #able(): Result<Filter> {
    return this.#stopped ? err(STOPPED) : this.#filter;
  }

  /** For what a recording can do as well. */
  #playing(): Result<Filtering> {
    if (this.#stopped) return err(STOPPED);
    return this.#replay ? ok(this.#replay) : this.#filter;
  }

  #filtering(): Filtering | undefined {
    return this.#filter.ok ? this.#filter.value : this.#replay;
  }

  #keepInterfaces(): Promise<void> {
    const names = this.#interfaces.attachments.map((attachment) => attachment.interface);
    return this.#keep({ interfaces: names.filter((name) => !this.#playground.owns(name)) });
  }

  /** Saves; what could not be saved is in force all the same, and the user is told. */
  async #keep(part: Partial<Config>): Promise<void> {
    const saved = await this.#storage.save(part);
    if (!saved.ok) this.notices.add(saved.error);
  }

  #report(): void {
    const filtering = this.#filtering();
    if (this.hub.size > 0 && filtering) this.hub.emit('counters', filtering.counters());
  }
}

/** With the saved rules in force, or the reason why there is no filter. */
async function openFilter(
  options: EngineOptions,
  storage: Storage,
  hub: EventHub,
  notices: Notices,
): Promise<Result<Filter>> {
  const missing = missingPrivileges();
  if (missing) return err(missing);
  const opened = await Filter.open(options.resourcesDirectory, storage.config.settings, {
    save: (rules) => storage.save({ rules: [...rules] }),
    onChange: (state) => hub.emit('rules', state),
    onSaveFailed: (error) => notices.add(error),
  });
  if (!opened.ok) return opened;
  const loaded = opened.value.rules.load(storage.config.rules);
  if (loaded.ok) return opened;
  // Filtering without the saved rules would look like safety: better to say that it is off.
  opened.value[Symbol.dispose]();
  return loaded;
}

/** So that everything can be seen before anything is allowed. A window that lacks it still says why. */
async function openReplayInstead(
  filter: Result<Filter>,
  options: EngineOptions,
  storage: Storage,
  hub: EventHub,
): Promise<Replay | undefined> {
  if (filter.ok || filter.error.code !== 'missing-privileges' || options.ephemeral)
    return undefined;
  const opened = await openReplay(options.resourcesDirectory, storage.config.settings, {
    onRulesChange: (state) => hub.emit('rules', state),
  });
  return opened.ok ? opened.value : undefined;
}
