import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ok } from '../../../../electron/contract/result.ts';
import { LOAD_LIMITS } from '../../../../electron/engine/lists/load-limits.ts';
import {
  type FileRequest,
  readListFile,
} from '../../../../electron/engine/lists/read-list-file.ts';
import { expectOk } from '../../../support/expect-ok.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-unit-'));
  path = join(directory, 'list.txt');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function read(more: Partial<FileRequest> = {}) {
  const pieces: Uint8Array[] = [];
  const outcome = await readListFile({ path, ...more }, async (piece) => {
    pieces.push(Buffer.from(piece));
    return ok(null);
  });
  return { outcome, text: Buffer.concat(pieces).toString() };
}

test('gives a file in pieces, also through a link', async () => {
  const text = '192.0.2.1\n'.repeat(50_000);
  writeFileSync(path, text);
  expect(await read()).toMatchObject({ outcome: { ok: true, value: { kind: 'read' } }, text });
  const link = join(directory, 'link');
  symlinkSync(path, link);
  expect((await read({ path: link })).text).toBe(text);
});

test('does not read again what did not change', async () => {
  writeFileSync(path, '192.0.2.1\n');
  const first = expectOk((await read()).outcome);
  if (first.kind !== 'read') throw new Error('it was not read');
  const { validators } = first;
  expect(await read({ validators })).toEqual({ outcome: ok({ kind: 'unchanged' }), text: '' });
  utimesSync(path, 1, 1);
  expect((await read({ validators })).text).toBe('192.0.2.1\n');
});

test('takes regular files only, and does not wait for others', async () => {
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const other of [pipe, '/dev/zero', directory]) {
    const { outcome } = await read({ path: other });
    expect(outcome).toMatchObject({
      error: { code: 'bad-list', message: `${other} is not a regular file.` },
    });
  }
});

test('says what is wrong with a path', async () => {
  expect((await read()).outcome).toMatchObject({
    error: { code: 'list-unreachable', message: `${path} does not exist.` },
  });
});

test('stops at what is too large, also if the file grows or does not tell', async () => {
  const limits = { ...LOAD_LIMITS, bodyBytes: 100_000 };
  writeFileSync(path, '');
  truncateSync(path, 100_001);
  const tooLarge = { ok: false, error: { code: 'bad-list' } };
  expect(await read({ limits })).toMatchObject({ outcome: tooLarge, text: '' });
  truncateSync(path, 10);
  const outcome = await readListFile({ path, limits }, async () => {
    truncateSync(path, 300_000);
    return ok(null);
  });
  expect(outcome).toMatchObject(tooLarge);
});

test('is given up when nobody wants it any more', async () => {
  writeFileSync(path, 'x'.repeat(1_000_000));
  const controller = new AbortController();
  let pieces = 0;
  const outcome = await readListFile({ path, signal: controller.signal }, async () => {
    pieces += 1;
    controller.abort();
    return ok(null);
  });
  expect(outcome).toMatchObject({ error: { code: 'list-unreachable' } });
  expect(pieces).toBe(1);
});
