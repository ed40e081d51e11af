import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { PeerUid } from './access.ts';

/**
 * Which user holds the other end of a loopback IPv4 connection: the owner of the socket whose local
 * end is our remote end, as the kernel lists it. `undefined` if there is none of this kind (a socket
 * in another network namespace, or an IPv6 socket used for IPv4).
 */
export async function peerUid(socket: Socket): Promise<PeerUid> {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (!remoteAddress || !remotePort || !localAddress || !localPort) return undefined;
  const sockets = await readFile('/proc/net/tcp', 'latin1');
  return ownerOf(
    sockets,
    socketName(remoteAddress, remotePort),
    socketName(localAddress, localPort),
  );
}

/** Finds the uid column of the socket with these two ends in the text of /proc/net/tcp. */
export function ownerOf(sockets: string, local: string, remote: string): PeerUid {
  for (const line of sockets.split('\n')) {
    // sl, local_address, rem_address, st, tx:rx, tr:tm, retrnsmt, uid, ...
    const columns = line.trim().split(/\s+/);
    if (columns[1] === local && columns[2] === remote) return Number(columns[7]);
  }
  return undefined;
}

/** As /proc/net/tcp writes it: the address as one little-endian number, the port, both in hex. */
export function socketName(address: string, port: number): string {
  const bytes = address.split('.').map(Number).reverse();
  const hex = (value: number, digits: number) =>
    value.toString(16).toUpperCase().padStart(digits, '0');
  return `${bytes.map((byte) => hex(byte, 2)).join('')}:${hex(port, 4)}`;
}
