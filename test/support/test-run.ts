import type { Libbpf } from '../../electron/engine/ffi/libbpf.ts';

const EINTR = 4;

/** BPF_PROG_TEST_RUN: runs a frame `repeat` times in the kernel; gives the last return value. */
export function testRun(
  libbpf: Libbpf,
  programFd: number,
  frame: Uint8Array,
  repeat: number,
): number {
  const run = {
    sz: 0,
    data_in: frame,
    data_out: null,
    data_size_in: frame.length,
    data_size_out: 0,
    ctx_in: null,
    ctx_out: null,
    ctx_size_in: 0,
    ctx_size_out: 0,
    retval: 0,
    repeat,
    duration: 0,
    flags: 0,
    cpu: 0,
    batch_size: 0,
  };
  let result = libbpf.testRun(programFd, run);
  // A signal for this thread ends a long run, whomever it is for.
  for (let again = 0; result === -EINTR && again < 100; again += 1) {
    result = libbpf.testRun(programFd, run);
  }
  if (result !== 0) throw new Error(`BPF_PROG_TEST_RUN failed with ${result}`);
  return run.retval;
}
