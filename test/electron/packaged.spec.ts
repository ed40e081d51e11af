/**
 * The packaged app, where PORTCULLIS_PACKAGED names its program: an AppImage, or the start script of
 * an unpacked one. Its fuses keep debuggers out, Playwright's too, so it is looked at from outside.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';

const program = process.env.PORTCULLIS_PACKAGED;

if (program !== undefined) {
  let home: string;

  test.beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'portcullis-packaged-'));
  });

  test.afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  test('verbs need no window and no display', async () => {
    expect(await output(['--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await output(['help'])).toContain('portcullis watch [INTERFACE]');
    const diagnosis = JSON.parse(await output(['doctor', '--json'])) as { findings: unknown[] };
    expect(diagnosis.findings.length).toBeGreaterThan(5);
  });

  test('it has what it needs where it looks for it', async () => {
    const app = start(['--ozone-platform=headless']);
    try {
      const window = await windowProcess(app);
      const resources = join(dirname(window.program), 'resources');
      for (const path of [
        ...['bpf/filter.bpf.o', 'icons/tray-light.png', 'icons/tray-dark.png'],
        ...['app/build/main/main.js', 'app/build/preload/preload.cjs'],
        ...['app/build/renderer/index.html'],
      ]) {
        expect(existsSync(join(resources, path)), path).toBe(true);
      }
      const wire = await getCurrentFuseWire(window.program);
      expect(wire.version).toBe(FuseVersion.V1);
      const isOn = (fuse: FuseV1Options) => wire[fuse] === '1'.charCodeAt(0);
      expect(isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false);
      expect(isOn(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false);
      expect(isOn(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false);
      expect(isOn(FuseV1Options.RunAsNode)).toBe(true);
    } finally {
      app.kill();
      await ended(app);
    }
  });

  test('its pages are sandboxed, a second start ends, and SIGTERM ends it in order', async () => {
    const app = start(['--ozone-platform=headless']);
    const { pid } = await windowProcess(app);
    const page = await until(() => descendants(pid).find((child) => isRenderer(child)));
    expect(readFileSync(`/proc/${page}/status`, 'utf8')).toMatch(/^Seccomp:\t2$/m);
    for (const child of [pid, ...descendants(pid)]) {
      expect(commandOf(child).join(' ')).not.toContain('--no-sandbox');
    }
    expect(await ended(start(['--ozone-platform=headless']))).toBe(0);
    process.kill(pid, 'SIGTERM');
    expect(await ended(app)).toBe(0);
    expect(existsSync(join(home, 'portcullis/window.json'))).toBe(true);
  });

  test('nobody debugs it', async () => {
    expect(await ended(start(['--ozone-platform=headless', '--remote-debugging-port=0']))).toBe(1);
  });

  function start(words: readonly string[]): ChildProcess {
    return spawn(program as string, words, {
      cwd: '/',
      env: {
        PATH: '/usr/bin:/bin',
        HOME: home,
        XDG_RUNTIME_DIR: home,
        XDG_CONFIG_HOME: home,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  async function output(words: readonly string[]): Promise<string> {
    const child = start(words);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await ended(child);
    return text;
  }

  /** Electron's main process: the start script becomes it, an AppImage's runtime starts it. */
  async function windowProcess(app: ChildProcess): Promise<{ pid: number; program: string }> {
    const first = app.pid ?? 0;
    const pid = await until(() =>
      [first, ...descendants(first)].find(
        (child) => commandOf(child)[0]?.endsWith('/portcullis-window') && !isHelper(child),
      ),
    );
    return { pid, program: commandOf(pid)[0] ?? '' };
  }
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

async function until<T>(look: () => T | undefined): Promise<T> {
  let seen: T | undefined;
  await expect
    .poll(() => {
      seen = look();
      return seen !== undefined;
    })
    .toBe(true);
  return seen as T;
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(pid: number): number | undefined {
  return Number(/^PPid:\t(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]);
}

function commandOf(pid: number): string[] {
  return read(`/proc/${pid}/cmdline`).split('\0');
}

function isHelper(pid: number): boolean {
  return commandOf(pid).some((word) => word.startsWith('--type='));
}

function isRenderer(pid: number): boolean {
  return commandOf(pid).includes('--type=renderer');
}

/** Processes come and go. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
