import { readFileSync } from 'node:fs';
import { runTool } from './run-tool.ts';

/**
 * Keeps this thread on one processor, the last of those it may use, until disposed. A thread that
 * moves leaves the receiving end's polling behind: two processors then share the work, the rate
 * doubles, and the queue overflows.
 */
export function onOneCpu(): Disposable {
  const allowed = allowedCpus();
  pin(allowed.split(/[,-]/).at(-1) ?? '0');
  return { [Symbol.dispose]: () => pin(allowed) };
}

/** The numbers of processors, as `0-3,6`. <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html> */
function allowedCpus(): string {
  const status = readFileSync('/proc/thread-self/status', 'latin1');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  if (list === undefined) throw new Error('The kernel does not say which processors may be used.');
  return list;
}

/** The main thread's number is that of its process, and only that thread is moved. */
function pin(cpus: string): void {
  runTool('taskset', ['--pid', '--cpu-list', cpus, String(process.pid)]);
}
