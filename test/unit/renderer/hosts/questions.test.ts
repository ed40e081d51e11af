import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Questions } from '../../../../renderer/model/hosts/questions.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks together for what came together, each once', async () => {
  const ask = vi.fn(async () => {});
  const questions = new Questions(10, ask);
  for (const key of ['a', 'b', 'a']) questions.add(key);
  expect(ask).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(ask.mock.calls).toEqual([[['a', 'b']]]);
  questions.add('a');
  await vi.advanceTimersByTimeAsync(100);
  expect(ask).toHaveBeenCalledTimes(2);
});

it('asks one question after the other, the newest keys first', async () => {
  const asked: (readonly string[])[] = [];
  const answers: (() => void)[] = [];
  const questions = new Questions(2, (keys) => {
    asked.push(keys);
    return new Promise((resolve) => answers.push(resolve));
  });
  for (const key of ['a', 'b', 'c']) questions.add(key);
  await vi.advanceTimersByTimeAsync(100);
  questions.add('b');
  questions.add('d');
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual([['b', 'c']]);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([
    ['b', 'c'],
    ['a', 'd'],
  ]);
});

it('forgets what has waited too long', async () => {
  const ask = vi.fn(async (_keys: readonly string[]) => {});
  const questions = new Questions(50_000, ask);
  for (let index = 0; index < 30_000; index += 1) questions.add(`${index}`);
  await vi.advanceTimersByTimeAsync(100);
  const keys = ask.mock.calls.flatMap(([asked]) => asked);
  expect(keys).toHaveLength(20_000);
  expect(keys[0]).toBe('10000');
});
