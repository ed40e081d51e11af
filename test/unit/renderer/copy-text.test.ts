import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type ActionsStore,
  createActionsStore,
  NOTICE_MS,
} from '../../../renderer/stores/actions-store.ts';
import { copyText } from '../../../renderer/stores/copy-text.ts';

let actions: ActionsStore;
let copied: string[];

beforeEach(() => {
  vi.useFakeTimers();
  actions = createActionsStore();
  copied = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function clipboard(writeText: (text: string) => Promise<void>): void {
  vi.stubGlobal('navigator', { clipboard: { writeText } });
}

it('says in passing that a text was copied', async () => {
  clipboard(async (text) => void copied.push(text));
  expect(await copyText(actions, 'The rule', 'drop icmp')).toBe(true);
  expect(copied).toEqual(['drop icmp']);
  const { notice, announcement, failed } = actions.getState();
  expect({ notice, announcement, failed }).toEqual({
    notice: { text: 'The rule is copied' },
    announcement: 'The rule is copied',
    failed: undefined,
  });
  vi.advanceTimersByTime(NOTICE_MS - 1);
  await copyText(actions, 'The rule', 'drop udp');
  vi.advanceTimersByTime(NOTICE_MS - 1);
  expect(actions.getState().notice).toBeDefined();
  vi.advanceTimersByTime(1);
  expect(actions.getState().notice).toBeUndefined();
});

it.each([
  ['is refused', () => clipboard(() => Promise.reject(new Error('NotAllowedError')))],
  ['is not there', () => vi.stubGlobal('navigator', {})],
])('says so where the clipboard %s', async (_, given) => {
  given();
  expect(await copyText(actions, 'The command', 'portcullis status')).toBe(false);
  const { failed, notice } = actions.getState();
  expect(failed).toMatchObject({
    title: 'The command was not copied',
    failure: { code: 'clipboard-refused' },
  });
  expect(notice).toBeUndefined();
});
