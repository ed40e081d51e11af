/**
 * How this host is succeeded by one with the rights to filter: the same program serves the same pages
 * at the same address, and this process stays only to end with it.
 */
import * as v from 'valibot';
import { ok, type Result } from '../contract/result.ts';
import { endWith } from '../engine/host-process/end-with.ts';
import { ANSWER_MS, type Succession } from '../engine/privileges/succession/succession.ts';
import { takeOver } from '../engine/privileges/succession/take-over.ts';
import type { Access, KnownSession } from './access.ts';
import { thisProgram } from './this-program.ts';

const MAX_SESSIONS = 64;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const legacySchema = v.strictObject({
  pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  sessions: v.pipe(
    v.array(
      v.strictObject({
        digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
        uid: v.optional(v.number()),
      }),
    ),
    v.maxLength(MAX_SESSIONS),
  ),
});

/** What a successor goes on with. */
export interface Legacy {
  /** The process before, which stays to end with this one. */
  readonly pid: number;
  readonly port: number;
  readonly sessions: readonly KnownSession[];
}

/** Takes the ticket. Fails with `bad-request`. */
export function receiveLegacy(runtimeDirectory: string, ticket: string): Result<Legacy> {
  const taken = takeOver(runtimeDirectory, ticket, { isAwaited: true });
  // What our own predecessor wrote fits; anything else is a bug.
  if (!taken.ok) return taken;
  const legacy = v.parse(legacySchema, taken.value);
  endWith(legacy.pid);
  return ok(legacy);
}

export interface HeadlessSuccession extends Succession {
  /** Settles when a successor waits for this host to end. */
  readonly succeeded: Promise<void>;
  /**
   * Passes signals on to the successor, and gives its exit code; undefined if there is none. `told`:
   * whether a signal has already asked this host to end.
   */
  followSuccessor(told: () => boolean): Promise<number | undefined>;
}

/** `words` are those that this host was started with; `served` tells where its pages are. */
export function createSuccession(
  words: readonly string[],
  served: () => { readonly port: number; readonly access: Access },
): HeadlessSuccession {
  const { promise: succeeded, resolve: succeed } = Promise.withResolvers<void>();
  let successor: { readonly pid: number; readonly ended: Promise<number> } | undefined;
  return {
    command: () => [...thisProgram(), 'serve', ...words],
    legacy: () => {
      const { port, access } = served();
      return { pid: process.pid, port, sessions: access.sessions() } satisfies Legacy;
    },
    makeWay: (successorPid, ended) => {
      successor = { pid: successorPid, ended };
      setTimeout(succeed, ANSWER_MS);
    },
    succeeded,
    followSuccessor: async (told) => {
      if (!successor) return undefined;
      passSignals(successor.pid);
      // One that came while this host was still making way was meant for both.
      if (told()) signalTo(successor.pid, 'SIGTERM');
      return successor.ended;
    },
  };
}

function passSignals(pid: number): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => signalTo(pid, signal));
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile, and so shall we.
  }
}
