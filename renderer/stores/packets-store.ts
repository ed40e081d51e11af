import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PacketHistory } from '../model/packet-history.ts';

/** Why the rows stand still though nobody paused them. */
export type HoldReason = 'pointer' | 'menu' | 'scroll';

export interface Pause {
  readonly sinceMs: number;
  /** Packets dropped in all when the pause began. */
  readonly droppedBefore: number;
}

/** What the table shows. Packets themselves are in the history; `version` says that it changed. */
export interface PacketsState {
  readonly version: number;
  readonly paused: Pause | undefined;
  readonly holds: readonly HoldReason[];
  /** Sequence of the selected row. */
  readonly selected: number | undefined;
}

export interface PacketsStore extends StoreApi<PacketsState> {
  /** Packets were added to the history; shows them with the next frame. */
  touch(): void;
  hold(reason: HoldReason): void;
  release(reason: HoldReason): void;
  /** Shows the newest rows again, whatever held them. */
  follow(): void;
  pause(droppedBefore: number): void;
  select(sequence: number | undefined): void;
}

export function isFollowing(state: PacketsState): boolean {
  return !state.paused && state.holds.length === 0;
}

/** `schedule` runs its argument with the next frame. */
export function createPacketsStore(
  history: PacketHistory,
  schedule: (commit: () => void) => void,
): PacketsStore {
  const store = createStore<PacketsState>(() => ({
    version: 0,
    paused: undefined,
    holds: [],
    selected: undefined,
  }));
  let scheduled = false;

  function change(patch: Partial<PacketsState>): void {
    const next = { ...store.getState(), ...patch };
    if (isFollowing(next)) history.release();
    else history.hold();
    store.setState({ ...patch, version: next.version + 1 });
  }

  return {
    ...store,
    touch() {
      if (scheduled) return;
      scheduled = true;
      schedule(() => {
        scheduled = false;
        store.setState((state) => ({ version: state.version + 1 }));
      });
    },
    hold(reason) {
      const { holds } = store.getState();
      if (!holds.includes(reason)) change({ holds: [...holds, reason] });
    },
    release(reason) {
      const { holds } = store.getState();
      if (holds.includes(reason)) change({ holds: holds.filter((other) => other !== reason) });
    },
    follow: () => change({ holds: [], paused: undefined }),
    pause(droppedBefore) {
      if (!store.getState().paused) change({ paused: { sinceMs: Date.now(), droppedBefore } });
    },
    select: (selected) => store.setState({ selected }),
  };
}
