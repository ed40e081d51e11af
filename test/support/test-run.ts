import { testRun as tryRun } from '../../electron/engine/bpf/test-run.ts';
import type { Libbpf } from '../../electron/engine/ffi/libbpf.ts';

/** Runs a frame `repeat` times in the kernel; gives the last return value, or throws. */
export function testRun(
  libbpf: Libbpf,
  programFd: number,
  frame: Uint8Array,
  repeat: number,
): number {
  const returned = tryRun(libbpf, programFd, frame, repeat);
  if (returned < 0) throw new Error(`BPF_PROG_TEST_RUN failed with ${returned}`);
  return returned;
}
