/** A command's way to the engine: the one that runs, or else one that only edits what is saved. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, connect } from '../../contract/connect.ts';
import { createMemoryTransportPair } from '../../contract/memory-transport.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { serve } from '../../contract/serve.ts';
import { connectControlSocket } from '../../engine/control-socket/connect-control-socket.ts';
import { controlSocketPath } from '../../engine/control-socket/control-socket.ts';
import { notRunning } from '../../engine/control-socket/not-running.ts';
import { startEngine } from '../../engine/engine.ts';
import { existingRuntimeDirectory, processSurroundings } from '../../engine/storage/directories.ts';
import { describeHolder, findLockHolder } from '../../engine/storage/engine-lock.ts';
import { printBug } from '../print-failure.ts';
import { engineSurroundings } from '../surroundings.ts';
import type { Report } from './report.ts';

/** An engine has the lock before it listens; loading the filter lies between. */
const STARTING_MS = 3_000;
const POLL_MS = 100;

export interface EngineAccess {
  readonly client: Client;
  /** false: nothing is filtered now, and what is changed takes effect at the next start. */
  readonly isRunning: boolean;
}

/**
 * Runs a command on the engine that runs. Where there is none and `orSaved` is set, it edits what is
 * saved, under the engine's lock. Answers the exit status.
 */
export async function withEngine(
  report: Report,
  { orSaved }: { readonly orSaved: boolean },
  command: (access: EngineAccess) => Promise<number>,
): Promise<number> {
  const connected = await connectRunning();
  if (!connected.ok) {
    const nobodyRuns = connected.error.code === 'not-running';
    return nobodyRuns && orSaved ? withSaved(report, command) : report.fail(connected.error);
  }
  const client = connected.value;
  try {
    return await command({ client, isRunning: true });
  } finally {
    client.close();
  }
}

/** Fails with `not-running`, `untrusted-engine`, or `engine-locked` for an engine that does not listen. */
export async function connectRunning(): Promise<Result<Client>> {
  const directory = await existingRuntimeDirectory(processSurroundings());
  if (directory === undefined) return notRunning();
  const giveUpAtMs = performance.now() + STARTING_MS;
  for (;;) {
    const transport = await connectControlSocket(controlSocketPath(directory));
    if (transport.ok) return ok(connect(transport.value));
    if (transport.error.code !== 'not-running') return transport;
    const holder = findLockHolder(directory);
    if (!holder) return transport;
    if (performance.now() > giveUpAtMs) {
      return fail(
        'engine-locked',
        `Portcullis is running (${describeHolder(holder)}), but takes no commands.`,
        'Use its window, or quit it and start it again.',
      );
    }
    await delay(POLL_MS);
  }
}

async function withSaved(
  report: Report,
  command: (access: EngineAccess) => Promise<number>,
): Promise<number> {
  const surroundings = await engineSurroundings();
  if (!surroundings.ok) return report.fail(surroundings.error);
  const started = await startEngine({ ...surroundings.value, configurationOnly: true });
  if (!started.ok) return report.fail(started.error);
  const engine = started.value;
  const [host, end] = createMemoryTransportPair();
  serve(engine.openSession(), host, printBug);
  const client = connect(end);
  try {
    return await command({ client, isRunning: false });
  } finally {
    client.close();
    await engine.stop();
  }
}
