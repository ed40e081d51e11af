import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askToKeep, type Terminal } from '../../../electron/headless/commands/ask-to-keep.ts';

class FakeInput extends EventEmitter {
  isRaw = false;
  isReading = false;
  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }
  resume(): void {
    this.isReading = true;
  }
  pause(): void {
    this.isReading = false;
  }
}

let input: FakeInput;
let output: string;
let end: (how: 'kept' | 'taken-back') => void;
let ended: Promise<'kept' | 'taken-back'>;

beforeEach(() => {
  vi.useFakeTimers();
  input = new FakeInput();
  output = '';
  ({ promise: ended, resolve: end } = Promise.withResolvers<'kept' | 'taken-back'>());
});

afterEach(() => {
  vi.useRealTimers();
});

function ask(what = 'default in drop'): ReturnType<typeof askToKeep> {
  const terminal = { input, output: { write: (text: string) => (output += text) } };
  return askToKeep(terminal as unknown as Terminal, { what, endsAt: Date.now() + 15_000 }, ended);
}

it.each([
  ['y', 'yes'],
  ['Y', 'yes'],
  ['n', 'no'],
  ['\r', 'no'],
  // Ctrl-C, Ctrl-D and an arrow: whatever is not a yes.
  ['\u0003', 'no'],
  ['\u0004', 'no'],
  ['\u001b[A', 'no'],
])('takes the key %j for %s', async (key, answer) => {
  const asked = ask();
  expect(input.isRaw).toBe(true);
  input.emit('data', Buffer.from(key));
  expect(await asked).toBe(answer);
  expect(output).toMatch(new RegExp(`\\[y/N\\] \\S*${answer}\\n$`));
  expect(input).toMatchObject({ isRaw: false, isReading: false });
  expect(input.listenerCount('data')).toBe(0);
});

it('counts down, and is over when the engine says so', async () => {
  const asked = ask();
  expect(output).toContain('Taken back in 15 s');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(output).toContain('Taken back in 5 s');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(output).toMatch(/Taken back in 0 s/);
  end('taken-back');
  expect(await asked).toBe('taken-back');
  const length = output.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(output).toHaveLength(length);
  expect(input.isRaw).toBe(false);
});

it('shows what is tried as text', async () => {
  const asked = ask('drop any # \u001b[2J');
  end('kept');
  expect(await asked).toBe('kept');
  expect(output).not.toContain('\u001b[2J');
});
