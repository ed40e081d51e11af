import { chmod, lstat, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  configDirectory,
  runtimeDirectory,
  type Surroundings,
} from '../../../electron/engine/storage/directories.ts';

let top: string;
let own: Surroundings;

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'portcullis-test-'));
  own = {
    uid: process.getuid?.() ?? 0,
    environment: {},
    accountHome: join(top, 'account'),
    temporaryDirectory: top,
  };
});

afterEach(() => rm(top, { recursive: true, force: true }));

/** A user who owns nothing here, not even what this process makes. */
function somebodyElse(environment: Surroundings['environment'] = {}): Surroundings {
  return { ...own, uid: own.uid + 4_000_000, environment };
}

it.each([
  [
    'XDG_CONFIG_HOME',
    { XDG_CONFIG_HOME: '/nonexistent/c', HOME: '/nonexistent/h' },
    '/nonexistent/c/portcullis',
  ],
  ['HOME', { HOME: '/nonexistent/h' }, '/nonexistent/h/.config/portcullis'],
  [
    'HOME for a relative XDG_CONFIG_HOME',
    { XDG_CONFIG_HOME: 'c', HOME: '/nonexistent/h' },
    '/nonexistent/h/.config/portcullis',
  ],
  [
    'HOME for an empty XDG_CONFIG_HOME',
    { XDG_CONFIG_HOME: '', HOME: '/nonexistent/h' },
    '/nonexistent/h/.config/portcullis',
  ],
])('keeps the configuration where %s says', async (_what, environment, expected) => {
  expect(await configDirectory({ ...own, environment })).toBe(expected);
});

it('keeps it in the home of the account where the environment says nothing', async () => {
  expect(await configDirectory(own)).toBe(join(top, 'account/.config/portcullis'));
});

it("leaves another user's home alone, which sudo may have left in the environment", async () => {
  const environment = { HOME: top, XDG_CONFIG_HOME: top };
  expect(await configDirectory(somebodyElse(environment))).toBe(
    join(top, 'account/.config/portcullis'),
  );
});

it('makes a private directory below XDG_RUNTIME_DIR, and finds it again', async () => {
  const at = { ...own, environment: { XDG_RUNTIME_DIR: top } };
  const expected = { ok: true, value: join(top, 'portcullis') };
  expect(await runtimeDirectory(at)).toEqual(expected);
  expect((await lstat(join(top, 'portcullis'))).mode & 0o777).toBe(0o700);
  expect(await runtimeDirectory(at)).toEqual(expected);
});

it('refuses a directory that is open to others', async () => {
  await mkdir(join(top, 'portcullis'));
  await chmod(join(top, 'portcullis'), 0o750);
  const made = await runtimeDirectory({ ...own, environment: { XDG_RUNTIME_DIR: top } });
  expect(made).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
  expect(made.ok ? '' : made.error.remedy).toContain('chmod 700');
});

it('refuses what somebody else made first', async () => {
  const at = somebodyElse();
  await mkdir(join(top, `portcullis-${at.uid}`), { mode: 0o700 });
  expect(await runtimeDirectory(at)).toMatchObject({
    ok: false,
    error: { code: 'storage-failed' },
  });
});

it('refuses a symbolic link', async () => {
  await mkdir(join(top, 'target'), { mode: 0o700 });
  await symlink(join(top, 'target'), join(top, 'portcullis'));
  const made = await runtimeDirectory({ ...own, environment: { XDG_RUNTIME_DIR: top } });
  expect(made).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
});

it('says what to do where no directory can be made', async () => {
  const at = { ...somebodyElse(), temporaryDirectory: '/nonexistent' };
  const made = await runtimeDirectory(at);
  expect(made).toMatchObject({ ok: false, error: { code: 'storage-failed', details: 'ENOENT' } });
});
