import type { HostProcess } from './host-process.ts';

/** After a Ctrl-C, which the terminal sends to the host as well. */
const INTERRUPT_GRACE_MS = 5_000;

/** Waits for a host and passes on our own wish to end. Answers its exit code. */
export async function untilEnded(host: HostProcess): Promise<number> {
  const stop = (signal: NodeJS.Signals): void => {
    const heardItself = signal === 'SIGINT' && host.sharesTerminal;
    setTimeout(host.stop, heardItself ? INTERRUPT_GRACE_MS : 0).unref();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    return await host.ended;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
