/** Who may talk to a running engine, and whom a command talks to: real users on both ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { serve } from '../../electron/contract/serve.ts';
import { connectControlSocket } from '../../electron/engine/control-socket/connect-control-socket.ts';
import {
  ControlSocket,
  controlSocketPath,
} from '../../electron/engine/control-socket/control-socket.ts';
import { expectOk } from '../support/expect-ok.ts';
import { createFakeSession } from '../support/fake-session.ts';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { PrivateNetwork } from '../support/private-network.ts';

let network: PrivateNetwork;
let user: OrdinaryUser;
let runtimeDirectory: string;
let path: string;

beforeAll(async () => {
  network = await PrivateNetwork.open();
  user = await OrdinaryUser.create();
});

afterAll(async () => {
  await user[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
});

beforeEach(() => {
  runtimeDirectory = mkdtempSync(join(tmpdir(), 'portcullis-control-'));
  path = controlSocketPath(runtimeDirectory);
});

afterEach(() => {
  rmSync(runtimeDirectory, { recursive: true, force: true });
});

/** Asks for the state over the socket at its argument, and prints all that comes back. */
const ASK = `
const { createConnection } = require('node:net');
const text = Buffer.from(JSON.stringify({ id: 1, method: 'snapshot' }));
const header = Buffer.alloc(8);
header.writeUInt32LE(text.length);
const socket = createConnection(process.argv[1]);
socket.on('error', (error) => console.log(error.code));
socket.on('close', () => console.log('closed'));
socket.on('data', (piece) => { console.log(piece.subarray(5).toString()); socket.destroy(); });
socket.write(Buffer.concat([header, text]));
`;

async function asks(as: readonly string[]): Promise<string> {
  return network.run(...as, network.node, '-e', ASK, path);
}

it('lets root in and no other user, even where the files would', async () => {
  let clients = 0;
  const control = expectOk(
    await ControlSocket.listen({
      runtimeDirectory,
      onClient: (transport) => {
        clients += 1;
        serve(createFakeSession(), transport, () => {});
      },
    }),
  );
  try {
    expect(await asks([])).toContain('"ok":true');
    expect(clients).toBe(1);
    expect(await asks(user.command([]))).toMatch(/^EACCES\nclosed\n$/);
    // As if somebody had opened both by mistake.
    chmodSync(runtimeDirectory, 0o755);
    chmodSync(path, 0o666);
    expect(await asks(user.command([]))).toMatch(/^(EPIPE\n|ECONNRESET\n)?closed\n$/);
    expect(clients).toBe(1);
  } finally {
    await control.close();
  }
});

it('talks to no engine of another user', async () => {
  const server = createServer((socket) => socket.destroy());
  server.listen(path);
  await once(server, 'listening');
  try {
    chownSync(path, user.uid, user.gid);
    expect(await connectControlSocket(path)).toMatchObject({
      ok: false,
      error: { code: 'untrusted-engine', message: expect.stringContaining(String(user.uid)) },
    });
  } finally {
    server.close();
  }
});

it('looks at who listens, not only at the file', async () => {
  chmodSync(runtimeDirectory, 0o777);
  const listen =
    "require('node:net').createServer().listen(process.argv[1], () => console.log('on'))";
  const [program, words] = network.inside(...user.command([network.node, '-e', listen, path]));
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    chownSync(path, 0, 0);
    expect(await connectControlSocket(path)).toMatchObject({
      ok: false,
      error: { code: 'untrusted-engine', message: expect.stringContaining(String(user.uid)) },
    });
  } finally {
    child.kill('SIGKILL');
  }
});
