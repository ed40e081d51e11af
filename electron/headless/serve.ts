/** `portcullis serve`: an engine, and a page for browsers on this machine. */
import { closeSync, writeSync } from 'node:fs';
import { ok, type Result } from '../contract/result.ts';
import { serve as serveApi } from '../contract/serve.ts';
import type { Engine } from '../engine/engine.ts';
import { missingCapabilities } from '../engine/privileges/capabilities.ts';
import { type Access, createAccess } from './access.ts';
import { type EntranceFile, writeEntranceFile } from './entrance-file.ts';
import { printBug, printFailure } from './print-failure.ts';
import { runEngine } from './run-engine.ts';
import { startWithRights } from './start-with-rights.ts';
import { showStatus } from './status-line.ts';
import { createSuccession, type Legacy, receiveLegacy } from './succession.ts';
import { PAGE_DIRECTORY } from './surroundings.ts';
import { parseCount, parseWords, UsageError } from './usage-error.ts';
import { startWebServer, type WebServer } from './web-server.ts';

/** More pages than this are never one person's. */
const MAX_CLIENTS = 16;

interface ServeOptions {
  readonly port: number;
  readonly interfaces: readonly string[];
  readonly playground: boolean;
  readonly browserUid: number | undefined;
  readonly readyFd: number | undefined;
  /** The ticket of the host whose place this one takes. */
  readonly takeOver: string | undefined;
}

export async function serve(words: string[]): Promise<number> {
  const options = readOptions(words);
  // Without the rights it goes on locked, and the page can ask for them.
  const status = await startWithRights('serve', words);
  if (status !== undefined) return status;
  return serveHere(options);
}

async function serveHere(options: ServeOptions): Promise<number> {
  const { interfaces, playground } = options;
  let served: { readonly port: number; readonly access: Access } | undefined;
  const succession = createSuccession(wordsOf(options), () => {
    if (!served) throw new Error('a page asked for more rights before there was one');
    return served;
  });
  let legacy: Legacy | undefined;
  let told = false;

  const status = await runEngine(
    ({ runtimeDirectory }) => {
      const received =
        options.takeOver === undefined
          ? ok(undefined)
          : receiveLegacy(runtimeDirectory, options.takeOver);
      if (!received.ok) return received;
      legacy = received.value;
      return ok({
        succession,
        takesOver: legacy !== undefined,
        ...(interfaces.length > 0 ? { interfaces } : {}),
        ...(playground ? { playground } : {}),
      });
    },
    async ({ engine, surroundings, stopped }) => {
      void stopped.then(() => {
        told = true;
      });
      const access = createAccess(undefined, legacy?.sessions);
      const port = legacy?.port ?? options.port;
      return serveEngine(engine, { ...options, port }, access, surroundings.runtimeDirectory, {
        until: Promise.race([stopped, succession.succeeded]),
        onServing: (server) => {
          served = { port: server.port, access };
        },
      });
    },
  );
  return (await succession.followSuccessor(() => told)) ?? status;
}

function readOptions(words: string[]): ServeOptions {
  const { values } = parseWords({
    args: words,
    options: {
      port: { type: 'string' },
      interface: { type: 'string', multiple: true, default: [] },
      playground: { type: 'boolean', default: false },
      'browser-uid': { type: 'string' },
      'ready-fd': { type: 'string' },
      'take-over': { type: 'string' },
      'no-ask': { type: 'boolean', default: false },
    },
  });
  if (values.playground && values.interface.length > 0) {
    throw new UsageError('--playground touches no real interface; leave out --interface.');
  }
  return {
    port: parseCount('--port', values.port, 0, 65_535) ?? 0,
    interfaces: values.interface,
    playground: values.playground,
    browserUid: parseCount('--browser-uid', values['browser-uid'], 0, 4_294_967_294),
    readyFd: parseCount('--ready-fd', values['ready-fd'], 1, 1_000_000),
    takeOver: values['take-over'],
  };
}

/** What a successor is started with; the address it learns in another way. */
function wordsOf({ interfaces, playground }: ServeOptions): readonly string[] {
  return [
    ...interfaces.flatMap((name) => ['--interface', name]),
    ...(playground ? ['--playground'] : []),
  ];
}

interface Serving {
  readonly until: Promise<void>;
  onServing(server: WebServer): void;
}

async function serveEngine(
  engine: Engine,
  options: ServeOptions,
  access: Access,
  runtimeDirectory: string,
  serving: Serving,
): Promise<number> {
  const started = await startWebServer({
    port: options.port,
    pageDirectory: PAGE_DIRECTORY,
    access,
    maxClients: MAX_CLIENTS,
    onClient: (transport) => serveApi(engine.openSession(), transport, printBug),
  });
  if (!started.ok) return printFailure(started.error);
  const server = started.value;
  serving.onServing(server);
  const file = await entranceFile(server, options, runtimeDirectory);
  if (!file.ok) {
    await server.close();
    return printFailure(file.error);
  }
  announce(server, options, file.value);
  const status = showStatus(engine.openSession(), server);
  await serving.until;
  status[Symbol.dispose]();
  await file.value?.remove();
  await server.close();
  return 0;
}

/** A page that lets the browser of a launcher in; nobody asked for one, nobody gets one. */
async function entranceFile(
  server: WebServer,
  { browserUid, readyFd }: ServeOptions,
  runtimeDirectory: string,
): Promise<Result<EntranceFile | undefined>> {
  if (browserUid === undefined && readyFd === undefined) return ok(undefined);
  const ownUid = process.getuid?.() ?? 0;
  const uid = browserUid ?? ownUid;
  return writeEntranceFile({
    // Nobody else can pass through our runtime directory, and root's TMPDIR may be closed as well.
    parentDirectory: uid === ownUid ? runtimeDirectory : '/tmp',
    uid,
    url: server.issueEntrance(),
  });
}

/** Tells whoever started this where the page is: a program by its descriptor, a person in words. */
function announce(
  server: WebServer,
  { readyFd, takeOver }: ServeOptions,
  file: EntranceFile | undefined,
): void {
  if (takeOver !== undefined) {
    // Whoever gave the rights may have given too few; the status line says so then.
    if (missingCapabilities().length > 0) return;
    process.stdout.write('Portcullis is unlocked. The page that is open goes on by itself.\n');
    return;
  }
  if (readyFd === undefined) {
    process.stdout.write(
      `Portcullis serves ${server.origin} to this machine.\n` +
        'Open this address in a browser; it works once, within ten minutes:\n' +
        `  ${server.issueEntrance()}\n`,
    );
    return;
  }
  // A pipe is as private as the file, so it may carry a code for a starter that opens the page itself.
  const ready = { port: server.port, enterFile: file?.path, enterUrl: server.issueEntrance() };
  writeSync(readyFd, `${JSON.stringify(ready)}\n`);
  if (readyFd > 2) closeSync(readyFd);
}
