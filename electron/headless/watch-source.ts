/** Where the packets of `portcullis watch` come from: the engine that runs, or one of its own. */
import { type Client, connect } from '../contract/connect.ts';
import type { Failure } from '../contract/failure.ts';
import { createMemoryTransportPair } from '../contract/memory-transport.ts';
import { ok, type Result } from '../contract/result.ts';
import { serve } from '../contract/serve.ts';
import type { Snapshot } from '../contract/state.ts';
import { connectRunning } from './commands/engine-access.ts';
import { printBug, printFailure } from './print-failure.ts';
import { runEngine } from './run-engine.ts';
import { startWithRights } from './start-with-rights.ts';
import { whenToldToStop } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

export interface WatchSource {
  readonly client: Client;
  readonly snapshot: Snapshot;
  /** The app's: with rules, on every interface that it filters. Otherwise it has none. */
  readonly isRunning: boolean;
  /** Resolves when a signal asks for the end. */
  readonly stopped: Promise<void>;
}

/**
 * Runs `watch` on the engine that runs if it holds the interface, or if none is named; otherwise on
 * one of its own. `words` are the verb's, to start it anew with the rights it needs. Answers the exit
 * status.
 */
export async function withWatchSource(
  interfaceName: string | undefined,
  words: readonly string[],
  watch: (source: WatchSource) => Promise<number>,
): Promise<number> {
  const running = await connectRunning();
  if (running.ok) {
    const client = running.value;
    try {
      const snapshot = await client.call('snapshot');
      if (!snapshot.ok) return printFailure(snapshot.error);
      if (interfaceName === undefined || isHeld(snapshot.value, interfaceName)) {
        const stopped = whenToldToStop();
        return await watch({ client, snapshot: snapshot.value, isRunning: true, stopped });
      }
    } finally {
      client.close();
    }
  }
  if (interfaceName === undefined) {
    if (running.ok || running.error.code === 'not-running') {
      throw new UsageError('Name the interface to watch, as no Portcullis is running.');
    }
    return printFailure(running.error);
  }
  const status = await startWithRights('watch', words);
  return status ?? watchHere(watch);
}

function watchHere(watch: (source: WatchSource) => Promise<number>): Promise<number> {
  return runEngine(
    () => ok({ interfaces: [], playground: false, ephemeral: true }),
    async ({ engine, stopped }) => {
      const [host, end] = createMemoryTransportPair();
      serve(engine.openSession(), host, printBug);
      const client = connect(end);
      try {
        const snapshot = await client.call('snapshot');
        const able = withoutWindow(snapshot);
        if (!able.ok) return printFailure(able.error);
        return await watch({ client, snapshot: able.value, isRunning: false, stopped });
      } finally {
        client.close();
      }
    },
  );
}

function isHeld({ attachments }: Snapshot, name: string): boolean {
  return attachments.some((each) => each.interface === name);
}

/** There is no window here to unlock it in. */
function withoutWindow(snapshot: Result<Snapshot>): Result<Snapshot> {
  const unable: Failure | undefined = snapshot.ok ? snapshot.value.engine.unable : undefined;
  if (!unable) return snapshot;
  if (unable.code !== 'missing-privileges') return { ok: false, error: unable };
  const remedy = 'Start it in a terminal, where sudo can ask for your password.';
  return { ok: false, error: { ...unable, remedy } };
}
