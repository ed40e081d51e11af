/**
 * Runs a program at a steady rate on a thread of its own, so that another can read meanwhile: in
 * bursts of a millisecond's worth, and waits in between. Tells how much it ran, and what CPU that took.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { bindLibbpf } from '../../../electron/engine/ffi/libbpf.ts';
import { openLibrary } from '../../../electron/engine/ffi/library.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { RESOURCES } from '../../support/paths.ts';
import { runTest } from '../dataplane/run-test.ts';

export interface FloodWork {
  readonly programFd: number;
  readonly frame: Uint8Array;
  readonly packets: number;
  readonly packetsPerSecond: number;
}

export interface FloodReport {
  readonly packets: number;
  readonly seconds: number;
  readonly cpuMicroseconds: number;
}

const BURST_MS = 1;

const { programFd, frame, packets, packetsPerSecond } = workerData as FloodWork;
const libbpf = bindLibbpf(expectOk(openLibrary('libbpf.so.1', `${RESOURCES}/lib`)));
const sleep = new Int32Array(new SharedArrayBuffer(4));
const startMs = performance.now();
const startCpu = process.threadCpuUsage();
let sent = 0;
while (sent < packets) {
  const dueMs = performance.now() - startMs + BURST_MS;
  const due = Math.min(packets, Math.ceil((dueMs * packetsPerSecond) / 1000));
  if (due > sent) {
    runTest(libbpf, programFd, {
      data_in: frame,
      data_size_in: frame.length,
      repeat: due - sent,
    });
    sent = due;
  }
  const aheadMs = (sent * 1000) / packetsPerSecond - (performance.now() - startMs);
  // A wait cannot be shorter than this thread needs to be woken again.
  if (aheadMs > 0.2) Atomics.wait(sleep, 0, 0, Math.min(aheadMs, BURST_MS));
}
const { user, system } = process.threadCpuUsage(startCpu);
parentPort?.postMessage({
  packets: sent,
  seconds: (performance.now() - startMs) / 1000,
  cpuMicroseconds: user + system,
} satisfies FloodReport);
