/** The lists of an engine without a kernel, and everything a client may do with them. */
import type { ApiHandlers } from '../../electron/contract/api.ts';
import type { ListState } from '../../electron/contract/list.ts';
import { fail, ok, type Result } from '../../electron/contract/result.ts';
import type { Snapshot } from '../../electron/contract/state.ts';

/** A list that works, one that failed to refresh, and one that is on its way. */
export const DEMO_LISTS: readonly ListState[] = [
  {
    name: 'drop-list',
    source: { url: 'https://lists.example.net/drop.txt' },
    refreshSeconds: 3600,
    state: 'ready',
    prefixes: { v4: 1204, v6: 61 },
    invalidLines: 2,
    firstInvalid: [
      { line: 17, text: '203.0.113.300' },
      { line: 402, text: '<script>alert(1)</script>' },
    ],
    refreshedAt: Date.now() - 25 * 60_000,
    lastChange: { added: 12, removed: 3 },
  },
  {
    name: 'scanners',
    source: { url: 'https://feeds.example.org/scanners.netset' },
    refreshSeconds: 24 * 3600,
    state: 'failed',
    prefixes: { v4: 48_210, v6: 0 },
    invalidLines: 0,
    firstInvalid: [],
    refreshedAt: Date.now() - 31 * 3_600_000,
    lastChange: { added: 0, removed: 0 },
    failure: {
      code: 'list-unreachable',
      message: 'feeds.example.org did not answer within 20 s.',
      remedy: 'The old entries stay in force. Try again later.',
    },
  },
  {
    name: 'office',
    source: { path: '/etc/portcullis/office.txt' },
    refreshSeconds: null,
    state: 'loading',
    prefixes: { v4: 0, v6: 0 },
    invalidLines: 0,
    firstInvalid: [],
  },
];

type ListHandlers = Pick<
  ApiHandlers,
  'addList' | 'refreshList' | 'updateList' | 'removeList' | 'uploadList'
>;

interface DemoListParts {
  readonly state: () => Snapshot;
  readonly patch: (slices: Partial<Snapshot>) => void;
  readonly delay: () => Promise<void>;
}

export function createDemoListHandlers({ state, patch, delay }: DemoListParts): ListHandlers {
  let uploads = 0;

  function replace(name: string, list: ListState | undefined): void {
    const others = state().lists.filter((each) => each.name !== name);
    patch({ lists: list ? [...others, list] : others });
  }

  function find(name: string): Result<ListState> {
    const list = state().lists.find((each) => each.name === name);
    return list ? ok(list) : fail('unknown-list', `There is no list "${name}".`, 'Look again.');
  }

  async function read(list: ListState): Promise<Result<ListState>> {
    replace(list.name, { ...list, state: 'loading' });
    await delay();
    const { failure: _, ...rest } = list;
    const before = list.prefixes.v4;
    const ready: ListState = {
      ...rest,
      state: 'ready',
      prefixes: { v4: before + 17, v6: list.prefixes.v6 },
      refreshedAt: Date.now(),
      lastChange: { added: 17, removed: 0 },
    };
    replace(list.name, ready);
    return ok(ready);
  }

  return {
    addList: async ({ name, source, refreshSeconds }) => {
      if (find(name).ok) {
        return fail('duplicate-list', `There is a list "${name}" already.`, 'Take another name.');
      }
      return read({
        name,
        source,
        refreshSeconds: refreshSeconds ?? null,
        state: 'loading',
        prefixes: { v4: 0, v6: 0 },
        invalidLines: 0,
        firstInvalid: [],
      });
    },
    refreshList: async ({ name }) => {
      const found = find(name);
      return found.ok ? read(found.value) : found;
    },
    updateList: async ({ name, refreshSeconds }) => {
      await delay();
      const found = find(name);
      if (!found.ok) return found;
      const changed = { ...found.value, refreshSeconds };
      replace(name, changed);
      return ok(changed);
    },
    removeList: async ({ name }) => {
      await delay();
      if (state().rules.rules.some(({ text }) => text.includes(`list ${name}`))) {
        return fail('list-in-use', `A rule names the list "${name}".`, 'Remove the rule first.');
      }
      replace(name, undefined);
      return ok(null);
    },
    uploadList: async ({ upload }) => {
      uploads += upload ? 0 : 1;
      return ok({ upload: upload ?? `upload-${uploads}` });
    },
  };
}
