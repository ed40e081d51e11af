/** The host as `main.ts` runs it, with stand-ins for Electron's objects and for the engine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connect } from '../../../electron/contract/connect.ts';
import { failure } from '../../../electron/contract/failure.ts';
import { err, ok, type Result } from '../../../electron/contract/result.ts';
import type { Snapshot } from '../../../electron/contract/state.ts';
import { connectControlSocket } from '../../../electron/engine/control-socket/connect-control-socket.ts';
import { controlSocketPath } from '../../../electron/engine/control-socket/control-socket.ts';
import type { Engine } from '../../../electron/engine/engine.ts';
import type { EngineOptions } from '../../../electron/engine/engine-options.ts';
import { takeOver, writeTicket } from '../../../electron/engine/privileges/succession/take-over.ts';
import { runHost } from '../../../electron/main/host.ts';
import { CHANNEL } from '../../../electron/main/ipc-transport.ts';
import { type Prepared, prepare } from '../../../electron/main/prepare.ts';
import { BACKGROUND } from '../../../electron/main/theme.ts';
import { eventually } from '../../support/eventually.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { createFakeSession, type FakeSession, SNAPSHOT } from '../../support/fake-session.ts';
import {
  createFakeElectron,
  type FakeElectron,
  type FakeElectronOptions,
} from './fake-electron.ts';

let home: string;
let children: ChildProcess[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portcullis-host-'));
  children = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function surroundings() {
  const environment = { XDG_RUNTIME_DIR: home, XDG_CONFIG_HOME: home };
  return {
    uid: process.getuid?.() ?? 0,
    environment,
    accountHome: home,
    temporaryDirectory: home,
  };
}

interface Host extends FakeElectron {
  /** Those that the engine gave out: the host's own first, then one per page. */
  readonly sessions: FakeSession[];
  readonly options: EngineOptions | undefined;
  readonly stop: ReturnType<typeof vi.fn>;
  readonly prepared: Prepared | undefined;
}

interface HostOptions extends FakeElectronOptions {
  readonly words?: readonly string[];
  readonly snapshot?: Partial<Snapshot>;
  readonly engine?: Result<Engine>;
  readonly env?: Readonly<Record<string, string>>;
}

/** All that happens from the start of the program until its page is loaded. */
async function startHost(wishes: HostOptions = {}): Promise<Host> {
  const electron = createFakeElectron(wishes);
  const { parts, log } = electron;
  const sessions: FakeSession[] = [];
  let options: EngineOptions | undefined;
  const stop = vi.fn(async () => void log.push('engine stops'));
  const prepared = await prepare({
    electron: parts,
    argv: ['electron', '.', ...(wishes.words ?? [])],
    surroundings: surroundings(),
    takeOver,
  });
  if (prepared) {
    await runHost(
      {
        electron: parts,
        surroundings: surroundings(),
        process: Object.assign(new EventEmitter(), {
          pid: 4711,
          execPath: '/opt/electron',
          env: wishes.env ?? {},
          resourcesPath: '/opt/resources',
        }) as never,
        startEngine: async (given) => {
          log.push('engine starts');
          options = given;
          return wishes.engine ?? ok({ openSession: () => openSession(), stop });
        },
      },
      prepared,
    );
  }
  return { ...electron, sessions, options, stop, prepared };

  function openSession(): FakeSession {
    const session = createFakeSession();
    const snapshot = ok({ ...SNAPSHOT, ...wishes.snapshot });
    const known = { ...session, handlers: { ...session.handlers, snapshot: async () => snapshot } };
    sessions.push(known);
    return known;
  }
}

function windowOf(host: Host) {
  const [window] = host.windows;
  if (!window) throw new Error('there is no window');
  return window;
}

it('does everything in the order that Electron asks for', async () => {
  const { log } = await startHost();
  expect(log).toEqual([
    // Before the app is ready.
    'sandbox',
    'scheme',
    'lock',
    'ready',
    'confine',
    'engine starts',
    // Before a page is loaded.
    'confine',
    'serve app',
    'window',
    `hear ${CHANNEL.open}`,
    `hear ${CHANNEL.frame}`,
    `hear ${CHANNEL.taken}`,
    'load app://portcullis/',
  ]);
});

it('shows the window once it has drawn, and the page gets a session of its own', async () => {
  const host = await startHost();
  const { webContents, shows } = windowOf(host);
  expect(shows).toBe(1);
  const event = { sender: webContents, senderFrame: webContents.mainFrame };
  host.ipcMain.receive(CHANNEL.open, event);
  host.ipcMain.receive(CHANNEL.frame, event, JSON.stringify({ id: 1, method: 'snapshot' }));
  await eventually(() => expect(webContents.sent.join()).toContain('"id":1,"ok":true'));
  expect(host.sessions).toHaveLength(2);
});

it('confines every page and every session, whoever makes them', async () => {
  const host = await startHost();
  const { webContents } = windowOf(host);
  expect(webContents.windowOpenHandler?.()).toEqual({ action: 'deny' });
  const prevented = vi.fn();
  webContents.emit('will-navigate', { preventDefault: prevented });
  expect(prevented).toHaveBeenCalledOnce();
  const { FakeBrowserSession } = await import('./fake-electron.ts');
  const later = new FakeBrowserSession();
  host.app.emit('session-created', later);
  expect(later.permissionCheck?.(null, 'geolocation')).toBe(false);
});

it('tells the engine where things are and what the user wished', async () => {
  const { options } = await startHost({ words: ['--interface', 'eth7', '--playground'] });
  expect(options).toMatchObject({
    host: 'electron',
    version: '1.2.3',
    interfaces: ['eth7'],
    playground: true,
    takesOver: false,
    configDirectory: join(home, 'portcullis'),
    runtimeDirectory: join(home, 'portcullis'),
    resourcesDirectory: '/opt/portcullis/resources',
  });
});

it('finds its resources in a package, where there are no developer tools', async () => {
  const host = await startHost({ isPackaged: true });
  expect(host.options?.resourcesDirectory).toBe('/opt/resources');
  expect(windowOf(host).options.webPreferences?.devTools).toBe(false);
  expect(JSON.stringify(host.Menu.shown)).not.toMatch(/reload|toggleDevTools/);
});

it.each([
  [
    'the window is closed',
    (host: Host) => {
      windowOf(host).close();
      host.app.emit('window-all-closed');
    },
  ],
  ['the menu says so', (host: Host) => host.app.quit()],
])('stops the engine, remembers the window and then ends when %s', async (_why, end) => {
  const host = await startHost();
  windowOf(host).bounds = { x: 30, y: 40, width: 1000, height: 700 };
  end(host);
  await eventually(() => expect(host.app.exits).toEqual([0]));
  expect(host.stop).toHaveBeenCalledOnce();
  expect(host.log.slice(-2)).toEqual(['engine stops', 'exit 0']);
  const remembered = JSON.parse(readFileSync(join(home, 'portcullis/window.json'), 'utf8'));
  expect(remembered).toMatchObject({ x: 30, y: 40, width: 1000, height: 700, maximized: false });
  // The icon is not left beside the clock.
  expect(host.trays.map((tray) => tray.destroyed)).toEqual([true]);

  const next = await startHost();
  expect(windowOf(next).options).toMatchObject({ x: 30, y: 40, width: 1000, height: 700 });
});

it('takes commands while it runs, and no more when the engine stops', async () => {
  const host = await startHost();
  const path = controlSocketPath(join(home, 'portcullis'));
  const client = connect(expectOk(await connectControlSocket(path)));
  expect(await client.call('snapshot')).toMatchObject({ ok: true });
  client.close();
  host.stop.mockImplementation(async () => expect(existsSync(path)).toBe(false));
  host.app.quit();
  await eventually(() => expect(host.app.exits).toEqual([0]));
  expect(host.stop).toHaveBeenCalledOnce();
});

it('opens its window also where no command can reach it', async () => {
  const complain = vi.spyOn(console, 'error').mockReturnValue();
  // Nothing can be put in the place of a directory that is not empty.
  mkdirSync(join(controlSocketPath(join(home, 'portcullis')), 'full'), { recursive: true });
  chmodSync(join(home, 'portcullis'), 0o700);
  const host = await startHost();
  expect(host.log).toContain('load app://portcullis/');
  expect(complain.mock.calls.join()).toMatch(/The command line cannot reach this engine/);
  complain.mockRestore();
  host.app.quit();
  await eventually(() => expect(host.app.exits).toEqual([0]));
});

it('opens maximized again, with the size to go back to', async () => {
  const first = await startHost();
  windowOf(first).is.maximized = true;
  first.app.quit();
  await eventually(() => expect(first.app.exits).toEqual([0]));
  const next = windowOf(await startHost());
  expect(next.is.maximized).toBe(true);
  expect(next.options).toMatchObject({ width: 1440, height: 900 });
});

it('says why the engine does not start, and ends without a window', async () => {
  const refusal = failure('engine-locked', 'Portcullis runs already.', 'Use the other one.');
  const { dialogs, windows, app } = await startHost({ engine: err(refusal) });
  expect(dialogs[0]?.text).toContain('Portcullis runs already.');
  expect(dialogs[0]?.text).toContain('Use the other one.');
  expect(windows).toEqual([]);
  expect(app.exits).toEqual([1]);
});

it('leaves the screen to the instance that runs already', async () => {
  const { log, app } = await startHost({ lockTaken: true });
  expect(app.exits).toEqual([0]);
  expect(log).not.toContain('engine starts');
});

it('does not start with its sandbox off', async () => {
  const { log, dialogs, app } = await startHost({ switches: ['no-sandbox'] });
  expect(app.exits).toEqual([1]);
  expect(dialogs[0]?.text).toContain('--no-sandbox');
  expect(log).not.toContain('engine starts');
});

it('brings its window forward when the app is started again', async () => {
  const host = await startHost();
  const window = windowOf(host);
  window.is.minimized = true;
  host.app.emit('second-instance');
  expect(window.is).toMatchObject({ minimized: false, focused: true });
  // Also while it ends.
  window.close();
  expect(() => host.app.emit('second-instance')).not.toThrow();
  host.app.emit('window-all-closed');
  await eventually(() => expect(host.app.exits).toEqual([0]));
});

it('works without the right to filter, and offers to unlock', async () => {
  const snapshot: Partial<Snapshot> = {
    engine: { ...SNAPSHOT.engine, recording: { packets: 10, durationMs: 1000 } },
    privileges: {
      ...SNAPSHOT.privileges,
      missing: ['CAP_NET_ADMIN'],
      unlockBy: 'pkexec',
    },
  };
  const host = await startHost({ snapshot });
  expect(host.log).toContain('load app://portcullis/');
  expect(JSON.stringify(host.trays[0]?.menu)).toContain('Locked, playing a recording');
  const file = host.Menu.shown[0]?.submenu as unknown as { label?: string; click?: () => void }[];
  const unlock = file.find(({ label }) => label === '&Unlock…');
  unlock?.click?.();
  expect(host.sessions[0]?.calls).toContainEqual({ method: 'unlock', args: {} });
});

it('opens in the colours of its page, and follows them', async () => {
  const settings = { ...SNAPSHOT.settings, theme: 'dark' } as const;
  const host = await startHost({ snapshot: { settings } });
  expect(host.nativeTheme.themeSource).toBe('dark');
  expect(windowOf(host).options.backgroundColor).toBe(BACKGROUND.dark);
  host.sessions[0]?.emit('settings', { ...settings, theme: 'light' });
  expect(host.nativeTheme.themeSource).toBe('light');
  expect(windowOf(host).background).toBe(BACKGROUND.light);
});

it('makes way for a successor: the lock is free before the end begins', async () => {
  const host = await startHost({ words: ['--interface', 'eth7'] });
  const { succession } = host.options ?? {};
  windowOf(host).bounds = { x: 1, y: 2, width: 800, height: 600 };
  expect(succession?.command()).toEqual([
    '/opt/electron',
    '/opt/portcullis',
    '--interface',
    'eth7',
  ]);
  expect(succession?.legacy()).toEqual({
    pid: 4711,
    bounds: { x: 1, y: 2, width: 800, height: 600 },
  });
  succession?.makeWay(4712, Promise.resolve(0));
  await eventually(() => expect(host.app.exits).toEqual([0]));
  expect(host.log.slice(-3)).toEqual(['unlock', 'engine stops', 'exit 0']);
});

it('takes over where its predecessor was, once that is gone', async () => {
  const predecessor = spawn('sleep', ['60'], { stdio: 'ignore' });
  children.push(predecessor);
  await once(predecessor, 'spawn');
  const runtime = join(home, 'portcullis');
  // Makes the directory, as the predecessor did.
  await prepare({
    electron: createFakeElectron().parts,
    argv: ['electron'],
    surroundings: surroundings(),
    takeOver,
  });
  const bounds = { x: 100, y: 100, width: 900, height: 600 };
  const ticket = writeTicket(runtime, { pid: predecessor.pid, bounds });
  const starting = startHost({ words: ['--take-over', ticket.name] });
  // The receipt tells the predecessor that it may go.
  await eventually(() => expect(ticket.taker()).toBe(process.pid));
  const gone = once(predecessor, 'exit');
  predecessor.kill();
  await gone;
  const host = await starting;
  expect(host.options).toMatchObject({ takesOver: true });
  expect(host.options).not.toHaveProperty('takeOver');
  expect(windowOf(host).options).toMatchObject(bounds);
});

it('does not start with a ticket that nobody wrote', async () => {
  const { app, dialogs, log } = await startHost({ words: ['--take-over', '0'.repeat(32)] });
  expect(app.exits).toEqual([1]);
  expect(dialogs[0]?.text).toContain('--take-over');
  expect(log).not.toContain('lock');
});

it('tells what happens while the user looks elsewhere, and a click brings the window', async () => {
  const host = await startHost();
  const window = windowOf(host);
  const notice = { ...failure('not-attached', 'Gone from eth7.', 'Watch it again.') };
  host.sessions[0]?.emit('notices', [{ ...notice, id: 1, timeMs: 0 }]);
  expect(host.notifications.map(({ texts, shown }) => ({ ...texts, shown }))).toEqual([
    { title: 'Gone from eth7.', body: 'Watch it again.', shown: true },
  ]);
  host.notifications[0]?.emit('click');
  expect(window.is.focused).toBe(true);
  host.sessions[0]?.emit('notices', [{ ...notice, id: 2, timeMs: 0 }]);
  expect(host.notifications).toHaveLength(1);
});

it('ends when the page crashes twice, and says so', async () => {
  const host = await startHost();
  const { webContents } = windowOf(host);
  webContents.emit('render-process-gone');
  await eventually(() => expect(webContents.reloads).toBe(1));
  webContents.emit('render-process-gone');
  await eventually(() => expect(host.app.exits).toEqual([0]));
  expect(host.dialogs[0]?.title).toBe('The window has crashed twice');
});

it('is not kept from starting by a damaged file or a missing icon', async () => {
  const first = await startHost();
  first.app.quit();
  await eventually(() => expect(first.app.exits).toEqual([0]));
  writeFileSync(join(home, 'portcullis/window.json'), '{"width": "wide"');
  const host = await startHost({ icons: false });
  expect(windowOf(host).options).toMatchObject({ width: 1440, height: 900 });
  expect(windowOf(host).options).not.toHaveProperty('x');
  expect(host.trays).toEqual([]);
});
