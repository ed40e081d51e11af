/**
 * The engine: everything Portcullis does, without a window. A host starts one and gives each client
 * a session.
 */
import type { Session } from '../contract/api.ts';
import type { Result } from '../contract/result.ts';
import { EngineCore } from './engine-core.ts';
import type { EngineOptions } from './engine-options.ts';
import { createSession } from './session.ts';

export interface Engine {
  /** A new client. Disposing the session ends its streams, nothing else. */
  openSession(): Session;
  /** Detaches everything, ends the playground, saves, releases the lock. */
  stop(): Promise<void>;
}

/**
 * Starts as far as it can: without privileges or libbpf it runs and says so in `engine.unable`.
 * Fails only with `engine-locked`, `storage-failed` or,
 * for an interface in the options, `unknown-interface`.
 */
export async function startEngine(options: EngineOptions): Promise<Result<Engine>> {
  const started = await EngineCore.start(options);
  if (!started.ok) return started;
  const core = started.value;
  return { ok: true, value: { openSession: () => createSession(core), stop: () => core.stop() } };
}
