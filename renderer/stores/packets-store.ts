import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PacketHistory } from '../model/packet-history.ts';
import { AllRows, type PacketRows } from '../model/packet-rows.ts';

/** Why the rows stand still though nobody paused them. */
export type HoldReason = 'pointer' | 'menu' | 'scroll';

export interface Pause {
  readonly sinceMs: number;
}

/** What the table shows. Packets themselves are in the history; `version` says that it changed. */
export interface PacketsState {
  readonly version: number;
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
const FLOOD_FRAME_MS = 60;

export function isFollowing(state: PacketsState): boolean {
  return !state.paused && state.holds.length === 0;
}

/** `schedule` runs its argument with the next frame. */
export function createPacketsStore(
  history: PacketHistory,
  schedule: (commit: () => void) => void,
  { isFile = false } = {},
): PacketsStore {
  const holdsAtFirst: readonly HoldReason[] = isFile ? ['scroll'] : [];
  const allRows = new AllRows(history);
  const store = createStore<PacketsState>(() => ({
    version: 0,
    rows: allRows,
    paused: undefined,
    holds: holdsAtFirst,
    selected: undefined,
  }));
  let scheduled = false;
  let shownEnd = 0;
  let shownAtMs = 0;

  /** More rows than any screen holds are a flood, of which nobody reads every frame. */
  function isFlood(): boolean {
    return history.end - shownEnd > FLOOD_ROWS && Date.now() - shownAtMs < FLOOD_FRAME_MS;
  }

  function commit(): void {
    if (isFlood()) {
      schedule(commit);
      return;
    }
    scheduled = false;
    shownEnd = history.end;
    shownAtMs = Date.now();
    store.setState((state) => ({ version: state.version + 1 }));
  }

  function change(patch: Partial<PacketsState>): void {
    const next = { ...store.getState(), ...patch };
    if (isFollowing(next)) history.release();
    else if (!isFile) history.hold();
    store.setState({ ...patch, version: next.version + 1 });
  }

  return {
    ...store,
    isFile,
    touch() {
      if (scheduled) return;
      scheduled = true;
      schedule(commit);
    },
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
