/** What the kernel knows of the other end of a UNIX socket. Declarations only. */
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');

// <sys/socket.h>
export const SOL_SOCKET = 1;
export const SO_PEERCRED = 17;

/** `struct ucred` as 32-bit numbers: pid, uid, gid. */
export const UCRED_NUMBERS = 3;
export const UCRED_UID = 1;

/** 0, or -1 with errno. `sizeBytes` is one number, in and out. */
export const getSocketOption: (
  fd: number,
  level: number,
  option: number,
  value: Uint32Array,
  sizeBytes: Uint32Array,
) => number = libc.func('getsockopt', 'int', ['int', 'int', 'int', 'void *', 'void *']);
