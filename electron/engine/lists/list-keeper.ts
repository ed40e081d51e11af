/**
 * Holds the lists and makes changes to them real: read, put in force, keep, save. Whatever fails, the
 * old content stays in force. Lists are read side by side, and put in force one after the other.
 */
import { type Address, parseAddress } from '../../contract/address.ts';
import type { MethodArgs } from '../../contract/api.ts';
import type { Failure } from '../../contract/failure.ts';
import {
  type ListConfig,
  type ListState,
  MAX_LIST_PREFIXES,
  MAX_LISTS,
} from '../../contract/list.ts';
import { ok, type Result } from '../../contract/result.ts';
import { SerialQueue } from '../serial-queue.ts';
import { differenceOf } from './difference.ts';
import {
  afterFailure,
  afterSuccess,
  cachedListOf,
  type HeldList,
  newList,
  planned,
  restored,
  stateOf,
} from './held-list.ts';
import type { ListCache } from './list-cache.ts';
import { ListLoads } from './list-loads.ts';
import {
  checkRefreshable,
  duplicateList,
  listInUse,
  noLongerWanted,
  tooManyLists,
  tooManyPrefixes,
  unknownList,
} from './list-refusals.ts';
import { listsHolding } from './lists-holding.ts';
import type { LoadedList, LoadList } from './load-list.ts';
import { countAll, type ParsedList } from './parsed-list.ts';
import { RefreshTimer } from './refresh-timer.ts';
import { inSlices } from './slices.ts';

/** Of an https address, unless something else is asked for. */
const DEFAULT_REFRESH_SECONDS = 24 * 3600;

export interface ListKeeperOptions {
  readonly load: LoadList;
  /** Absent: nothing is kept. */
  readonly cache?: Pick<ListCache, 'read' | 'write' | 'keepOnly'>;
  /** Puts exactly these lists in force, or leaves those that are. */
  readonly enforce: (lists: ReadonlyMap<string, ParsedList>) => Promise<Result<null>>;
  /** Text of a rule that names the list. */
  readonly isUsed: (name: string) => string | undefined;
  /** Makes the definitions durable. A failure leaves the lists in force. */
  readonly save: (lists: readonly ListConfig[]) => Promise<Result<null>>;
  readonly onChange: (states: readonly ListState[]) => void;
  readonly onSaveFailed: (error: Failure) => void;
  /** From 0 to 1. */
  readonly random?: () => number;
}

export class ListKeeper {
  readonly #options: ListKeeperOptions;
  /** In the order in which they were added. */
  readonly #held = new Map<string, HeldList>();
  readonly #loads = new ListLoads<Result<ListState>>();
  /** What changes what is in force. */
  readonly #changes = new SerialQueue();
  readonly #timer = new RefreshTimer(
    () => this.#dueTimes(),
    (name) => this.refresh(name),
  );

  constructor(options: ListKeeperOptions) {
    this.#options = options;
  }

  get states(): readonly ListState[] {
    return [...this.#held].map(([name, held]) => stateOf(held, this.#loads.has(name)));
  }

  /** Those that are in force. */
  get lists(): ReadonlyMap<string, ParsedList> {
    const inForce = [...this.#held].filter(([, held]) => !held.isNew);
    return new Map(inForce.map(([name, { list }]) => [name, list]));
  }

  /** Names of the lists that hold the address. */
  listsHolding(address: Address): readonly string[] {
    return listsHolding(this.lists, address);
  }

  /** Of each address that is on a list at all, the lists. Texts that are no addresses are on none. */
  listsOf(addresses: readonly string[]): Readonly<Record<string, readonly string[]>> {
    const holders: Record<string, readonly string[]> = {};
    for (const text of addresses) {
      const address = parseAddress(text);
      const lists = address.ok ? this.listsHolding(address.value) : [];
      if (lists.length > 0) holders[text] = lists;
    }
    return holders;
  }

  /** Puts in force what was kept, before anything is read anew. Fails as `enforce` does. */
  start(configs: readonly ListConfig[]): Promise<Result<null>> {
    return this.#changes.run(async () => {
      for (const config of configs) this.#plan(await this.#restore(config));
      await this.#options.cache?.keepOnly(configs.map(({ name }) => name));
      const enforced = configs.length > 0 ? await this.#options.enforce(this.lists) : ok(null);
      this.#changed();
      return enforced;
    });
  }

  /** Fails with what went wrong, and then nothing is added. */
  async add({ name, source, refreshSeconds }: MethodArgs<'addList'>): Promise<Result<ListState>> {
    if (this.#held.has(name)) return duplicateList(name);
    if (this.#held.size >= MAX_LISTS) return tooManyLists();
    const byDefault = 'url' in source ? DEFAULT_REFRESH_SECONDS : null;
    const seconds = refreshSeconds === undefined ? byDefault : refreshSeconds;
    const refreshable = checkRefreshable(source, seconds);
    if (!refreshable.ok) return refreshable;
    this.#held.set(name, newList({ name, source, refreshSeconds: seconds }));
    return await this.#load(name);
  }

  /** Fails as `add` does; the old content is in force then. */
  async refresh(name: string): Promise<Result<ListState>> {
    return this.#held.has(name) ? await this.#load(name) : unknownList(name);
  }

  update(name: string, refreshSeconds: number | null): Promise<Result<ListState>> {
    return this.#changes.run(async () => {
      const held = this.#held.get(name);
      if (!held) return unknownList(name);
      const refreshable = checkRefreshable(held.config.source, refreshSeconds);
      if (!refreshable.ok) return refreshable;
      this.#plan({ ...held, config: { ...held.config, refreshSeconds } });
      await this.#save();
      this.#changed();
      return ok(this.#stateOf(name));
    });
  }

  /** Fails with `list-in-use` while a rule names it. */
  remove(name: string): Promise<Result<null>> {
    return this.#changes.run(async () => {
      const held = this.#held.get(name);
      if (!held) return unknownList(name);
      const rule = this.#options.isUsed(name);
      if (rule !== undefined) return listInUse(name, rule);
      const others = new Map(this.lists);
      others.delete(name);
      const enforced = held.isNew ? ok(null) : await this.#options.enforce(others);
      if (!enforced.ok) return enforced;
      this.#loads.giveUp(name);
      this.#held.delete(name);
      await this.#save();
      await this.#options.cache?.keepOnly([...others.keys()]);
      this.#changed();
      return ok(null);
    });
  }

  /** Gives up what is being read. */
  async stop(): Promise<void> {
    this.#timer.stop();
    await this.#loads.stop();
    await this.#changes.idle();
  }

  async #restore(config: ListConfig): Promise<HeldList> {
    const cached = (await this.#options.cache?.read(config.name)) ?? ok(undefined);
    return restored(config, cached, Date.now());
  }

  #load(name: string): Promise<Result<ListState>> {
    const loaded = this.#loads.join(name, (signal) => this.#readAndTake(name, signal));
    this.#changed();
    return loaded;
  }

  async #readAndTake(name: string, signal: AbortSignal): Promise<Result<ListState>> {
    const { config, validators } = this.#held.get(name) as HeldList;
    const loaded = await this.#options.load({ source: config.source, validators, signal });
    return this.#changes.run(async () => {
      // By now the name may belong to another list.
      if (signal.aborted) return noLongerWanted(name);
      const taken = await this.#take(name, loaded);
      this.#loads.end(name);
      this.#changed();
      return taken.ok ? ok(this.#stateOf(name)) : taken;
    });
  }

  async #take(name: string, loaded: Result<LoadedList>): Promise<Result<null>> {
    // Its refreshing may have been changed meanwhile.
    const before = this.#held.get(name) as HeldList;
    const after = loaded.ok ? await this.#enforce(before, loaded.value) : loaded;
    if (!after.ok) {
      if (before.isNew) this.#held.delete(name);
      else this.#plan(afterFailure(before, after.error, Date.now()));
      return after;
    }
    this.#plan(after.value);
    if (before.isNew) await this.#save();
    if (loaded.ok && loaded.value.kind === 'read') await this.#keep(after.value);
    return ok(null);
  }

  async #enforce(before: HeldList, loaded: LoadedList): Promise<Result<HeldList>> {
    const success = afterSuccess(before, Date.now());
    if (loaded.kind === 'unchanged')
      return ok({ ...success, lastChange: { added: 0, removed: 0 } });
    const { list, invalidLines, firstInvalid } = loaded.reading;
    const lists = new Map(this.lists).set(before.config.name, list);
    if (countAll(lists.values()) > MAX_LIST_PREFIXES) return tooManyPrefixes();
    const change = await inSlices(differenceOf(before.list, list));
    if (before.isNew || change.added + change.removed > 0) {
      const enforced = await this.#options.enforce(lists);
      if (!enforced.ok) return enforced;
    }
    const { validators } = loaded;
    return ok({ ...success, list, invalidLines, firstInvalid, validators, lastChange: change });
  }

  async #keep(held: HeldList): Promise<void> {
    const kept = await this.#options.cache?.write(held.config.name, cachedListOf(held));
    if (kept && !kept.ok) this.#options.onSaveFailed(kept.error);
  }

  async #save(): Promise<void> {
    const settled = [...this.#held.values()].filter(({ isNew }) => !isNew);
    const saved = await this.#options.save(settled.map(({ config }) => config));
    if (!saved.ok) this.#options.onSaveFailed(saved.error);
  }

  #plan(held: HeldList): void {
    const { random = Math.random } = this.#options;
    this.#held.set(held.config.name, planned(held, Date.now(), random()));
    this.#timer.plan();
  }

  #dueTimes(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#held].flatMap(([name, { nextAt }]) => (nextAt ? [[name, nextAt]] : [])),
    );
  }

  #stateOf(name: string): ListState {
    return stateOf(this.#held.get(name) as HeldList, this.#loads.has(name));
  }

  #changed(): void {
    this.#options.onChange(this.states);
  }
}
