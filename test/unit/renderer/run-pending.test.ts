import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failure } from '../../../electron/contract/failure.ts';
import { err, ok, type Result } from '../../../electron/contract/result.ts';
import {
  type ActionsStore,
  createActionsStore,
  runPending,
} from '../../../renderer/stores/actions-store.ts';

let store: ActionsStore;
beforeEach(() => {
  vi.useFakeTimers();
  store = createActionsStore();
});
afterEach(() => vi.useRealTimers());

const answering = (afterMs: number, result: Result<null> = ok(null)) =>
  vi.fn(() => new Promise<Result<null>>((resolve) => setTimeout(() => resolve(result), afterMs)));
const pending = () => [...store.getState().pending];

test('what is answered at once is never pending to the eye', async () => {
  const states: number[] = [];
  store.subscribe(() => states.push(pending().length));
  const done = runPending(store, 'a', 'not done', answering(20));
  await vi.advanceTimersByTimeAsync(1000);
  expect(await done).toEqual(ok(null));
  expect(states.every((size) => size === 0)).toBe(true);
});

test('what takes longer is, until its own answer', async () => {
  void runPending(store, 'a', 'not done', answering(300));
  void runPending(store, 'b', 'not done', answering(600));
  await vi.advanceTimersByTimeAsync(200);
  expect(pending()).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(200);
  expect(pending()).toEqual(['b']);
  await vi.advanceTimersByTimeAsync(400);
  expect(pending()).toEqual([]);
});

test('the same is asked once at a time, shown or not, and again after the answer', async () => {
  const request = answering(20);
  const first = runPending(store, 'a', 'not done', request);
  expect(await runPending(store, 'a', 'not done', request)).toBeUndefined();
  await vi.advanceTimersByTimeAsync(20);
  await first;
  void runPending(store, 'a', 'not done', request);
  expect(request).toHaveBeenCalledTimes(2);
});

test('a failure is shown until the next request', async () => {
  const no = failure('internal', 'No.', 'Try again.');
  void runPending(store, 'a', 'a was not done', answering(20, err(no)));
  await vi.advanceTimersByTimeAsync(20);
  expect(store.getState().failed).toEqual({ title: 'a was not done', failure: no });
  void runPending(store, 'a', 'a was not done', answering(20));
  expect(store.getState().failed).toBeUndefined();
});

test('a request that breaks is a bug, and leaves nothing behind that would swallow the next', async () => {
  const throws = () => {
    throw new Error('a bug');
  };
  await expect(runPending(store, 'a', 'not done', throws)).rejects.toThrow('a bug');
  const breaks = runPending(store, 'a', 'not done', async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    throw new Error('a bug');
  });
  const broken = expect(breaks).rejects.toThrow('a bug');
  await vi.advanceTimersByTimeAsync(150);
  expect(pending()).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(100);
  await broken;
  await vi.advanceTimersByTimeAsync(1000);
  expect(pending()).toEqual([]);
  const request = answering(0);
  void runPending(store, 'a', 'not done', request);
  expect(request).toHaveBeenCalledOnce();
});
