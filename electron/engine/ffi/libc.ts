/** The few calls of the C library that Node has no equivalent for. Declarations only. */
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');

/** An address in this process. Carries no type: what lies there is the caller's knowledge. */
export type Pointer = bigint;

// <sys/file.h>
export const LOCK_SH = 1;
export const LOCK_EX = 2;
export const LOCK_NB = 4;
/** 0, or -1 with errno. */
export const flock: (fd: number, operation: number) => number = libc.func(
  'int flock(int fd, int operation)',
);

// <sys/mman.h>
export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const MAP_SHARED = 1;
/** MAP_FAILED, as a pointer reads in JavaScript. */
export const MAP_FAILED = 0xffff_ffff_ffff_ffffn;
const mmapRaw = libc.func(
  'void *mmap(void *address, size_t length, int protection, int flags, int fd, int64_t offset)',
);
/** Gives the address of the mapping, or MAP_FAILED with errno. */
export function mmap(lengthBytes: number, protection: number, fd: number, offset: number): Pointer {
  return toPointer(mmapRaw(null, lengthBytes, protection, MAP_SHARED, fd, offset));
}
export const munmap: (address: Pointer, lengthBytes: number) => number = libc.func(
  'int munmap(void *address, size_t length)',
);
const MADV_DONTNEED = 4;
const madvise: (address: Pointer, lengthBytes: number, advice: number) => number = libc.func(
  'int madvise(void *address, size_t length, int advice)',
);
/** The whole pages among these bytes go back to the kernel, and read as zeroes until they are written. */
export function dropPages(bytes: Uint8Array<ArrayBuffer>): void {
  const pageBytes = BigInt(PAGE_BYTES);
  const start = toPointer(bytes);
  const first = ((start + pageBytes - 1n) / pageBytes) * pageBytes;
  const end = ((start + BigInt(bytes.byteLength)) / pageBytes) * pageBytes;
  if (end > first) madvise(first, Number(end - first), MADV_DONTNEED);
}

// <string.h>, in both directions, as koffi takes a Buffer or an address for a `void *`
export const copyIn: (to: Uint8Array, from: Pointer, sizeBytes: number) => unknown = libc.func(
  'void *memcpy(void *to, const void *from, size_t size)',
);
export const copyOut: (to: Pointer, from: Uint8Array, sizeBytes: number) => unknown = libc.func(
  'void *memcpy(void *to, const void *from, size_t size)',
);

// <unistd.h>
export const closeFd: (fd: number) => number = libc.func('int close(int fd)');
export const PAGE_BYTES: number = libc.func('long sysconf(int name)')(30 /* _SC_PAGESIZE */);
export const syscall3: (number: number, a: number, b: number, c: number) => number = libc.func(
  'syscall',
  'long',
  ['long', 'long', 'long', 'long'],
);

// <poll.h>
const POLLIN = 1;
const poll = libc.func('int poll(void *fds, unsigned long count, int timeout_ms)');
/**
 * On another thread: until there is something to read, or so long. Answers whether that could be waited
 * for: if not, it is over at once.
 */
export function untilReadable(fd: number, timeoutMs: number): Promise<boolean> {
  const fds = new Uint8Array(8);
  const view = new DataView(fds.buffer);
  view.setInt32(0, fd, true);
  view.setInt16(4, POLLIN, true);
  return new Promise((resolve) => {
    poll.async(fds, 1, timeoutMs, (error: unknown, ready: number) => {
      const events = view.getInt16(6, true);
      resolve(!error && (ready === 0 || (ready === 1 && events === POLLIN)));
    });
  });
}

// <sys/prctl.h>, <linux/prctl.h>
export const PR_CAP_AMBIENT = 47;
export const PR_CAP_AMBIENT_RAISE = 2;
export const PR_CAP_AMBIENT_LOWER = 3;
export const PR_CAP_AMBIENT_CLEAR_ALL = 4;
/** Acts on the calling thread. 0, or -1 with errno. */
export const prctl: (option: number, a: number, b: number, c: number, d: number) => number =
  libc.func(
    'int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)',
  );

export function lastErrno(): number {
  return koffi.errno();
}

function toPointer(value: unknown): Pointer {
  if (typeof value === 'bigint') return BigInt.asUintN(64, value);
  if (value === null) return 0n;
  return koffi.address(value as never);
}

// <time.h>
const CLOCK_BOOTTIME = 7;
const clockGettime = libc.func('int clock_gettime(int clock, _Out_ void *time)');
/** Nanoseconds since boot, with the time the machine slept. */
export function bootTimeNs(): bigint {
  const time = new BigInt64Array(2);
  clockGettime(CLOCK_BOOTTIME, new Uint8Array(time.buffer));
  return (time[0] as bigint) * 1_000_000_000n + (time[1] as bigint);
}
