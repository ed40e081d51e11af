import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createLoader,
  type LoadedList,
  type LoadList,
} from '../../../../electron/engine/lists/load-list.ts';
import { inSlices } from '../../../../electron/engine/lists/slices.ts';
import { Uploads } from '../../../../electron/engine/lists/uploads.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { entriesOf } from './list-of.ts';
import { serveLists } from './list-server.ts';
import { LOOPBACK_CERTIFICATE } from './loopback-tls.ts';

let directory: string;
let uploads: Uploads;
let load: LoadList;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-unit-'));
  uploads = new Uploads(directory);
  load = createLoader({ uploads, ca: LOOPBACK_CERTIFICATE });
});
afterEach(async () => {
  await uploads.clear();
  rmSync(directory, { recursive: true, force: true });
});

function entries(loaded: LoadedList): string[] {
  return loaded.kind === 'read' ? entriesOf(loaded.reading.list) : [];
}

test('a list is loaded from an https address, a path, or an upload', async () => {
  await using server = await serveLists((_, response) => response.end('192.0.2.1\n'));
  expect(entries(expectOk(await load({ source: { url: server.url } })))).toEqual(['192.0.2.1']);
  const path = join(directory, 'list.txt');
  writeFileSync(path, '192.0.2.2\n');
  expect(entries(expectOk(await load({ source: { path } })))).toEqual(['192.0.2.2']);
  const { upload } = expectOk(await uploads.add(undefined, '192.0.2.'));
  expectOk(await uploads.add(upload, '3\n'));
  const source = { upload, fileName: 'mine.txt' };
  expect(entries(expectOk(await load({ source })))).toEqual(['192.0.2.3']);
});

test('an upload is gone once it was read, also if it was no list', async () => {
  const { upload } = expectOk(await uploads.add(undefined, '<html>'));
  const path = uploads.pathOf(upload) as string;
  const source = { upload, fileName: 'mine.txt' };
  expect(await load({ source })).toMatchObject({
    error: {
      code: 'bad-list',
      message: 'It is a web page, and has no address in it that could be read.',
    },
  });
  expect(existsSync(path)).toBe(false);
  expect(await load({ source })).toMatchObject({
    error: { message: 'mine.txt was sent once, and is not here to be read again.' },
  });
});

test('long work lets everything else happen in between', async () => {
  let others = 0;
  const timer = setInterval(() => {
    others += 1;
  }, 0);
  const end = performance.now() + 60;
  const result = await inSlices(
    (function* () {
      while (performance.now() < end) yield;
      return 'done';
    })(),
  );
  clearInterval(timer);
  expect(result).toBe('done');
  expect(others).toBeGreaterThan(1);
});
