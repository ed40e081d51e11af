import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fitPlace, recallPlace, rememberPlace } from '../../../electron/main/window-place.ts';

const DISPLAYS = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 200, width: 1280, height: 700 },
];
const PLACE = { x: 100, y: 50, width: 1000, height: 700 };

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-place-'));
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

class FakeWindow extends EventEmitter {
  bounds = PLACE;
  maximized = false;
  destroyed = false;
  isDestroyed = () => this.destroyed;
  getNormalBounds = () => {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    return this.bounds;
  };
  isMaximized = () => this.maximized;
}

function write(text: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'window.json'), text);
}

it('is read as it was written, in a file for this user alone', async () => {
  const window = new FakeWindow();
  window.maximized = true;
  const { saved } = rememberPlace(window, directory);
  window.emit('close');
  await saved();
  expect(await recallPlace(directory)).toEqual({ ...PLACE, maximized: true });
  expect(statSync(join(directory, 'window.json')).mode & 0o777).toBe(0o600);
});

it('is written once after many moves, with the last of them', async () => {
  vi.useFakeTimers();
  const window = new FakeWindow();
  const { saved } = rememberPlace(window, directory);
  for (let x = 0; x < 50; x += 1) {
    window.bounds = { ...PLACE, x };
    window.emit('move');
  }
  await saved();
  expect(await recallPlace(directory)).toBeUndefined();
  vi.runAllTimers();
  await saved();
  expect(await recallPlace(directory)).toMatchObject({ x: 49 });
});

it('ends with the place at the end, whatever was being written', async () => {
  const window = new FakeWindow();
  const { saved } = rememberPlace(window, directory);
  for (const x of [1, 2, 3]) {
    window.bounds = { ...PLACE, x };
    window.emit('close');
  }
  await saved();
  expect(JSON.parse(readFileSync(join(directory, 'window.json'), 'utf8')).x).toBe(3);
});

it('asks a closed window nothing more', async () => {
  vi.useFakeTimers();
  const window = new FakeWindow();
  const { saved } = rememberPlace(window, directory);
  window.emit('close');
  window.destroyed = true;
  window.emit('resize');
  expect(() => vi.runAllTimers()).not.toThrow();
  await saved();
  expect(await recallPlace(directory)).toMatchObject(PLACE);
});

it('does not mind a directory that cannot be written', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
  write('');
  const window = new FakeWindow();
  const { saved } = rememberPlace(window, join(directory, 'window.json', 'below-a-file'));
  window.emit('close');
  await saved();
  expect(complaint).toHaveBeenCalledOnce();
  complaint.mockRestore();
});

it.each([
  ['nothing', ''],
  ['half a file', '{"x": 1, "y"'],
  ['another kind of thing', '[1, 2]'],
  ['no number', '{"x":"0","y":0,"width":800,"height":600}'],
  ['a fraction', '{"x":0.5,"y":0,"width":800,"height":600}'],
  ['a size of nothing', '{"x":0,"y":0,"width":0,"height":600}'],
  ['a size without end', '{"x":0,"y":0,"width":1e300,"height":600}'],
])('is forgotten if the file holds %s', async (_what, text) => {
  write(text);
  expect(await recallPlace(directory)).toBeUndefined();
});

it('goes back to where it was on a display that is there', () => {
  expect(fitPlace(PLACE, DISPLAYS)).toEqual(PLACE);
  // Left of the second display's edge, with enough on it to be pulled back.
  const partly = { x: 3000, y: 300, width: 1000, height: 600 };
  expect(fitPlace(partly, DISPLAYS)).toEqual(partly);
});

it.each([
  ['on a display that is gone', { x: 5000, y: 0 }],
  ['above the screen', { x: 100, y: -40 }],
  ['below the screen', { x: 100, y: 1070 }],
  ['left of the screen, all but a sliver', { x: -980, y: 100 }],
])('leaves the position to the desktop if it was %s', (_where, position) => {
  const fitted = fitPlace({ ...PLACE, ...position }, DISPLAYS);
  expect(fitted).toEqual({ width: 1000, height: 700 });
});

it('is no larger than its display and no smaller than the page can be', () => {
  const huge = { x: 1920, y: 200, width: 4000, height: 3000 };
  expect(fitPlace(huge, DISPLAYS)).toMatchObject({ width: 1280, height: 700 });
  const tiny = { x: 10, y: 10, width: 50, height: 50 };
  expect(fitPlace(tiny, DISPLAYS)).toMatchObject({ width: 760, height: 480 });
});

it('has a usual size', () => {
  expect(fitPlace(undefined, DISPLAYS)).toEqual({ width: 1440, height: 900 });
});
