import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NativeImage } from 'electron';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { answerPage } from '../../../electron/main/app-protocol.ts';
import { readArguments, writeArguments } from '../../../electron/main/main-arguments.ts';
import { stopInOrder } from '../../../electron/main/stop-in-order.ts';
import { windowOptions } from '../../../electron/main/window.ts';
import { eventually } from '../../support/eventually.ts';

let pageDirectory: string;

beforeAll(async () => {
  pageDirectory = await mkdtemp(join(tmpdir(), 'portcullis-page-'));
  await writeFile(join(pageDirectory, 'index.html'), '<title>The page</title>');
});

afterAll(() => rm(pageDirectory, { recursive: true }));

/** A request whose address is not normalised, as one from a hostile page may not be. */
function request(url: string, method = 'GET'): Request {
  return { url, method } as Request;
}

it('serves the page under app: with the headers that fence it in', async () => {
  const answer = await answerPage(request('app://portcullis/'), pageDirectory);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('<title>The page</title>');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
});

it.each([
  'app://portcullis/../secret.json',
  'app://portcullis/%2e%2e/secret.json',
  'app://portcullis/nothing.js',
  'app://other/index.html',
  'app://portcullis.example.org/index.html',
  'app://portcullis',
])('finds no file at %s', async (url) => {
  const answer = await answerPage(request(url), pageDirectory);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});

it('answers nothing but GET', async () => {
  expect((await answerPage(request('app://portcullis/', 'POST'), pageDirectory)).status).toBe(404);
});

it('gives the page a sandbox, no Node and nothing that Electron advises against', () => {
  const { webPreferences } = windowOptions({
    preloadPath: '/preload.cjs',
    place: { width: 800, height: 600 },
    backgroundColor: '#000',
    icon: { isEmpty: () => true } as NativeImage,
    allowDeveloperTools: false,
  });
  expect(webPreferences).toEqual({
    preload: '/preload.cjs',
    backgroundThrottling: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    disableDialogs: true,
    ...Object.fromEntries(
      [
        ...['devTools', 'nodeIntegration', 'nodeIntegrationInWorker', 'nodeIntegrationInSubFrames'],
        ...['allowRunningInsecureContent', 'experimentalFeatures', 'webviewTag', 'plugins'],
        ...['webgl', 'navigateOnDragDrop', 'spellcheck'],
      ].map((name) => [name, false]),
    ),
  });
});

it('reads its own arguments among those of Chromium', () => {
  const argv = [
    'electron',
    '.',
    '--ozone-platform=headless',
    '--interface',
    'eth7',
    '--interface=eth8',
  ];
  expect(readArguments(argv)).toEqual({ interfaces: ['eth7', 'eth8'] });
  expect(readArguments(['portcullis', '--playground', '--no-zygote'])).toEqual({
    playground: true,
  });
  expect(readArguments(['portcullis'])).toEqual({});
  expect(readArguments(['portcullis', '--take-over', 'abc'])).toEqual({ takeOver: 'abc' });
  expect(readArguments(['portcullis', '--take-over'])).toEqual({});
});

it('writes its arguments so that it reads the same, but for the ticket', () => {
  const wishes = { interfaces: ['eth7', 'eth8'], playground: true };
  const words = writeArguments({ ...wishes, takeOver: 'abc' });
  expect(readArguments(['portcullis', ...words])).toEqual(wishes);
  expect(writeArguments({})).toEqual([]);
});

class FakeApp extends EventEmitter {
  readonly exit = vi.fn();
  readonly quit = vi.fn(() => {
    this.emit('will-quit', { preventDefault: () => {} });
  });
}

it.each([
  ['the window is closed', (app: FakeApp) => app.emit('window-all-closed')],
  ['a signal comes', (_app: FakeApp, signals: EventEmitter) => signals.emit('SIGTERM')],
  ['the user quits', (app: FakeApp) => app.quit()],
])('stops the engine before it ends when %s', async (_why, end) => {
  const app = new FakeApp();
  const signals = new EventEmitter();
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = vi.fn(() => promise);
  stopInOrder(app, signals as never, stop);
  end(app, signals);
  // The same wish by another way, and Electron's own second try.
  signals.emit('SIGINT');
  app.quit();
  expect(stop).toHaveBeenCalledOnce();
  expect(app.exit).not.toHaveBeenCalled();
  resolve();
  await eventually(() => expect(app.exit).toHaveBeenCalledExactlyOnceWith(0));
});
