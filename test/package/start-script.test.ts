/** What the start script of a package starts, with which words and variables, and what it refuses. */
import { execFile } from 'node:child_process';
import { copyFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { USAGE } from '../../electron/headless/usage.ts';
import { makePackage, WorkDirectory } from '../support/package.ts';
import { ROOT } from '../support/paths.ts';

const execute = promisify(execFile);

interface Machine {
  /** Switches below /proc/sys, on a machine that has no others. */
  readonly switches?: Readonly<Record<string, string>>;
  /** What is at the place of the installed sandbox helper: its owner and mode. */
  readonly helper?: { readonly owner: string; readonly mode: string };
  readonly uid?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly status: number;
  readonly lines: readonly string[];
  readonly errors: string;
}

const RESTRICTED = { 'kernel/apparmor_restrict_unprivileged_userns': '1' };

let directory: WorkDirectory;
let root: string;

beforeAll(async () => {
  directory = new WorkDirectory();
  root = await makePackage(directory);
});

afterAll(() => directory?.[Symbol.dispose]());

/** Runs it on a machine made of private mounts, as an ordinary user unless told otherwise. */
async function start(words: readonly string[], machine: Machine = {}): Promise<Outcome> {
  const { switches = {}, helper, uid = 65_534, environment = {} } = machine;
  const script = [
    'set -e',
    'for place in /proc/sys/kernel /proc/sys/user /opt; do mount -t tmpfs none $place; done',
    ...Object.entries(switches).map(([name, value]) => `echo ${value} >/proc/sys/${name}`),
    ...(helper
      ? [
          'install -d -m 755 /opt/portcullis',
          `install -o ${helper.owner} -m ${helper.mode} /bin/true /opt/portcullis/chrome-sandbox`,
        ]
      : []),
    'exec "$@"',
  ].join('\n');
  const user = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'];
  const command = [...user, machine.environment?.PROGRAM ?? join(root, 'portcullis'), ...words];
  try {
    const { stdout, stderr } = await execute(
      'unshare',
      ['--mount', 'sh', '-c', script, 'sh', ...command],
      { env: { PATH: process.env.PATH, ...environment } },
    );
    return { status: 0, lines: stdout.trimEnd().split('\n'), errors: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, lines: stdout.trimEnd().split('\n'), errors: stderr };
  }
}

const NO_VARIABLES = ['NODE_OPTIONS=', 'CHROME_DEVEL_SANDBOX='];

describe('a verb', () => {
  it.each([
    ['serve', '--playground'],
    ['watch', 'eth 0', '--json'],
    ['rule', 'add', 'drop tcp dport 8080', '--json'],
    ['doctor', '--json'],
    ['install'],
    ['uninstall'],
    ['help'],
    ['no-such-verb'],
    ['--help'],
    ['-h'],
    ['--version'],
  ])('%s %s runs without a window', async (...words) => {
    const { status, lines } = await start(words.filter(Boolean));
    expect(status).toBe(0);
    expect(lines).toEqual([
      'program portcullis-window',
      `word ${root}/resources/app/build/main/headless.js`,
      ...words.filter(Boolean).map((word) => `word ${word}`),
      'ELECTRON_RUN_AS_NODE=1',
      ...NO_VARIABLES,
    ]);
  });

  it('needs neither user namespaces nor an ordinary user', async () => {
    const { status, lines } = await start(['doctor'], { switches: RESTRICTED, uid: 0 });
    expect(status).toBe(0);
    expect(lines).toContain('word doctor');
  });

  it.each(['serve', 'watch'])(
    '%s leaves root three capabilities, and no way to more',
    async (verb) => {
      const program = join(root, 'portcullis-window');
      const kept = join(directory.path, 'kept');
      copyFileSync(program, kept);
      writeFileSync(program, '#!/bin/sh\ngrep ^Cap /proc/self/status\n');
      try {
        const { lines } = await start([verb], { uid: 0 });
        const three = ((1n << 12n) | (1n << 38n) | (1n << 39n)).toString(16).padStart(16, '0');
        const sets = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'];
        expect(lines).toEqual(sets.map((set) => `${set}:\t${three}`));
      } finally {
        copyFileSync(kept, program);
      }
    },
  );

  it('is carried out by what is in the package', async () => {
    const program = join(root, 'portcullis-window');
    const kept = join(directory.path, 'kept');
    copyFileSync(program, kept);
    // Node in the place of Electron's program, which is told to be one.
    rmSync(program);
    symlinkSync(process.execPath, program);
    try {
      const version = await start(['--version'], { uid: 0 });
      expect(version).toEqual({ status: 0, lines: ['0.1.0'], errors: '' });
      const help = await start(['help'], { uid: 0 });
      expect(help).toEqual({ status: 0, lines: USAGE.trimEnd().split('\n'), errors: '' });
      const wrong = await start(['no-such-verb'], { uid: 0 });
      expect(wrong.status).toBe(2);
      expect(wrong.errors).toContain('There is no verb "no-such-verb".');
    } finally {
      rmSync(program);
      copyFileSync(kept, program);
    }
  });
});

describe('the window', () => {
  const WINDOW = ['program portcullis-window'];
  const VARIABLES = ['ELECTRON_RUN_AS_NODE=', ...NO_VARIABLES];

  it('opens with the words it is given', async () => {
    expect((await start([])).lines).toEqual([...WINDOW, ...VARIABLES]);
    const words = ['--interface', 'a name', '--playground', '--take-over', 'ticket'];
    expect((await start(words)).lines).toEqual([
      ...WINDOW,
      ...words.map((word) => `word ${word}`),
      ...VARIABLES,
    ]);
  });

  it('takes nobody’s settings of Electron', async () => {
    const { lines } = await start([], {
      environment: {
        ELECTRON_RUN_AS_NODE: '1',
        NODE_OPTIONS: '--require=/tmp/evil.js',
        CHROME_DEVEL_SANDBOX: '',
      },
    });
    expect(lines).toEqual([...WINDOW, ...VARIABLES]);
  });

  it('does not open without its sandbox, whoever asks', async () => {
    const words = ['--no-sandbox', '--playground', '--disable-gpu-sandbox'];
    const { lines } = await start([...words, '--disable-setuid-sandbox', '--no-sandbox']);
    expect(lines).toEqual([...WINDOW, 'word --playground', ...VARIABLES]);
  });

  it('does not open for root, and says what to do', async () => {
    const { status, errors } = await start([], { uid: 0 });
    expect(status).toBe(1);
    expect(errors).toBe(
      'portcullis: The window does not open for root, because its sandbox would not work. Start ' +
        `Portcullis as an ordinary user, or open it in a browser with: ${root}/portcullis serve\n`,
    );
  });

  it.each([
    RESTRICTED,
    { 'kernel/unprivileged_userns_clone': '0' },
    { 'user/max_user_namespaces': '0' },
  ])('says what to do where %o keeps its sandbox from working', async (switches) => {
    const { status, errors } = await start([], {
      switches,
      environment: { APPIMAGE: '/home/me/Portcullis.AppImage', APPDIR: root },
    });
    expect(status).toBe(1);
    expect(errors).toBe(
      "portcullis: This system keeps the window's sandbox from working, because it restricts user " +
        'namespaces. Run this once: /home/me/Portcullis.AppImage install. Or open Portcullis in a ' +
        'browser with: /home/me/Portcullis.AppImage serve\n',
    );
  });

  it.each([
    { APPIMAGE: '/home/me/Terminal.AppImage', APPDIR: '/tmp/.mount_Termin12' },
    { APPIMAGE: '/home/me/Terminal.AppImage', APPDIR: '' },
    { APPIMAGE: '/home/me/Terminal.AppImage' },
  ])('is not another image’s: %o', async (environment) => {
    const { errors } = await start([], { switches: RESTRICTED, environment });
    expect(errors).toContain(`Run this once: ${root}/portcullis install.`);
    expect(errors).not.toContain('Terminal');
  });

  it('opens there once the helper is installed', async () => {
    const helper = { owner: 'root', mode: '4755' };
    const { lines } = await start([], { switches: RESTRICTED, helper });
    expect(lines).toEqual([...WINDOW, ...VARIABLES]);
  });

  it.each([
    { owner: 'root', mode: '755' },
    { owner: 'nobody', mode: '4755' },
  ])('trusts no helper with %o', async (helper) => {
    expect((await start([], { switches: RESTRICTED, helper })).status).toBe(1);
  });

  it('opens where the switches allow user namespaces', async () => {
    const switches = {
      'kernel/apparmor_restrict_unprivileged_userns': '0',
      'kernel/unprivileged_userns_clone': '1',
      'user/max_user_namespaces': '15000',
    };
    expect((await start([], { switches })).status).toBe(0);
  });
});

it('finds its package through a link', async () => {
  const link = join(directory.path, 'link');
  symlinkSync(join(root, 'portcullis'), link);
  const { lines } = await start(['doctor'], { environment: { PROGRAM: link } });
  expect(lines).toContain(`word ${root}/resources/app/build/main/headless.js`);
});

it('is a script for every POSIX shell', async () => {
  const shell = await execute('sh', ['-n', `${ROOT}resources/package/portcullis.sh`]);
  expect(shell.stderr).toBe('');
});
