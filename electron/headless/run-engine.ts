import type { Result } from '../contract/result.ts';
import { serve } from '../contract/serve.ts';
import { ControlSocket } from '../engine/control-socket/control-socket.ts';
import { type Engine, startEngine } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/engine-options.ts';
import { printBug, printFailure } from './print-failure.ts';
import { whenToldToStop } from './stop-signals.ts';
import { type EngineSurroundings, engineSurroundings } from './surroundings.ts';

export interface RunningEngine {
  readonly engine: Engine;
  readonly surroundings: EngineSurroundings;
  /** Resolves when a signal asks for the end. */
  readonly stopped: Promise<void>;
}

/**
 * Starts an engine for a verb, and stops it when the verb is done. Answers the exit status. `prepare`
 * gives what the verb decides about its engine. While it runs, it takes commands; but for one that
 * keeps nothing, which is the verb's own.
 */
export async function runEngine(
  prepare: (surroundings: EngineSurroundings) => Result<Partial<EngineOptions>>,
  verb: (running: RunningEngine) => Promise<number>,
): Promise<number> {
  // First of all, so that a signal during the start ends in an orderly stop as well.
  const stopped = whenToldToStop();
  const surroundings = await engineSurroundings();
  if (!surroundings.ok) return printFailure(surroundings.error);
  const options = prepare(surroundings.value);
  if (!options.ok) return printFailure(options.error);
  const started = await startEngine({ ...surroundings.value, ...options.value });
  if (!started.ok) return printFailure(started.error);
  const engine = started.value;
  const control = options.value.ephemeral
    ? undefined
    : await listenForCommands(engine, surroundings.value);
  try {
    return await verb({ engine, surroundings: surroundings.value, stopped });
  } finally {
    // Before the engine, whose lock lets the next one listen at the same place.
    await control?.close();
    // Last, whatever happened: nothing of ours stays attached.
    await engine.stop();
  }
}

/** The page and the filter do without it, so its failure is told and no more. */
async function listenForCommands(
  engine: Engine,
  { runtimeDirectory }: EngineSurroundings,
): Promise<ControlSocket | undefined> {
  const listening = await ControlSocket.listen({
    runtimeDirectory,
    onClient: (transport) => serve(engine.openSession(), transport, printBug),
  });
  if (listening.ok) return listening.value;
  printFailure(listening.error);
  return undefined;
}
