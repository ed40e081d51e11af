/**
 * The Electron host, from top to bottom in the order in which it has to happen.
 * Nothing else in here starts anything by being imported.
 */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session } from 'electron';
import { serve } from '../contract/serve.ts';
import { startEngine } from '../engine/engine.ts';
import {
  configDirectory,
  processSurroundings,
  runtimeDirectory,
} from '../engine/storage/directories.ts';
import { PAGE_SCHEME, PAGE_URL, servePage } from './app-protocol.ts';
import { reviveCrashedPage } from './crash-recovery.ts';
import { acceptPages } from './ipc-transport.ts';
import { readArguments } from './main-arguments.ts';
import { stopInOrder } from './stop-in-order.ts';
import { confineNavigation, confineSession, windowOptions } from './window.ts';

// Before ready: afterwards a renderer could already exist without it.
app.enableSandbox();
// Before ready: Electron reads the list of schemes once, when it starts its processes.
protocol.registerSchemesAsPrivileged([PAGE_SCHEME]);
// Before the engine: a second start of the app shows the first one's window. The engine has a lock
// of its own, because another host may run it as well.
if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    dialog.showErrorBox('Portcullis cannot start', String(error));
    app.exit(1);
  });
} else {
  app.exit(0);
}

async function run(): Promise<void> {
  await app.whenReady();
  const root = app.getAppPath();

  // Before the window: its page asks for the state at once.
  const surroundings = processSurroundings();
  const runtime = await runtimeDirectory(surroundings);
  const started = runtime.ok
    ? await startEngine({
        host: 'electron',
        version: app.getVersion(),
        configDirectory: await configDirectory(surroundings),
        runtimeDirectory: runtime.value,
        resourcesDirectory: app.isPackaged ? process.resourcesPath : join(root, 'resources'),
        ...readArguments(process.argv),
      })
    : runtime;
  if (!started.ok) {
    const { message, remedy } = started.error;
    dialog.showErrorBox('Portcullis cannot start', `${message}\n\n${remedy}`);
    app.exit(1);
    return;
  }
  const engine = started.value;
  // As soon as there is an engine: from here on, quitting detaches it first.
  stopInOrder(app, process, () => engine.stop());

  // Before the page is loaded: it is loaded through these.
  confineSession(session.defaultSession, { allowDeveloperTools: !app.isPackaged });
  servePage(protocol, join(root, 'build/renderer'));
  Menu.setApplicationMenu(null);

  const window = new BrowserWindow(windowOptions(join(root, 'build/preload/preload.cjs')));
  confineNavigation(window.webContents);
  // Before the page is loaded: it opens the connection while it loads.
  acceptPages(ipcMain, window.webContents, (transport) => {
    serve(engine.openSession(), transport, (method, error) => {
      console.error(`portcullis: a bug in ${method}:`, error);
    });
  });
  // After the connection, which ends with the page that crashed.
  reviveCrashedPage(window.webContents, () => {
    dialog.showErrorBox(
      'The window has crashed twice',
      'Until you close this message the filter stays in force. Then Portcullis ends and takes it ' +
        'off; start it again to go on.',
    );
    app.quit();
  });
  window.once('ready-to-show', () => window.show());
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  await window.loadURL(PAGE_URL);
}
