import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';

/** Numbers that libuv's table lacks, which is made for files and sockets. ENOTSUPP is the kernel's own. */
const OTHERS = new Map([
  ...Object.entries(constants.errno).map(([name, number]) => [number, name] as const),
  [524, 'ENOTSUPP'] as const,
]);

/** `EPERM` for -1 (or 1): what a call of libbpf gave back, as a name. Not of 0, which is no error. */
export function errnoName(result: number): string {
  const number = Math.abs(result);
  const name = getSystemErrorName(-number);
  // Some versions of Node give a sentence for what they do not know.
  return /^E[A-Z0-9]+$/.test(name) ? name : (OTHERS.get(number) ?? `errno ${number}`);
}
