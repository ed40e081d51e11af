/**
 * Where the command line reaches a running engine: a UNIX socket of mode 0600 in the private runtime
 * directory. Whoever may talk to it is what its page is: a client of the API.
 */
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Transport } from '../../contract/transport.ts';
import { MAX_CALL_CHARACTERS } from '../../contract/wire.ts';
import { isTrusted, peerUser } from './peer-user.ts';
import { createStreamTransport } from './stream-transport.ts';

/** More commands at once than a script of one person starts. */
const MAX_CLIENTS = 64;
/** UTF-8 has at most 3 bytes for what JavaScript counts as a character. */
const MAX_CALL_BYTES = 3 * MAX_CALL_CHARACTERS;

export interface ControlSocketOptions {
  /** Closed to other users. The caller holds the engine's lock of this directory. */
  readonly runtimeDirectory: string;
  /** A command of this user or of root has connected. */
  onClient(transport: Transport): void;
}

/** The path of the control socket of the engine with this runtime directory. */
export function controlSocketPath(runtimeDirectory: string): string {
  return join(runtimeDirectory, 'control.sock');
}

export class ControlSocket {
  readonly #server: Server;
  readonly #clients: Set<Transport>;
  readonly #path: string;

  private constructor(server: Server, clients: Set<Transport>, path: string) {
    this.#server = server;
    this.#clients = clients;
    this.#path = path;
  }

  /**
   * Hears commands of this user and of root. Replaces what an engine before left: the lock
   * says that it is dead. Fails with `storage-failed`.
   */
  static async listen(options: ControlSocketOptions): Promise<Result<ControlSocket>> {
    const path = controlSocketPath(options.runtimeDirectory);
    const clients = new Set<Transport>();
    const server = createServer((socket) => admit(socket, clients, options));
    server.maxConnections = MAX_CLIENTS;
    // Closed to others before it can be found.
    const unfinished = `${path}.new`;
    try {
      rmSync(unfinished, { force: true });
      await listenAt(server, unfinished);
      chmodSync(unfinished, 0o600);
      renameSync(unfinished, path);
    } catch (error) {
      server.close();
      return fail(
        'storage-failed',
        `The command line cannot reach this engine: ${path} cannot be made.`,
        'Check that its directory is writable and its path shorter than 100 characters, then start again.',
        String(error),
      );
    }
    server.on('error', (error) => console.error('portcullis: a command was not heard', error));
    return ok(new ControlSocket(server, clients, path));
  }

  /**
   * Ends it, before the engine's lock is given up: the name may be another engine's afterwards. What
   * was answered still leaves.
   */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    rmSync(this.#path, { force: true });
    for (const client of this.#clients) client.close();
    await closed;
  }
}

function admit(socket: Socket, clients: Set<Transport>, options: ControlSocketOptions): void {
  socket.on('error', () => socket.destroy());
  if (!isTrusted(peerUser(socket))) {
    socket.destroy();
    return;
  }
  const transport = createStreamTransport(socket, MAX_CALL_BYTES);
  clients.add(transport);
  socket.on('close', () => clients.delete(transport));
  options.onClient(transport);
}

function listenAt(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
