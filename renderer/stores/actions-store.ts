import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure } from '../../electron/contract/failure.ts';
import type { Result } from '../../electron/contract/result.ts';

/** Something that was done and can be taken back. */
export interface UndoEntry {
  readonly id: number;
  readonly timeMs: number;
  /** `Blocked`, `port`, `8080/tcp`, `for 1 h`; empty parts are left out. */
  readonly verb: string;
  readonly before: string;
  readonly value: string;
  readonly after: string;
  /** The rule that was made: once it has ended by itself there is nothing to take back. */
  readonly ruleId?: string;
  readonly undo: () => Promise<Result<unknown>>;
}

export interface FailedAction {
  /** What did not happen: `203.0.113.77 was not blocked`. */
  readonly title: string;
  readonly failure: Failure;
}

export interface Notice {
  readonly text: string;
}

export interface ActionsState {
  /** What has waited a while for the engine's answer: rule texts, `interface NAME`, `playground`. */
  readonly pending: ReadonlySet<string>;
  /** Oldest first. */
  readonly undoable: readonly UndoEntry[];
  /** The newest entry while its pill is up. */
  readonly pill: UndoEntry | undefined;
  readonly failed: FailedAction | undefined;
  /** What was done a moment ago and needs no answer: `Copied`. */
  readonly notice: Notice | undefined;
  /** Id of the rule that the Blocked panel points out. */
  readonly highlighted: string | undefined;
  /** Rises whenever the user asks to be shown a rule. */
  readonly showRequests: number;
  /** For screen readers. */
  readonly announcement: string;
}

export type ActionsStore = StoreApi<ActionsState>;

/** How long the undo pill stays, in milliseconds. */
export const PILL_MS = 10_000;
/** How long a notice stays, in milliseconds. */
export const NOTICE_MS = 2_000;
const MAX_UNDOABLE = 50;
/** Until a request counts as one that a person has to wait for. */
const PENDING_AFTER_MS = 100;

export function createActionsStore(): ActionsStore {
  return createStore<ActionsState>(() => ({
    pending: new Set(),
    undoable: [],
    pill: undefined,
    failed: undefined,
    notice: undefined,
    highlighted: undefined,
    showRequests: 0,
    announcement: '',
  }));
}

/** `Blocked port 8080/tcp for 1 h` */
export function undoText({ verb, before, value, after }: Omit<UndoEntry, 'undo'>): string {
  return [verb, before, value, after].filter(Boolean).join(' ');
}

export function pushUndo(store: ActionsStore, entry: Omit<UndoEntry, 'id' | 'timeMs'>): void {
  const id = (store.getState().undoable.at(-1)?.id ?? 0) + 1;
  const full = { ...entry, id, timeMs: Date.now() };
  store.setState((state) => ({
    undoable: [...state.undoable, full].slice(-MAX_UNDOABLE),
    pill: full,
    announcement: undoText(full),
  }));
  setTimeout(() => {
    if (store.getState().pill === full) store.setState({ pill: undefined });
  }, PILL_MS);
}

export function dropUndo(store: ActionsStore, entry: UndoEntry): void {
  store.setState((state) => ({
    undoable: state.undoable.filter(({ id }) => id !== entry.id),
    pill: state.pill?.id === entry.id ? undefined : state.pill,
    announcement: `Undone: ${undoText(entry)}`,
  }));
}

/** Forgets what made these rules. */
export function forgetUndo(store: ActionsStore, ruleIds: ReadonlySet<string>): void {
  const stands = ({ ruleId }: UndoEntry) => ruleId === undefined || !ruleIds.has(ruleId);
  store.setState(({ undoable, pill }) => ({
    undoable: undoable.filter(stands),
    pill: pill && stands(pill) ? pill : undefined,
  }));
}

/** Forgets all that could be taken back. */
export function forgetAllUndo(store: ActionsStore): void {
  store.setState({ undoable: [], pill: undefined, highlighted: undefined });
}

/** Says in passing that something was done. */
export function showNotice(store: ActionsStore, text: string): void {
  const notice = { text };
  store.setState({ notice, announcement: text });
  setTimeout(() => {
    if (store.getState().notice === notice) store.setState({ notice: undefined });
  }, NOTICE_MS);
}

/**
 * Runs one request at a time per key, and shows its failure, if any, under `title`. What is answered as
 * fast as most is was never pending to the eye: to draw that would only hold up the answer.
 */
export async function runPending<T>(
  store: ActionsStore,
  key: string,
  title: string,
  request: () => Promise<Result<T>>,
): Promise<Result<T> | undefined> {
  const underWay = keysUnderWay(store);
  if (underWay.has(key)) return undefined;
  underWay.add(key);
  const timer = setTimeout(() => {
    store.setState(({ pending }) => ({ pending: new Set(pending).add(key) }));
  }, PENDING_AFTER_MS);
  try {
    const answer = request();
    if (store.getState().failed) store.setState({ failed: undefined });
    const result = await answer;
    if (!result.ok) store.setState({ failed: { title, failure: result.error } });
    return result;
  } finally {
    clearTimeout(timer);
    underWay.delete(key);
    const { pending } = store.getState();
    if (pending.has(key)) store.setState({ pending: without(pending, key) });
  }
}

const requestsOf = new WeakMap<ActionsStore, Set<string>>();

function keysUnderWay(store: ActionsStore): Set<string> {
  const keys = requestsOf.get(store) ?? new Set();
  requestsOf.set(store, keys);
  return keys;
}

function without(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set([...keys].filter((other) => other !== key));
}
