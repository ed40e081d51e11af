/** A small server on the near end's address, for the lab's clients to talk to. */
import { createServer, type Server, type Socket } from 'node:net';
import { fail, ok, type Result } from '../../../contract/result.ts';
import { httpAnswer } from './conversations.ts';

/** Tried in this order: somebody may listen on all addresses already. */
const PORTS = [8088, 8089, 8090, 8091, 18_088, 28_088];
const MAX_CONNECTIONS = 16;
const CONVERSATION_TIMEOUT_MS = 4_000;

export interface NearListener extends AsyncDisposable {
  readonly port: number;
}

export async function listenNear(address: string): Promise<Result<NearListener>> {
  const connections = new Set<Socket>();
  let reason = '';
  for (const port of PORTS) {
    const server = createServer((connection) => answer(connection, connections));
    server.maxConnections = MAX_CONNECTIONS;
    const failed = await listen(server, port, address);
    if (failed === null)
      return ok({ port, [Symbol.asyncDispose]: () => close(server, connections) });
    reason = failed;
  }
  return fail(
    'playground-refused',
    `None of the ports ${PORTS.join(', ')} is free on the playground’s address.`,
    'Stop a server that listens on one of them, then start the playground again.',
    reason,
  );
}

function answer(connection: Socket, connections: Set<Socket>): void {
  connections.add(connection);
  connection.on('close', () => connections.delete(connection));
  // A filter that starts to drop in the middle of a conversation shows as an error here.
  connection.on('error', () => {});
  connection.setTimeout(CONVERSATION_TIMEOUT_MS, () => connection.destroy());
  connection.once('data', () => connection.end(httpAnswer('portcullis lab\n')));
}

function listen(server: Server, port: number, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(error.message));
    server.listen(port, address, () => resolve(null));
  });
}

async function close(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const connection of connections) connection.destroy();
  await closed;
}
