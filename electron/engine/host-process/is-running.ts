import { readFileSync } from 'node:fs';

/**
 * Whether a process still runs. What is only left of one until its parent looks does not: in many
 * containers nobody ever does.
 */
export function isRunning(pid: number): boolean {
  try {
    // After the name, which is in brackets and may hold anything. <proc_pid_stat(5)>
    const [state] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1) ?? '';
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}
