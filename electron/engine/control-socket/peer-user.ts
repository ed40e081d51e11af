import type { Socket } from 'node:net';
import {
  getSocketOption,
  SO_PEERCRED,
  SOL_SOCKET,
  UCRED_NUMBERS,
  UCRED_UID,
} from '../ffi/libc-unix-socket.ts';

/**
 * The user at the other end of a UNIX socket, as the kernel noted when that end connected or listened
 * (SO_PEERCRED, unix(7)); `undefined` where it does not say.
 */
export function peerUser(socket: Socket): number | undefined {
  // Node has no public way to the descriptor of a connection. Without one, nobody is let in.
  const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly fd?: number } };
  if (handle?.fd === undefined || handle.fd < 0) return undefined;
  const credentials = new Uint32Array(UCRED_NUMBERS);
  const sizeBytes = new Uint32Array([credentials.byteLength]);
  const answer = getSocketOption(handle.fd, SOL_SOCKET, SO_PEERCRED, credentials, sizeBytes);
  return answer === 0 ? credentials[UCRED_UID] : undefined;
}

/** SECURITY: both ends of the control socket trust their own user and root, and nobody else. */
export function isTrusted(uid: number | undefined): boolean {
  return uid !== undefined && (uid === 0 || uid === process.geteuid?.());
}
