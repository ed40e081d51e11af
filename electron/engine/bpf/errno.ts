import { getSystemErrorName } from 'node:util';

/** `EPERM` for -1 (or 1): what a call of libbpf gave back, as a name. */
export function errnoName(result: number): string {
  const negative = result < 0 ? result : -result;
  try {
    return getSystemErrorName(negative);
  } catch {
    // Some of the kernel's own numbers, such as ENOTSUPP, have no name in libuv's table.
    return negative === -524 ? 'ENOTSUPP' : `errno ${-negative}`;
  }
}
