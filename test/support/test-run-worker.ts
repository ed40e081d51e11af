/** Runs a program's test frames on a thread of its own, so that another can read meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { bindLibbpf } from '../../electron/engine/ffi/libbpf.ts';
import { openLibrary } from '../../electron/engine/ffi/library.ts';
import { testRun } from './test-run.ts';

interface Work {
  readonly programFd: number;
  readonly frames: readonly Uint8Array[];
  readonly repeat: number;
  readonly rounds: number;
}

const { programFd, frames, repeat, rounds } = workerData as Work;
const library = openLibrary('libbpf.so.1', '');
if (!library.ok) throw new Error(library.error.message);
const libbpf = bindLibbpf(library.value);
let produced = 0;
for (let round = 0; round < rounds; round += 1) {
  for (const frame of frames) {
    testRun(libbpf, programFd, frame, repeat);
    produced += repeat;
  }
}
parentPort?.postMessage(produced);
