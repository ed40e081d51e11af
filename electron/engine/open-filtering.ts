/** What decides about packets in an engine, with the lists and rules that were saved. */
import { join } from 'node:path';
import { type Failure, failure } from '../contract/failure.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { type Rule, statementOf } from '../contract/rule.ts';
import type { RuleBookState } from '../contract/state.ts';
import { Configuration } from './configuration.ts';
import { notRunning } from './control-socket/not-running.ts';
import type { EngineOptions } from './engine-options.ts';
import type { EventHub } from './event-hub.ts';
import { Filter } from './filter.ts';
import type { Filtering } from './filtering.ts';
import { ListCache } from './lists/list-cache.ts';
import { ListKeeper } from './lists/list-keeper.ts';
import { createLoader } from './lists/load-list.ts';
import { Uploads } from './lists/uploads.ts';
import type { Notices } from './notices.ts';
import { missingPrivileges } from './privileges/capabilities.ts';
import { openReplay, type Replay } from './replay/replay.ts';
import { namedLists, requireLists } from './rules/named-lists.ts';
import type { SavedRules } from './rules/rule-saver.ts';
import type { Storage } from './storage/storage.ts';

export interface OpenedFiltering {
  /** The kernel's filter, or why there is none. */
  readonly filter: Result<Filter>;
  /** Plays where the engine may not filter. */
  readonly replay: Replay | undefined;
  /** What takes rules: the filter, or else what stands in for it. */
  readonly filtering: Result<Filtering>;
  readonly lists: ListKeeper;
  readonly uploads: Uploads;
}

interface Surroundings {
  readonly options: EngineOptions;
  readonly storage: Storage;
  readonly hub: EventHub;
  readonly notices: Notices;
}

/** Starts as far as it can: what keeps it from filtering is in the answer. */
export async function openFiltering(at: Surroundings): Promise<OpenedFiltering> {
  const { options, storage, notices } = at;
  const filter = await openFilter(at);
  let lists: ListKeeper | undefined;
  const replay = await openReplayInstead(at, filter, () => lists);
  const standIn = options.configurationOnly ? new Configuration(ruleHooks(at)) : replay;
  const filtering = standIn ? ok(standIn) : filter;
  const uploads = new Uploads(join(options.runtimeDirectory, 'uploads'));
  lists = openLists(at, filtering, uploads, replay === undefined);
  const unopened = { replay, lists, uploads };
  // What is tried out with a recording begins with nothing, and ends with it.
  if (replay || !filtering.ok) return { ...unopened, filter, filtering };
  const loaded = await loadSaved(storage, filtering.value, lists, options);
  if (loaded.ok) {
    const missing = missingList(storage.config.rules, lists);
    if (missing) notices.add(missing);
    return { ...unopened, filter, filtering };
  }
  // Filtering without the saved rules would look like safety: better to say that it is off.
  await lists.stop();
  await filtering.value.rules.stop();
  filtering.value[Symbol.dispose]();
  return { ...unopened, filter: filter.ok ? loaded : filter, filtering: loaded };
}

async function openFilter(at: Surroundings): Promise<Result<Filter>> {
  if (at.options.configurationOnly) return notRunning();
  const missing = missingPrivileges();
  if (missing) return err(missing);
  const { resourcesDirectory, egressKind } = at.options;
  const { settings } = at.storage.config;
  return Filter.open({ resourcesDirectory, settings, egressKind }, ruleHooks(at));
}

/** So that everything can be seen before anything is allowed. A window that lacks it still says why. */
async function openReplayInstead(
  { options, storage, hub, notices }: Surroundings,
  filter: Result<Filter>,
  lists: () => ListKeeper | undefined,
): Promise<Replay | undefined> {
  if (filter.ok || filter.error.code !== 'missing-privileges' || options.ephemeral)
    return undefined;
  const opened = await openReplay(options.resourcesDirectory, storage.config.settings, {
    onChange: (state) => hub.emit('rules', state),
    onTrouble: (error) => notices.add(error),
    listsHolding: (address) => lists()?.listsHolding(address) ?? [],
  });
  return opened.ok ? opened.value : undefined;
}

function ruleHooks({ storage, hub, notices }: Surroundings) {
  const onTrouble = (error: Failure) => notices.add(error);
  return {
    save: ({ rules, defaults, switched }: SavedRules) =>
      storage.save({ rules: [...rules], defaults, builtIn: switched }),
    onChange: (state: RuleBookState) => hub.emit('rules', state),
    onSaveFailed: onTrouble,
    onTrouble,
  };
}

function openLists(
  { options, storage, hub, notices }: Surroundings,
  filtering: Result<Filtering>,
  uploads: Uploads,
  isKept: boolean,
): ListKeeper {
  return new ListKeeper({
    load: createLoader({ uploads }),
    ...(isKept ? listCache(options) : {}),
    enforce: async (lists) => (filtering.ok ? filtering.value.enforceLists(lists) : ok(null)),
    isUsed: (name) =>
      filtering.ok
        ? filtering.value.rules.lasting.find((rule) => namedLists([statementOf(rule)]).has(name))
            ?.text
        : undefined,
    save: async (lists) => (isKept ? storage.save({ lists: [...lists] }) : ok(null)),
    onChange: (states) => hub.emit('lists', states),
    onSaveFailed: (error) => notices.add(error),
  });
}

function listCache({ configDirectory, ephemeral, readsSaved }: EngineOptions) {
  const cache = new ListCache(join(configDirectory, 'lists'));
  if (!ephemeral) return { cache };
  if (!readsSaved) return {};
  const read = (name: string) => cache.read(name);
  return { cache: { read, write: async () => ok(null), keepOnly: async () => {} } };
}

/** The lists first, as rules name them. Who only reads what is saved fetches none of them anew. */
async function loadSaved(
  { config }: Storage,
  { rules }: Filtering,
  lists: ListKeeper,
  { readsSaved }: EngineOptions,
): Promise<Result<null>> {
  const configs = readsSaved
    ? config.lists.map((list) => ({ ...list, refreshSeconds: null }))
    : config.lists;
  const started = await lists.start(configs);
  if (!started.ok) return started;
  return rules.load({ rules: config.rules, defaults: config.defaults, switched: config.builtIn });
}

/** Somebody wrote the file by hand. Such a rule finds nothing in its list. */
function missingList(rules: readonly Rule[], lists: ListKeeper): Failure | undefined {
  for (const rule of rules) {
    const known = requireLists([statementOf(rule)], (name) => lists.lists.has(name));
    if (known.ok) continue;
    return failure(
      'unknown-list',
      `The rule "${rule.text}" names a list that is not there, and finds nothing in it.`,
      'Add the list, or change the rule.',
    );
  }
  return undefined;
}
