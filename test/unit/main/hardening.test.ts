/** The fences of docs/security-checklist.md that do not need Electron to be looked at. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session, WebContents } from 'electron';
import { expect, it, vi } from 'vitest';
import { confineContents, confineSession } from '../../../electron/main/confinement.ts';
import { harden } from '../../../electron/main/hardening.ts';
import { ROOT } from '../../support/paths.ts';
import { createFakeElectron, FakeBrowserSession, FakeWebContents } from './fake-electron.ts';

it('keeps the browser offline and its sandbox on', () => {
  const { parts, switches, log } = createFakeElectron();
  expect(harden(parts.app).ok).toBe(true);
  expect(log).toContain('sandbox');
  expect(switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
  expect(switches.get('proxy-server')).toBe('127.0.0.1:9');
  expect(switches.get('proxy-bypass-list')).toBe('<-loopback>');
  for (const name of ['disable-background-networking', 'disable-component-update', 'no-pings']) {
    expect(switches.has(name)).toBe(true);
  }
  expect([...switches.keys()].filter((name) => name.includes('sandbox'))).toEqual([]);
});

it.each(['no-sandbox', 'disable-web-security', 'renderer-cmd-prefix', 'gpu-launcher'])(
  'refuses --%s anywhere',
  (name) => {
    const { parts, log } = createFakeElectron({ switches: [name] });
    const hardened = harden(parts.app);
    expect(hardened).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    expect(log).toEqual([]);
  },
);

it.each(['remote-debugging-port', 'remote-debugging-pipe', 'inspect'])(
  'refuses --%s in a package, where no developer needs it',
  (name) => {
    const packaged = createFakeElectron({ isPackaged: true, switches: [name] });
    expect(harden(packaged.parts.app).ok).toBe(false);
    expect(harden(createFakeElectron({ switches: [name] }).parts.app).ok).toBe(true);
  },
);

it.each([
  ...['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'],
  'will-prevent-unload',
])('prevents %s', (event) => {
  const contents = new FakeWebContents();
  confineContents(contents as unknown as WebContents);
  const preventDefault = vi.fn();
  contents.emit(event, { preventDefault });
  expect(preventDefault).toHaveBeenCalledOnce();
});

it('opens no window and sends nothing past the requests that are looked at', () => {
  const contents = new FakeWebContents();
  confineContents(contents as unknown as WebContents);
  expect(contents.windowOpenHandler?.()).toEqual({ action: 'deny' });
  expect(contents.webRtcPolicy).toBe('disable_non_proxied_udp');
});

function confined(allowDeveloperTools = false): FakeBrowserSession {
  const session = new FakeBrowserSession();
  confineSession(session as unknown as Session, { allowDeveloperTools });
  return session;
}

function isLoaded(session: FakeBrowserSession, url: string): boolean {
  let cancelled: unknown;
  session.beforeRequest?.({ url }, (answer) => {
    cancelled = (answer as { cancel: boolean }).cancel;
  });
  expect(cancelled).toBeTypeOf('boolean');
  return cancelled === false;
}

it('loads the page and nothing else', () => {
  const session = confined();
  expect(isLoaded(session, 'app://portcullis/assets/index.js')).toBe(true);
  for (const url of [
    'http://127.0.0.1:9/',
    'https://example.org/',
    'ws://127.0.0.1:9/',
    'file:///etc/passwd',
    'data:text/html,hello',
    'app://portcullis.example.org/',
    'app://other/',
    'devtools://devtools/bundled/inspector.html',
    'chrome://gpu/',
  ]) {
    expect(isLoaded(session, url), url).toBe(false);
  }
});

it('lets the developer tools load themselves in a checkout', () => {
  const url = 'devtools://devtools/bundled/inspector.html';
  expect(isLoaded(confined(true), url)).toBe(true);
});

it('grants nothing but to put text on the clipboard', () => {
  const session = confined();
  const granted = (permission: string) => {
    const answer = vi.fn();
    session.permissionRequest?.(null, permission, answer);
    return [answer.mock.calls[0]?.[0], session.permissionCheck?.(null, permission)];
  };
  expect(granted('clipboard-sanitized-write')).toEqual([true, true]);
  for (const permission of [
    ...['media', 'geolocation', 'notifications', 'clipboard-read', 'display-capture', 'midi'],
    ...['openExternal', 'fileSystem', 'hid', 'serial', 'usb', 'unknown', 'fullscreen'],
    ...['local-network', 'loopback-network', 'local-network-access'],
  ]) {
    expect(granted(permission), permission).toEqual([false, false]);
  }
  expect(session.devicePermission?.()).toBe(false);
});

it('trusts no certificate, pairs with nothing, saves only what our page made', () => {
  const session = confined();
  const verdict = vi.fn();
  session.verifyCertificate?.({}, verdict);
  expect(verdict).toHaveBeenCalledExactlyOnceWith(-2);
  const pairing = vi.fn();
  session.pairing?.({}, pairing);
  expect(pairing).toHaveBeenCalledExactlyOnceWith({ confirmed: false });
  const preventDefault = vi.fn();
  for (const url of ['https://example.org/x', 'blob:https://example.org/1', 'data:text/plain,x']) {
    session.emit('will-download', { preventDefault }, { getURL: () => url });
  }
  expect(preventDefault).toHaveBeenCalledTimes(3);
  session.emit('will-download', { preventDefault }, { getURL: () => 'blob:app://portcullis/1' });
  expect(preventDefault).toHaveBeenCalledTimes(3);
  expect(session.spellChecker).toBe(false);
});

it('has nobody who chooses a device or a screen for a page', () => {
  const session = confined();
  const contents = new FakeWebContents();
  confineContents(contents as unknown as WebContents);
  for (const kind of ['select-hid-device', 'select-serial-port', 'select-usb-device']) {
    expect(session.listenerCount(kind)).toBe(0);
  }
  const choose = vi.fn();
  contents.emit('select-bluetooth-device', { preventDefault: vi.fn() }, [], choose);
  expect(choose).not.toHaveBeenCalled();
});

it('takes from Electron only what is listed here', () => {
  const imported = new Set<string>();
  for (const directory of ['electron/main', 'electron/preload']) {
    for (const name of readdirSync(join(ROOT, directory)).filter((file) => file.endsWith('.ts'))) {
      const source = readFileSync(join(ROOT, directory, name), 'utf8');
      for (const [, names] of source.matchAll(/^import \{([^}]*)\} from 'electron';/gm)) {
        for (const item of names?.split(',') ?? []) if (item.trim()) imported.add(item.trim());
      }
      // Any other form would go unseen.
      expect(source, name).not.toMatch(/^import (?!type )[^{].*'electron'|require\(|import\(/m);
    }
  }
  // Not among them: shell, net, crashReporter, autoUpdater, safeStorage, desktopCapturer, webFrame.
  expect([...imported].sort()).toEqual(
    [
      ...['BrowserWindow', 'Menu', 'Notification', 'Tray', 'app', 'contextBridge', 'dialog'],
      ...['ipcMain', 'ipcRenderer', 'nativeImage', 'nativeTheme', 'protocol', 'screen', 'session'],
    ].sort(),
  );
});

it('hands out ipcMain to nobody but the one place that checks who sends', () => {
  const users = readdirSync(join(ROOT, 'electron/main')).filter((name) =>
    /ipcMain\s*\.\s*(on|once|handle)/.test(readFileSync(join(ROOT, 'electron/main', name), 'utf8')),
  );
  expect(users).toEqual([]);
});
