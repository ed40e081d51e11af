import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CachedList } from '../../../../electron/engine/lists/cached-list.ts';
import { ListCache } from '../../../../electron/engine/lists/list-cache.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { listOf } from './list-of.ts';

let directory: string;
let cache: ListCache;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'portcullis-unit-')), 'lists');
  cache = new ListCache(directory);
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

const LIST: CachedList = {
  source: { url: 'https://lists.example/drop.txt' },
  refreshedAt: 1_700_000_000_000,
  validators: { etag: '"7"' },
  invalidLines: 3,
  firstInvalid: [
    { line: 9, text: 'nonsense \ufffd' },
    { line: 12, text: '::/0', why: 'it covers more than a /8' },
  ],
  list: listOf('192.0.2.0/24', '198.51.100.1-198.51.100.6', '2001:db8::/32', '2001:db9::1'),
};

test('gives back what was written, to its owner alone', async () => {
  expect(expectOk(await cache.read('drop'))).toBeUndefined();
  expectOk(await cache.write('drop', LIST));
  expect(expectOk(await cache.read('drop'))).toEqual(LIST);
  expect(readdirSync(directory)).toEqual(['drop.list']);
  expect(statSync(join(directory, 'drop.list')).mode & 0o777).toBe(0o600);
});

test('holds large lists', async () => {
  const addresses = Array.from(
    { length: 200_000 },
    (_, i) => `10.${i >> 15}.${(i >> 7) & 255}.${(2 * i) & 255}`,
  );
  const large = { ...LIST, list: listOf(addresses.join('\n')) };
  expectOk(await cache.write('large', large));
  expect(expectOk(await cache.read('large'))).toEqual(large);
});

test('a file that is not as it was written is not taken, whatever byte changed', async () => {
  expectOk(await cache.write('drop', LIST));
  const path = join(directory, 'drop.list');
  const good = readFileSync(path);
  const damaged = { ok: false, error: { code: 'storage-failed' } };
  for (let at = 0; at < good.length; at += 7) {
    const bad = Buffer.from(good);
    bad[at] = (bad[at] as number) ^ 0x41;
    writeFileSync(path, bad);
    expect(await cache.read('drop'), `byte ${at}`).toMatchObject(damaged);
  }
  for (const length of [0, 5, 12, 100, good.length - 1]) {
    writeFileSync(path, good.subarray(0, length));
    expect(await cache.read('drop'), `${length} bytes`).toMatchObject(damaged);
  }
});

test('what cannot be saved leaves what was there', async () => {
  expectOk(await cache.write('drop', LIST));
  mkdirSync(join(directory, 'drop.list.new'));
  const failed = await cache.write('drop', { ...LIST, invalidLines: 4 });
  expect(failed).toMatchObject({ error: { code: 'storage-failed' } });
  expect(expectOk(await cache.read('drop'))).toEqual(LIST);
});

test('keeps nothing of lists that are gone, nor what was not finished', async () => {
  for (const name of ['one', 'two', 'three']) expectOk(await cache.write(name, LIST));
  writeFileSync(join(directory, 'two.list.new'), 'x');
  writeFileSync(join(directory, 'note.txt'), 'x');
  await cache.keepOnly(['two']);
  expect(readdirSync(directory).sort()).toEqual(['note.txt', 'two.list']);
});
