import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PacketHistory } from '../model/packet-history.ts';
import { AllRows, type PacketRows } from '../model/packet-rows.ts';

/** Why the rows stand still though nobody paused them. */
export type HoldReason = 'pointer' | 'menu' | 'scroll';

export interface Pause {
  readonly sinceMs: number;
}

/**
 * In a flood all rows in sight are new ones each time, and to draw them all in one frame would take
 * longer than a frame has. So they are drawn a part at a time, each in a frame of its own, all of them
 * as they were when the first part was drawn.
 */
export interface Sweep {
  /** Which part is drawn now, from 0. */
  readonly part: number;
  /** 1: all rows at once. */
  readonly parts: number;
}

/** What the table shows. Packets themselves are in the history; `version` says that it changed. */
export interface PacketsState {
  readonly version: number;
  readonly sweep: Sweep;
  /** What the table draws; one that a filter chose tells of new rows through `version` as well. */
  readonly rows: PacketRows;
  readonly paused: Pause | undefined;
  readonly holds: readonly HoldReason[];
  /** Sequence of the selected row. */
  readonly selected: number | undefined;
}

export interface PacketsStore extends StoreApi<PacketsState> {
  /** Its packets are those of a file: they stand still, and none of them ever makes room. */
  readonly isFile: boolean;
  /** Packets were added to the history; shows them with the next frame. */
  touch(): void;
  hold(reason: HoldReason): void;
  release(reason: HoldReason): void;
  /** Shows the newest rows again, whatever held them, and lets go of the selected one. */
  follow(): void;
  pause(): void;
  select(sequence: number | undefined): void;
  /** Draws these rows from now on; without an argument all of them. */
  show(rows?: PacketRows): void;
  /** After the history was cleared: shows it from its beginning. */
  beginAfresh(): void;
}

/** New rows since the last frame from which on frames are drawn less often. */
const FLOOD_ROWS = 100;
/** At least this long apart, in milliseconds: it keeps the window quick under any load. */
const FLOOD_FRAME_MS = 100;
/** So many new rows that nobody could read one of them, and how far apart they are drawn then. */
const TORRENT_ROWS = 2000;
const TORRENT_FRAME_MS = 200;
/**
 * Under the pointer rows stand still in a flood, and only their number beyond the end moves. Whoever
 * points is about to click, and the click should not have to wait behind a frame.
 */
const POINTED_FRAME_MS = 1000;
const FLOOD_PARTS = 3;
const AT_ONCE: Sweep = { part: 0, parts: 1 };

export function isFollowing(state: PacketsState): boolean {
  return !state.paused && state.holds.length === 0;
}

/** `schedule` runs its argument with the next frame, `whenFree` when rows may begin to move. */
export function createPacketsStore(
  history: PacketHistory,
  schedule: (commit: () => void) => void,
  { isFile = false, whenFree = (act: () => void) => act() } = {},
): PacketsStore {
  const holdsAtFirst: readonly HoldReason[] = isFile ? ['scroll'] : [];
  const allRows = new AllRows(history);
  const store = createStore<PacketsState>(() => ({
    version: 0,
    sweep: AT_ONCE,
    rows: allRows,
    paused: undefined,
    holds: holdsAtFirst,
    selected: undefined,
  }));
  let scheduled = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  /** There is more to show than what is drawn now. */
  let isMore = false;
  let shownEnd = 0;
  let shownAtMs = Number.NEGATIVE_INFINITY;

  /** More rows than any screen holds are a flood, of which nobody reads every frame. */
  function isFlood(): boolean {
    return history.end - shownEnd > FLOOD_ROWS;
  }

  /** How long the next rows have to wait, in milliseconds. */
  function waitMs(): number {
    if (isWithinSweep() || !isFlood()) return 0;
    return shownAtMs + apartMs() - performance.now();
  }

  function apartMs(): number {
    if (store.getState().holds.includes('pointer')) return POINTED_FRAME_MS;
    return history.end - shownEnd > TORRENT_ROWS ? TORRENT_FRAME_MS : FLOOD_FRAME_MS;
  }

  function isWithinSweep(): boolean {
    const { part, parts } = store.getState().sweep;
    return part + 1 < parts;
  }

  function commit(): void {
    scheduled = false;
    if (waitMs() > 0) {
      wake();
      return;
    }
    const { sweep } = store.getState();
    if (isWithinSweep()) store.setState({ sweep: { ...sweep, part: sweep.part + 1 } });
    else begin();
    if (isWithinSweep() || isMore) wake();
  }

  function begin(): void {
    const parts = isFlood() && isFollowing(store.getState()) ? FLOOD_PARTS : 1;
    isMore = false;
    shownEnd = history.end;
    shownAtMs = performance.now();
    store.setState(({ version }) => ({ version: version + 1, sweep: { part: 0, parts } }));
  }

  function touch(): void {
    isMore = true;
    wake();
  }

  function wake(): void {
    if (scheduled) return;
    scheduled = true;
    const delayMs = waitMs();
    // A frame that draws nothing is work for the browser all the same.
    if (delayMs > 0) waiting = setTimeout(sendForFrame, delayMs);
    // Rows of two moments side by side are for a few frames, and no longer.
    else if (isWithinSweep()) schedule(commit);
    else whenFree(() => schedule(commit));
  }

  function sendForFrame(): void {
    waiting = undefined;
    whenFree(() => schedule(commit));
  }

  /** For what holds no longer. */
  function waitAnew(): void {
    if (waiting === undefined) return;
    clearTimeout(waiting);
    waiting = undefined;
    scheduled = false;
    wake();
  }

  function change(patch: Partial<PacketsState>): void {
    const next = { ...store.getState(), ...patch };
    if (isFollowing(next)) history.release();
    else if (!isFile) history.hold();
    store.setState({ ...patch, sweep: AT_ONCE, version: next.version + 1 });
    waitAnew();
  }

  return {
    ...store,
    isFile,
    touch,
    hold(reason) {
      const { holds } = store.getState();
      if (!holds.includes(reason)) change({ holds: [...holds, reason] });
    },
    release(reason) {
      const { holds } = store.getState();
      if (holds.includes(reason)) change({ holds: holds.filter((other) => other !== reason) });
    },
    follow: () => change({ holds: holdsAtFirst, paused: undefined, selected: undefined }),
    pause() {
      if (!store.getState().paused) change({ paused: { sinceMs: Date.now() } });
    },
    select: (selected) => store.setState({ selected }),
    show: (rows = allRows) => change({ rows }),
    beginAfresh() {
      shownEnd = 0;
      change({ holds: holdsAtFirst, paused: undefined, selected: undefined });
    },
  };
}
