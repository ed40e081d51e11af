import type { Libbpf } from '../ffi/libbpf.ts';

const EINTR = 4;
const MAX_INTERRUPTIONS = 100;

/**
 * BPF_PROG_TEST_RUN: runs a frame `repeat` times through a program in the kernel, attached or not;
 * gives what it returned the last time, as an unsigned number, or a negative errno.
 */
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
  for (let again = 0; result === -EINTR && again < MAX_INTERRUPTIONS; again += 1) {
    result = libbpf.testRun(programFd, run);
  }
  return result < 0 ? result : run.retval;
}
