import type { Libbpf, TestRun } from '../../../electron/engine/ffi/libbpf.ts';

const EINTR = -4;
const MAX_TRIES = 10;

const NOTHING: TestRun = {
  sz: 0,
  data_in: new Uint8Array(0),
  data_out: null,
  data_size_in: 0,
  data_size_out: 0,
  ctx_in: null,
  ctx_out: null,
  ctx_size_in: 0,
  ctx_size_out: 0,
  retval: 0,
  repeat: 1,
  duration: 0,
  flags: 0,
  cpu: 0,
  batch_size: 0,
};

/** BPF_PROG_TEST_RUN; gives the kernel's whole nanoseconds per run. Again where a signal cut it short. */
export function runTest(libbpf: Libbpf, programFd: number, options: Partial<TestRun>): number {
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    const run = { ...NOTHING, ...options };
    const result = libbpf.testRun(programFd, run);
    if (result === 0) return run.duration;
    if (result !== EINTR) throw new Error(`BPF_PROG_TEST_RUN failed with ${result}.`);
  }
  throw new Error('BPF_PROG_TEST_RUN was interrupted again and again.');
}
