import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PressedPointer } from '../../../renderer/stores/pressed-pointer.ts';

let pointer: PressedPointer;
let done: string[];
const put = (kind: string, what: string) => pointer.whenUp(kind, () => done.push(what));
beforeEach(() => {
  vi.useFakeTimers();
  pointer = new PressedPointer();
  done = [];
});
afterEach(() => vi.useRealTimers());

test('numbers move while no button is down', () => {
  put('counters', '1');
  expect(done).toEqual(['1']);
});

test('while one is down they stand still, and the newest show after the click', () => {
  pointer.down();
  put('counters', '1');
  put('accounting', 'a');
  put('counters', '2');
  pointer.up();
  vi.advanceTimersByTime(10);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(40);
  expect(done).toEqual(['2', 'a']);
  put('counters', '3');
  expect(done).toEqual(['2', 'a', '3']);
});

test('a button that stays down holds them up no longer than a click', () => {
  pointer.down();
  put('counters', '1');
  vi.advanceTimersByTime(1000);
  expect(done).toEqual(['1']);
  put('counters', '2');
  pointer.up();
  vi.advanceTimersByTime(50);
  expect(done).toEqual(['1', '2']);
});
