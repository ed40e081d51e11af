import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Uploads } from '../../../../electron/engine/lists/uploads.ts';
import { eventually } from '../../../support/eventually.ts';
import { expectOk } from '../../../support/expect-ok.ts';

let directory: string;
let uploads: Uploads;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'portcullis-unit-')), 'uploads');
  uploads = new Uploads(directory, { bytes: 1000, patienceMs: 60_000 });
});
afterEach(async () => {
  vi.useRealTimers();
  await uploads.clear();
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

async function send(piece: string, id?: string): Promise<string> {
  return expectOk(await uploads.add(id, piece)).upload;
}

test('pieces become one file, which others cannot read', async () => {
  const id = await send('192.0.2.1\n');
  await Promise.all(['a', 'b', 'c', 'ü'].map((piece) => send(piece, id)));
  const path = uploads.pathOf(id) as string;
  expect(readFileSync(path, 'utf8')).toBe('192.0.2.1\nabcü');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  await uploads.discard(id);
  expect(uploads.pathOf(id)).toBeUndefined();
  expect(existsSync(path)).toBe(false);
});

test('a file that is too large is refused and removed', async () => {
  const id = await send('x'.repeat(990));
  expect(await uploads.add(id, 'ü'.repeat(6))).toMatchObject({ error: { code: 'bad-list' } });
  expect(readdirSync(directory)).toEqual([]);
  expect(await uploads.add(id, 'x')).toMatchObject({
    error: { message: 'This upload is not known any more.' },
  });
});

test('an id leads nowhere but to an upload', async () => {
  for (const id of ['../secret', '', 'constructor']) {
    expect(await uploads.add(id, 'x')).toMatchObject({ error: { code: 'bad-list' } });
    expect(uploads.pathOf(id)).toBeUndefined();
  }
});

test('four files are sent at a time', async () => {
  const ids = [await send('1'), await send('2'), await send('3'), await send('4')];
  expect(await uploads.add(undefined, '5')).toMatchObject({
    error: { message: '4 other files are being sent.' },
  });
  await uploads.discard(ids[0] as string);
  await send('5');
});

test('what nobody goes on with is removed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const left = await send('1');
  const going = await send('2');
  vi.advanceTimersByTime(40_000);
  await send('2', going);
  vi.advanceTimersByTime(40_000);
  await eventually(() => expect(readdirSync(directory)).toEqual([`${going}.upload`]));
  expect(uploads.pathOf(left)).toBeUndefined();
});

test('clearing removes what an engine left that was killed, and nothing else', async () => {
  await send('1');
  writeFileSync(join(directory, 'old.upload'), 'x');
  writeFileSync(join(directory, 'other'), 'x');
  await uploads.clear();
  expect(readdirSync(directory)).toEqual(['other']);
});

test('a directory that cannot be made is said', async () => {
  writeFileSync(directory, 'a file');
  expect(await uploads.add(undefined, 'x')).toMatchObject({ error: { code: 'storage-failed' } });
});
