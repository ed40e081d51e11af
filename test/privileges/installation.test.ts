/** The helper put in place and taken away under roots of the tests' own, well and badly. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOOTSTRAP_PATH as BOOTSTRAP } from '../../electron/engine/privileges/elevation.ts';
import {
  type InstallationOptions,
  install,
  planInstallation,
  readInstallation,
  uninstall,
} from '../../electron/engine/privileges/helper/installation.ts';
import {
  MANIFEST_PATH as MANIFEST,
  POLICY_PATH as POLICY,
  SANDBOX_HELPER_PATH as SANDBOX,
} from '../../electron/engine/privileges/helper/installed-files.ts';
import { expectOk } from '../support/expect-ok.ts';
import { listFiles } from '../support/list-files.ts';
import { RESOURCES } from '../support/paths.ts';

const ACTIONS = '/usr/share/polkit-1/actions';

describe('an installation', () => {
  let root: string;
  let options: InstallationOptions;

  beforeEach(() => {
    root = mkdtempSync('/tmp/portcullis-root-');
    chmodSync(root, 0o755);
    options = { root, sandboxHelper: join(root, 'no-such-file') };
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const listing = () => listFiles(root);
  const put = (more: Partial<InstallationOptions> = {}) =>
    install(RESOURCES, { ...options, ...more });
  const remove = () => uninstall(RESOURCES, options);
  const read = (more: Partial<InstallationOptions> = {}) =>
    readInstallation(RESOURCES, { ...options, ...more });
  const modeOf = (path: string) => (statSync(root + path).mode & 0o7777).toString(8);

  function makeSandboxHelper(content = 'a program'): string {
    const path = join(root, 'chrome-sandbox');
    writeFileSync(path, content);
    return path;
  }

  it('makes the directories that are missing, and removes those alone', async () => {
    const empty = listing();
    for (let round = 1; round <= 2; round += 1) {
      expect(await read()).toBe('absent');
      expect(expectOk(await put())).toBe('done');
      expect(await read()).toBe('present');
      expect(modeOf('/usr/share/polkit-1')).toBe('755');
      expect(expectOk(await remove())).toBe('done');
      expect(listing()).toBe(empty);
    }
    mkdirSync(join(root, ACTIONS), { recursive: true });
    const furnished = listing();
    expectOk(await put());
    expectOk(await remove());
    expect(listing()).toBe(furnished);
  });

  it('leaves a directory of its own in which others have put something', async () => {
    expectOk(await put());
    writeFileSync(join(root, ACTIONS, 'other.policy'), '');
    expectOk(await remove());
    expect(existsSync(join(root, ACTIONS, 'other.policy'))).toBe(true);
    expect(existsSync(join(root, '/opt'))).toBe(false);
  });

  it('brings the sandbox helper along, with the bit that lets it work', async () => {
    const sandboxHelper = makeSandboxHelper();
    const before = listing();
    expectOk(await put({ sandboxHelper }));
    expect(modeOf(SANDBOX)).toBe('4755');
    expect(readFileSync(root + SANDBOX, 'utf8')).toBe('a program');
    expect(await read({ sandboxHelper })).toBe('present');
    // One without it finds all that it would bring.
    expect(await read()).toBe('present');
    expectOk(await remove());
    expect(listing()).toBe(before);
  });

  it.each<readonly [string, (path: string) => void]>([
    ['another text', (path) => appendFileSync(path, '# newer\n')],
    ['a text of the same length', (path) => writeFileSync(path, swapFirstLetter(path))],
    ['another permission', (path) => chmodSync(path, 0o700)],
    ['another owner', (path) => chownSync(path, 1, 0)],
    ['another group', (path) => chownSync(path, 0, 1)],
    ['no file', (path) => rmSync(path)],
  ])('is outdated with %s, and current again after another one', async (_, change) => {
    const before = listing();
    for (const path of [BOOTSTRAP, POLICY]) {
      expectOk(await put());
      change(root + path);
      expect(await read()).toBe('outdated');
      expectOk(await put());
      expect(await read()).toBe('present');
      expectOk(await remove());
      expect(listing()).toBe(before);
    }
  });

  it('finds the sandbox helper where a package keeps it', async () => {
    const resources = join(root, 'resources');
    cpSync(`${RESOURCES}/bootstrap`, join(resources, 'bootstrap'), { recursive: true });
    const paths = async () => (await planInstallation(resources)).steps.map(({ path }) => path);
    expect(await paths()).not.toContain(SANDBOX);
    writeFileSync(join(resources, 'bootstrap/chrome-sandbox'), 'a program');
    expect(await paths()).toContain(SANDBOX);
  });

  it('takes away what an older version had and this one has not', async () => {
    const sandboxHelper = makeSandboxHelper();
    const before = listing();
    expectOk(await put({ sandboxHelper }));
    expectOk(await put());
    expect(existsSync(root + SANDBOX)).toBe(false);
    expectOk(await remove());
    expect(listing()).toBe(before);
  });

  describe('that fails', () => {
    async function expectNothingChanged(why: RegExp, more: Partial<InstallationOptions> = {}) {
      const before = listing();
      const outcome = await put(more);
      expect(outcome).toMatchObject({ ok: false, error: { code: 'installation-failed' } });
      expect(outcome).toMatchObject({ error: { details: expect.stringMatching(why) } });
      expect(listing()).toBe(before);
    }

    /** The script, told that there is more to read than there is. */
    it('because its input ended too early, leaves nothing', async () => {
      const before = listing();
      const text = readResource('install.sh');
      const words = ['install', root, BOOTSTRAP, '755', '4', POLICY, '644', '4'];
      const outcome = await attempt('/bin/sh', ['-p', '-c', text, ...words], '1234567');
      expect(outcome).toEqual({ status: 2, errors: 'The input ended too early.\n' });
      expect(listing()).toBe(before);
    });

    it('because a place is taken by a directory, leaves nothing', async () => {
      mkdirSync(join(root, POLICY), { recursive: true });
      await expectNothingChanged(/is no plain file/);
    });

    it('because a place is taken by a symlink, leaves nothing', async () => {
      mkdirSync(join(root, ACTIONS), { recursive: true });
      symlinkSync('/etc/passwd', join(root, POLICY));
      await expectNothingChanged(/is no plain file/);
    });

    it("because a directory is another user's, leaves nothing", async () => {
      mkdirSync(join(root, '/usr/share'), { recursive: true });
      chownSync(join(root, '/usr/share'), 1, 1);
      await expectNothingChanged(/usr\/share is not a directory of root's/);
    });

    it.each([0o757, 0o775, 0o1777])('because others may write to /opt (%o)', async (mode) => {
      mkdirSync(join(root, '/opt'));
      chmodSync(join(root, '/opt'), mode);
      await expectNothingChanged(/Others than root can write to .*\/opt\./);
    });

    it("because somebody else's /opt/portcullis is there, leaves it alone", async () => {
      mkdirSync(join(root, '/opt/portcullis'), { recursive: true });
      writeFileSync(join(root, '/opt/portcullis/notes'), 'mine');
      await expectNothingChanged(/is there already, and is not of Portcullis/);
    });

    it.each([0, 1, 2, 3, 4])(
      'when it has moved %i files, brings all of an older version back',
      async (moves) => {
        const sandboxHelper = makeSandboxHelper('old');
        expectOk(await put({ sandboxHelper }));
        appendFileSync(root + BOOTSTRAP, '# older\n');
        const before = listing();
        // Every step that puts something in place is a `mv`; this is the one that does not work.
        const text = `left=${moves}\n${FAILING_MOVE}\n${readResource('install.sh')}`;
        const words = ['install', root, BOOTSTRAP, '755', '4', POLICY, '644', '3'];
        const more = [SANDBOX, '4755', '1', '/opt/portcullis/more', '644', '1'];
        const outcome = await attempt(
          '/bin/sh',
          ['-p', '-c', text, ...words, ...more],
          '123456789',
        );
        expect(outcome.status).toBe(2);
        expect(listing()).toBe(before);
      },
    );
  });

  it('cannot be removed without its list, and says so', async () => {
    expectOk(await put());
    rmSync(root + MANIFEST);
    expect(await read()).toBe('outdated');
    expect(await remove()).toMatchObject({
      error: { code: 'installation-failed', details: expect.stringMatching(/manifest is missing/) },
    });
  });

  it('that others could have added to is not trusted when it is removed', async () => {
    expectOk(await put());
    chmodSync(root + MANIFEST, 0o666);
    expect(await remove()).toMatchObject({
      error: { details: expect.stringMatching(/manifest is not only root's/) },
    });
    expect(existsSync(root + BOOTSTRAP)).toBe(true);
  });

  it('is described in full before it happens', async () => {
    const sandboxHelper = makeSandboxHelper();
    const { steps } = await planInstallation(RESOURCES, { ...options, sandboxHelper });
    expect(steps.map(({ kind, mode, path }) => [kind, mode, path])).toEqual([
      ['directory', 'drwxr-xr-x', '/opt'],
      ['directory', 'drwxr-xr-x', '/usr'],
      ['directory', 'drwxr-xr-x', '/usr/share'],
      ['directory', 'drwxr-xr-x', '/usr/share/polkit-1'],
      ['directory', 'drwxr-xr-x', ACTIONS],
      ['directory', 'drwxr-xr-x', '/opt/portcullis'],
      ['file', '-rwxr-xr-x', BOOTSTRAP],
      ['file', '-rw-r--r--', POLICY],
      ['file', '-rwsr-xr-x', SANDBOX],
      ['file', '-rw-r--r--', MANIFEST],
    ]);
    expect(steps.find(({ path }) => path === BOOTSTRAP)?.text).toBe(readResource('bootstrap'));
    expect(steps.find(({ path }) => path === SANDBOX)?.text).toBeUndefined();
    expectOk(await put({ sandboxHelper }));
    const made = listing()
      .split('\n')
      .filter((line) => line.includes('/opt/portcullis/'));
    const planned = steps.filter(({ path }) => path.startsWith('/opt/portcullis/'));
    for (const { path, mode } of planned) {
      expect(made).toContainEqual(expect.stringContaining(`${root}${path} ${mode} 0:0`));
    }
    const after = await planInstallation(RESOURCES, { ...options, sandboxHelper });
    expect(after.steps[0]?.path).toBe('/opt/portcullis');
  });
});

/** Works as often as `left` says, fails once, and works again. */
const FAILING_MOVE = `
mv() {
  left=$((left - 1))
  if [ "$left" = -1 ]; then return 1; fi
  command mv "$@"
}`;

async function attempt(program: string, words: readonly string[], input: string) {
  const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  child.stdin.end(input);
  const [status] = await once(child, 'close');
  return { status, errors };
}

/** A text of the same length. */
function swapFirstLetter(path: string): string {
  return `?${readFileSync(path, 'utf8').slice(1)}`;
}

function readResource(name: string): string {
  return readFileSync(`${RESOURCES}/bootstrap/${name}`, 'utf8');
}
