import { lstatSync } from 'node:fs';
import { createConnection } from 'node:net';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Transport } from '../../contract/transport.ts';
import { MAX_ANSWER_BYTES } from '../../contract/wire.ts';
import { notRunning } from './not-running.ts';
import { isTrusted, peerUser } from './peer-user.ts';
import { createStreamTransport } from './stream-transport.ts';

/**
 * A connection to the engine that serves the control socket at `path`. Fails with `not-running` where
 * nobody listens, and with `untrusted-engine` where it is somebody else who does.
 */
export async function connectControlSocket(path: string): Promise<Result<Transport>> {
  const owner = socketOwner(path);
  if (owner === undefined) return notRunning();
  // SECURITY: before the first byte, so that nobody else learns what a command says or answers it.
  if (!isTrusted(owner)) return untrusted(path, owner);
  const socket = createConnection(path);
  const code = await new Promise<string | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? String(error)));
  });
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return notRunning();
  if (code !== undefined) {
    return fail(
      'untrusted-engine',
      `The socket ${path} cannot be opened.`,
      'Run the command as the user who started Portcullis.',
      code,
    );
  }
  const listener = peerUser(socket);
  if (!isTrusted(listener)) {
    socket.destroy();
    return untrusted(path, listener);
  }
  return ok(createStreamTransport(socket, MAX_ANSWER_BYTES));
}

/** `undefined` where there is no socket. */
function socketOwner(path: string): number | undefined {
  try {
    const status = lstatSync(path);
    return status.isSocket() ? status.uid : undefined;
  } catch {
    return undefined;
  }
}

function untrusted(path: string, uid: number | undefined): Result<never> {
  return fail(
    'untrusted-engine',
    `The socket ${path} is of user ${uid ?? 'unknown'}, not of this one.`,
    'Run the command as the user who started Portcullis.',
  );
}
