import { isRunning } from './is-running.ts';

const LOOK_MS = 500;

/**
 * Ends this process, as SIGTERM does, once that one is gone: whoever started us may be killed, or go
 * with its terminal, before it could tell us to.
 */
export function endWith(pid: number): void {
  const timer = setInterval(() => {
    if (isRunning(pid)) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  timer.unref();
}
