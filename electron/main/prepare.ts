/**
 * What has to happen before Electron is ready, in this order. Electron waits for it: `main.ts` awaits
 * it while it is loaded.
 */
import type { Result } from '../contract/result.ts';
import { runtimeDirectory, type Surroundings } from '../engine/storage/directories.ts';
import { PAGE_SCHEME } from './app-protocol.ts';
import { confineContents, confineSession } from './confinement.ts';
import type { ElectronParts } from './electron-parts.ts';
import { harden } from './hardening.ts';
import { type MainArguments, readArguments } from './main-arguments.ts';
import { type Legacy, succeed } from './succession.ts';

export interface PrepareParts {
  readonly electron: Pick<ElectronParts, 'app' | 'dialog' | 'protocol'>;
  readonly argv: readonly string[];
  readonly surroundings: Surroundings;
  readonly takeOver: (runtimeDirectory: string, ticket: string) => Result<unknown>;
}

export interface Prepared {
  readonly arguments: MainArguments;
  readonly runtimeDirectory: string;
  /** Of the process whose place this one takes, if it takes one. */
  readonly legacy: Legacy | undefined;
}

/** Answers undefined, having told the app to exit, where it cannot or need not start. */
export async function prepare(parts: PrepareParts): Promise<Prepared | undefined> {
  const { app, dialog, protocol } = parts.electron;
  // First: a renderer could otherwise exist without its sandbox.
  const hardened = harden(app);
  if (!hardened.ok) return refuse(hardened);
  // Electron reads the list of schemes once, when it starts its processes.
  protocol.registerSchemesAsPrivileged([PAGE_SCHEME]);
  // SECURITY: every page and every session there may ever be, however it came about.
  app.on('web-contents-created', (_event, contents) => confineContents(contents));
  app.on('session-created', (session) => {
    confineSession(session, { allowDeveloperTools: !app.isPackaged });
  });

  const directory = await runtimeDirectory(parts.surroundings);
  if (!directory.ok) return refuse(directory);
  const args = readArguments(parts.argv);
  const { takeOver } = args;
  let legacy: Legacy | undefined;
  if (takeOver !== undefined) {
    const succeeded = await succeed(() => parts.takeOver(directory.value, takeOver));
    if (!succeeded.ok) return refuse(succeeded);
    legacy = succeeded.value;
  }

  // After the predecessor, and before the engine: a second start of the app shows the first one's
  // window. The engine has a lock of its own, because another host may run it as well.
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return undefined;
  }
  return { arguments: args, runtimeDirectory: directory.value, legacy };

  function refuse({ error }: Result<unknown> & { ok: false }): undefined {
    // On Linux this early, it is printed.
    dialog.showErrorBox('Portcullis cannot start', `${error.message}\n${error.remedy}`);
    app.exit(1);
  }
}
