/** The engine's parts, wired together. Sessions are views of it. */
import type { Accounting } from '../contract/accounting.ts';
import type { AcceptBatch, MethodArgs } from '../contract/api.ts';
import type { Diagnosis } from '../contract/doctor.ts';
import type { Explanation } from '../contract/explanation.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { Settings } from '../contract/settings.ts';
import type { RuleBookState, Snapshot } from '../contract/state.ts';
import { NO_COUNTERS } from './capture/counter-reader.ts';
import { CounterWatch } from './capture/counter-watch.ts';
import type { PacketStream } from './capture/packet-stream.ts';
import { CaptureReplay } from './capture-replay/capture-replay.ts';
import { ChosenInterfaces, STOPPED } from './chosen-interfaces.ts';
import { diagnose } from './doctor/doctor.ts';
import { describeEngine } from './engine-info.ts';
import type { EngineOptions } from './engine-options.ts';
import { EventHub } from './event-hub.ts';
import type { Filtering } from './filtering.ts';
import type { ListKeeper } from './lists/list-keeper.ts';
import type { Uploads } from './lists/uploads.ts';
import { NameKeeper } from './names/name-keeper.ts';
import { Notices } from './notices.ts';
import { type OpenedFiltering, openFiltering } from './open-filtering.ts';
import { PrivilegeKeeper } from './privileges/privilege-keeper.ts';
import { builtInRules } from './rules/built-in.ts';
import { explain } from './rules/explain.ts';
import { EMPTY_BOOK } from './rules/rule-book.ts';
import { RuleCommands } from './rules/rule-commands.ts';
import { Storage } from './storage/storage.ts';

const NO_RULES: RuleBookState = {
  revision: EMPTY_BOOK.revision,
  rules: EMPTY_BOOK.rules,
  defaults: EMPTY_BOOK.defaults,
  builtIn: builtInRules(EMPTY_BOOK),
  findings: [],
  saved: true,
  slots: [],
};

interface Parts {
  readonly options: EngineOptions;
  readonly hub: EventHub;
  readonly notices: Notices;
  readonly storage: Storage;
  readonly privileges: PrivilegeKeeper;
  readonly opened: OpenedFiltering;
}

export class EngineCore {
  readonly hub: EventHub;
  readonly notices: Notices;
  readonly privileges: PrivilegeKeeper;
  readonly interfaces: ChosenInterfaces;
  readonly rules: RuleCommands;
  readonly names: NameKeeper;
  readonly #options: EngineOptions;
  readonly #storage: Storage;
  readonly #opened: OpenedFiltering;
  readonly #counters: CounterWatch;
  #stopped = false;

  private constructor({ options, hub, notices, storage, privileges, opened }: Parts) {
    this.hub = hub;
    this.notices = notices;
    this.privileges = privileges;
    this.#options = options;
    this.#storage = storage;
    this.#opened = opened;
    const { filter, lists } = opened;
    this.interfaces = new ChosenInterfaces({ options, hub, notices, storage, filter });
    this.rules = new RuleCommands({
      rules: () => {
        const filtering = this.#filtering();
        return filtering.ok ? ok(filtering.value.rules) : filtering;
      },
      hasList: (name) => lists.lists.has(name),
    });
    this.names = new NameKeeper({
      resourcesDirectory: options.resourcesDirectory,
      mayAskNetwork: () => storage.config.settings.reverseDns,
      onFailure: (failure) => notices.add(failure),
    });
    this.#counters = new CounterWatch({
      read: () => {
        const filtering = this.#filtering();
        return filtering.ok ? filtering.value.counters() : undefined;
      },
      isWatched: () => hub.size > 0,
      onCounters: (counters) => hub.emit('counters', counters),
    });
  }

  /** Fails with `engine-locked`, `storage-failed`, or `unknown-interface` for one that was asked for. */
  static async start(options: EngineOptions): Promise<Result<EngineCore>> {
    const stored = await Storage.open(options);
    if (!stored.ok) return stored;
    const storage = stored.value;
    const hub = new EventHub();
    const notices = new Notices((list) => hub.emit('notices', list));
    if (storage.damage) notices.add(storage.damage);
    const opened = await openFiltering({ options, storage, hub, notices });
    const privileges = await PrivilegeKeeper.open({
      resourcesDirectory: options.resourcesDirectory,
      runtimeDirectory: options.runtimeDirectory,
      succession: options.succession,
      onChange: (state) => hub.emit('privileges', state),
    });
    const core = new EngineCore({ options, hub, notices, storage, privileges, opened });
    const attached = await core.interfaces.open();
    if (attached.ok) return ok(core);
    await core.stop();
    return attached;
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    const { filtering, lists, uploads } = this.#opened;
    this.#counters[Symbol.dispose]();
    await lists.stop();
    await uploads.clear();
    await this.interfaces.close();
    if (filtering.ok) {
      await filtering.value.rules.stop();
      filtering.value[Symbol.dispose]();
    }
    await this.#storage.close();
  }

  snapshot(): Snapshot {
    const { filter, replay, lists } = this.#opened;
    const filtering = this.#opened.filtering.ok ? this.#opened.filtering.value : undefined;
    return {
      engine: describeEngine(this.#options, filter, replay),
      interfaces: this.interfaces.list,
      attachments: filtering?.attachments.list ?? [],
      rules: filtering?.rules.state ?? NO_RULES,
      lists: lists.states,
      counters: this.#counters.read() ?? NO_COUNTERS,
      playground: this.interfaces.playground,
      settings: this.#storage.config.settings,
      notices: this.notices.list,
      privileges: this.privileges.state,
      enforcing: filtering?.enforcing ?? true,
    };
  }

  diagnose(): Promise<Diagnosis> {
    const { filter } = this.#opened;
    const { resourcesDirectory, runtimeDirectory } = this.#options;
    const attachments = filter.ok ? filter.value.attachments.list : [];
    return diagnose({ resourcesDirectory, runtimeDirectory, attachments });
  }

  /** Of what the rules would say to a packet now. */
  explain({ packet }: MethodArgs<'explain'>): Result<Explanation> {
    const filtering = this.#filtering();
    if (!filtering.ok) return filtering;
    const { rules, attachments } = filtering.value;
    return explain(packet, {
      book: rules.book,
      listsHolding: (address) => this.#opened.lists.listsHolding(address),
      interfaceName: (ifindex) =>
        attachments.list.find((each) => each.ifindex === ifindex)?.interface ??
        this.interfaces.list.find((each) => each.ifindex === ifindex)?.name ??
        '',
    });
  }

  /** Lists are of use only where rules are. */
  async withLists<T>(
    act: (lists: ListKeeper, uploads: Uploads) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const filtering = this.#filtering();
    return filtering.ok ? act(this.#opened.lists, this.#opened.uploads) : filtering;
  }

  /** Also without a filter: the theme has nothing to do with it. */
  async updateSettings(part: Partial<Settings>): Promise<Result<Settings>> {
    const settings = { ...this.#storage.config.settings, ...part };
    const filtering = this.#filtering();
    if (filtering.ok) {
      const applied = filtering.value.setSettings(settings);
      if (!applied.ok) return applied;
    }
    const saved = await this.#storage.save({ settings });
    if (!saved.ok) this.notices.add(saved.error);
    this.hub.emit('settings', settings);
    return ok(settings);
  }

  async setEnforcing(enforcing: boolean): Promise<Result<boolean>> {
    const filtering = this.#filtering();
    if (!filtering.ok) return filtering;
    const set = filtering.value.setEnforcing(enforcing);
    if (!set.ok) return set;
    this.hub.emit('enforcing', enforcing);
    return ok(enforcing);
  }

  openStream(accept: AcceptBatch): Result<PacketStream> {
    const filtering = this.#filtering();
    return filtering.ok ? filtering.value.openStream(accept) : filtering;
  }

  /** The file's packets against the rules that are in force now. Needs the rights to filter. */
  async openReplay(
    number: number,
    { direction }: MethodArgs<'beginReplay'>,
    accept: AcceptBatch,
  ): Promise<Result<CaptureReplay>> {
    const { filter, lists } = this.#opened;
    if (this.#stopped) return err(STOPPED);
    if (!filter.ok) return filter;
    const own = this.interfaces.list.flatMap(({ addresses }) => addresses);
    return CaptureReplay.open(number, {
      resourcesDirectory: this.#options.resourcesDirectory,
      ruleset: filter.value.rules.enforced,
      lists: lists.lists,
      ownAddresses: new Set(own.map((address) => address.split('/', 1)[0] ?? '')),
      direction,
      accept,
    });
  }

  closeStream(stream: PacketStream): void {
    const filtering = this.#filtering();
    if (filtering.ok) filtering.value.closeStream(stream);
  }

  account(stream: PacketStream): Accounting | undefined {
    const filtering = this.#filtering();
    return filtering.ok ? stream.account(filtering.value.recordCounts()) : undefined;
  }

  /** What takes rules and shows packets: the filter, or what stands in for it. */
  #filtering(): Result<Filtering> {
    return this.#stopped ? err(STOPPED) : this.#opened.filtering;
  }
}
