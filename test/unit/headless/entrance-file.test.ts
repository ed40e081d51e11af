import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeEntranceFile } from '../../../electron/headless/entrance-file.ts';

const URL = 'http://127.0.0.1:8080/enter?code=a-b_c&x="<>';
const OWN_UID = process.getuid?.() ?? 0;
let parentDirectory: string;

beforeEach(async () => {
  parentDirectory = await mkdtemp(join(tmpdir(), 'portcullis-test-'));
});

afterEach(() => rm(parentDirectory, { recursive: true, force: true }));

it('writes a page for one user that goes to the address', async () => {
  const written = await writeEntranceFile({ parentDirectory, uid: OWN_UID, url: URL });
  if (!written.ok) throw new Error(written.error.message);
  const { path, remove } = written.value;
  const file = await stat(path);
  const directory = await stat(dirname(path));
  expect([file.mode & 0o777, file.uid]).toEqual([0o600, OWN_UID]);
  expect([directory.mode & 0o777, directory.uid]).toEqual([0o700, OWN_UID]);
  const html = await readFile(path, 'utf8');
  expect(html).toContain(
    'content="0; url=http://127.0.0.1:8080/enter?code=a-b_c&amp;x=&quot;&lt;&gt;"',
  );
  expect(html).not.toContain('<script');
  await remove();
  expect(existsSync(dirname(path))).toBe(false);
});

it('gives the page to another user, and keeps the directory, where it may', async () => {
  const written = await writeEntranceFile({ parentDirectory, uid: 65_534, url: URL });
  if (written.ok) {
    const { path, remove } = written.value;
    const file = await stat(path);
    const directory = await stat(dirname(path));
    expect([file.mode & 0o777, file.uid]).toEqual([0o600, 65_534]);
    // That user passes through and can swap nothing.
    expect([directory.mode & 0o777, directory.uid]).toEqual([0o711, OWN_UID]);
    await remove();
    expect(existsSync(dirname(path))).toBe(false);
  } else {
    expect(OWN_UID).not.toBe(0);
    expect(written.error.code).toBe('missing-privileges');
    expect(await readdir(parentDirectory)).toEqual([]);
  }
});
