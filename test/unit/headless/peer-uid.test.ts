import { connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { ownerOf, peerUid, socketName } from '../../../electron/headless/peer-uid.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 2 1
   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 3 1
`;

it('writes the ends of a socket as the kernel does', () => {
  expect(socketName('127.0.0.1', 8080)).toBe('0100007F:1F90');
  expect(socketName('192.0.2.10', 80)).toBe('0A0200C0:0050');
});

it('finds the owner of the socket with these ends, not of its counterpart', () => {
  expect(ownerOf(TABLE, '0100007F:C350', '0100007F:1F90')).toBe(1000);
  expect(ownerOf(TABLE, '0100007F:1F90', '0100007F:C350')).toBe(0);
  expect(ownerOf(TABLE, '0100007F:C351', '0100007F:1F90')).toBeUndefined();
  expect(ownerOf('', '0100007F:C350', '0100007F:1F90')).toBeUndefined();
});

it('recognises its own user at the other end of a real connection', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = connect((server.address() as { port: number }).port, '127.0.0.1');
  expect(await peerUid(await accepted)).toBe(process.getuid?.());
  client.destroy();
  server.close();
});
