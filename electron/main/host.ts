/** The Electron host, from top to bottom in the order in which it has to happen. */
import { join } from 'node:path';
import { serve } from '../contract/serve.ts';
import { ControlSocket } from '../engine/control-socket/control-socket.ts';
import type { Engine, startEngine } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/engine-options.ts';
import { reportSuccessor } from '../engine/host-process/launcher-report.ts';
import { configDirectory, type Surroundings } from '../engine/storage/directories.ts';
import { PAGE_URL, servePage } from './app-protocol.ts';
import { createCommands } from './commands.ts';
import { confineSession } from './confinement.ts';
import { reviveCrashedPage } from './crash-recovery.ts';
import { showOnDesktop } from './desktop.ts';
import type { ElectronParts } from './electron-parts.ts';
import { EngineWatch } from './engine-watch.ts';
import { acceptPages } from './ipc-transport.ts';
import { writeArguments } from './main-arguments.ts';
import { type OpenedWindow, openWindow } from './open-window.ts';
import type { Prepared } from './prepare.ts';
import { type Signalled, stopInOrder } from './stop-in-order.ts';
import { createSuccession, type SuccessionParts } from './succession.ts';
import { followTheme } from './theme.ts';
import { raise } from './window.ts';

export interface HostParts {
  readonly electron: ElectronParts;
  readonly process: SuccessionParts['process'] & Signalled & { readonly resourcesPath: string };
  readonly surroundings: Surroundings;
  readonly startEngine: typeof startEngine;
}

/** Opens the window, with an engine behind it. Settles when the page is loaded. */
export async function runHost(parts: HostParts, prepared: Prepared): Promise<void> {
  const { electron, process } = parts;
  const { app, dialog } = electron;
  await app.whenReady();
  const root = app.getAppPath();
  const developer = !app.isPackaged;
  const resourcesDirectory = developer ? join(root, 'resources') : process.resourcesPath;
  const config = await configDirectory(parts.surroundings);
  let opened: OpenedWindow | undefined;

  // Before the window: its page asks for the state at once.
  const started = await parts.startEngine({
    host: 'electron',
    version: app.getVersion(),
    configDirectory: config,
    resourcesDirectory,
    ...engineWishes(prepared),
    succession: createSuccession({
      app,
      process,
      words: writeArguments(prepared.arguments),
      bounds: () => opened?.bounds(),
      reportSuccessor,
    }),
  });
  if (!started.ok) {
    const { message, remedy } = started.error;
    dialog.showErrorBox('Portcullis cannot start', `${message}\n\n${remedy}`);
    app.exit(1);
    return;
  }
  const engine = started.value;
  const control = takeCommands(engine, prepared.runtimeDirectory);
  // As soon as there is an engine: from here on, quitting detaches it first.
  stopInOrder(app, process, async () => {
    // Before the engine, whose lock lets the next one listen at the same place.
    await (await control)?.close();
    await engine.stop();
    await opened?.placeSaved();
  });

  // Before the page is loaded: it is loaded through these.
  confineSession(electron.session.defaultSession, { allowDeveloperTools: developer });
  servePage(electron.protocol, join(root, 'build/renderer'));

  const session = engine.openSession();
  const watch = await EngineWatch.open(session);
  // Before the window, which opens in the colours of its page.
  followTheme(electron.nativeTheme, watch);
  const bounds = prepared.legacy?.bounds;
  opened = await openWindow({
    ...{ electron, root, resourcesDirectory, watch, bounds, developer },
    configDirectory: config,
  });
  const { window } = opened;
  app.on('second-instance', () => raise(window));

  const commands = createCommands({
    ...{ session, watch, window },
    explain: ({ message, remedy }) => {
      void dialog.showMessageBox({ type: 'warning', message, detail: remedy });
    },
    quit: () => app.quit(),
  });
  showOnDesktop({ electron, window, watch, commands, resourcesDirectory, developer });

  // Before the page is loaded: it opens the connection while it loads.
  servePages(electron, window, engine);
  // After the connection, which ends with the page that crashed.
  reviveCrashedPage(window.webContents, () => {
    dialog.showErrorBox(
      'The window has crashed twice',
      'Until you close this message the filter stays in force. Then Portcullis ends and takes it ' +
        'off; start it again to go on.',
    );
    app.quit();
  });
  await window.loadURL(PAGE_URL);
}

/** What the command line and a predecessor decide. */
function engineWishes({
  arguments: { interfaces, playground },
  runtimeDirectory,
  legacy,
}: Prepared): Pick<EngineOptions, 'interfaces' | 'playground' | 'runtimeDirectory' | 'takesOver'> {
  return {
    runtimeDirectory,
    takesOver: legacy !== undefined,
    ...(interfaces ? { interfaces } : {}),
    ...(playground ? { playground } : {}),
  };
}

/** From the command line. The window does without it, so its failure is told and no more. */
async function takeCommands(
  engine: Engine,
  runtimeDirectory: string,
): Promise<ControlSocket | undefined> {
  const listening = await ControlSocket.listen({
    runtimeDirectory,
    onClient: (transport) => serve(engine.openSession(), transport, printBug),
  });
  if (listening.ok) return listening.value;
  const { message, remedy } = listening.error;
  console.error(`portcullis: ${message} ${remedy}`);
  return undefined;
}

function servePages(
  { ipcMain }: ElectronParts,
  { webContents }: OpenedWindow['window'],
  engine: Engine,
): void {
  acceptPages(ipcMain, webContents, (transport) => {
    serve(engine.openSession(), transport, printBug);
  });
}

function printBug(method: string, error: unknown): void {
  console.error(`portcullis: a bug in ${method}:`, error);
}
