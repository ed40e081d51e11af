import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TalkerKind } from '../model/talkers/group-key.ts';
import type { TalkerColumn, TalkerSort } from '../model/talkers/sort-groups.ts';

/** How the talkers are looked at; kept while other views are open. */
export interface TalkersState {
  readonly kind: TalkerKind;
  readonly sort: TalkerSort;
  readonly find: string;
  /** Key of the selected group. */
  readonly selected: Uint32Array | undefined;
}

export interface TalkersStore extends StoreApi<TalkersState> {
  show(kind: TalkerKind): void;
  /** By a column; by the column it is sorted by already, the other way round. */
  sortBy(column: TalkerColumn): void;
}

export function createTalkersStore(): TalkersStore {
  const store = createStore<TalkersState>(() => ({
    kind: 'source',
    sort: { column: 'packets', descending: true },
    find: '',
    selected: undefined,
  }));
  return {
    ...store,
    show: (kind) => store.setState({ kind, selected: undefined }),
    sortBy(column) {
      const { sort } = store.getState();
      // Names are read from the beginning, figures from the largest.
      const descending = sort.column === column ? !sort.descending : column !== 'label';
      store.setState({ sort: { column, descending } });
    },
  };
}
