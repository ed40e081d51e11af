/**
 * The engine: everything Portcullis does, without a window. A host starts one and gives each client
 * a session.
 */
import type { Session } from '../contract/api.ts';
import type { Result } from '../contract/result.ts';
import { EngineCore } from './engine-core.ts';
import { createSession } from './session.ts';

export interface EngineOptions {
  readonly host: 'electron' | 'headless' | 'test';
  readonly version: string;
  /** Where rules and settings are kept: XDG config directory + /portcullis. */
  readonly configDirectory: string;
  /** Where the lock is: closed to other users. */
  readonly runtimeDirectory: string;
  /** Holds bpf/filter_xdp.bpf.o and, in a package, lib/. */
  readonly resourcesDirectory: string;
  /** Watch exactly these instead of the saved ones. */
  readonly interfaces?: readonly string[];
  /** true: start in the playground; false: never by itself. Absent: if no interface was ever chosen. */
  readonly playground?: boolean;
  /** No saved rules, no configuration file, no lock: what `watch` uses. */
  readonly ephemeral?: boolean;
}

export interface Engine {
  /** A new client. Disposing the session ends its streams, nothing else. */
  openSession(): Session;
  /** Detaches everything, ends the playground, saves, releases the lock. */
  stop(): Promise<void>;
}

/**
 * Starts as far as it can: without privileges or libbpf it runs and says so in `engine.unable`.
 * Fails only with `engine-locked` or `storage-failed`.
 */
export async function startEngine(options: EngineOptions): Promise<Result<Engine>> {
  const started = await EngineCore.start(options);
  if (!started.ok) return started;
  const core = started.value;
  return { ok: true, value: { openSession: () => createSession(core), stop: () => core.stop() } };
}
