/**
 * How this host is succeeded by one with the rights to filter: the same program serves the same pages
 * at the same address, and this process stays only to end with it.
 */
import { dirname, join, sep } from 'node:path';
import * as v from 'valibot';
import { ok, type Result } from '../contract/result.ts';
import type { Succession } from '../engine/privileges/succession.ts';
import { takeOver } from '../engine/privileges/take-over.ts';
import type { Access, KnownSession } from './access.ts';

const MAX_SESSIONS = 64;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const legacySchema = v.strictObject({
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
  readonly port: number;
  readonly sessions: readonly KnownSession[];
}

/** Takes the ticket. Fails with `bad-request`. */
export function receiveLegacy(runtimeDirectory: string, ticket: string): Result<Legacy> {
  const taken = takeOver(runtimeDirectory, ticket);
  // What our own predecessor wrote fits; anything else is a bug.
  return taken.ok ? ok(v.parse(legacySchema, taken.value)) : taken;
}

export interface HeadlessSuccession extends Succession {
  /** Settles when a successor waits for this host to end. */
  readonly succeeded: Promise<void>;
  /** Passes signals on to the successor, and settles when it is gone. At once if there is none. */
  followSuccessor(): Promise<void>;
}

/** `words` are those that this host was started with; `served` tells where its pages are. */
export function createSuccession(
  words: readonly string[],
  served: () => { readonly port: number; readonly access: Access },
): HeadlessSuccession {
  const { promise: succeeded, resolve: succeed } = Promise.withResolvers<void>();
  let follow: () => Promise<void> = async () => {};
  return {
    command: () => [...ownProgram(), 'serve', ...words],
    legacy: () => {
      const { port, access } = served();
      return { port, sessions: access.sessions() } satisfies Legacy;
    },
    makeWay: (successorPid, ended) => {
      follow = () => passSignals(successorPid, ended);
      succeed();
    },
    succeeded,
    followSuccessor: () => follow(),
  };
}

/** The file that is to be started again: in a package its start script or the image itself. */
function ownProgram(): readonly string[] {
  const { APPIMAGE, APPDIR } = process.env;
  // Both pass on to whatever an AppImage starts, so another one's are no sign of ours.
  if (APPIMAGE && APPDIR && process.execPath.startsWith(APPDIR + sep)) return [APPIMAGE];
  if (process.versions.electron) return [join(dirname(process.execPath), 'portcullis')];
  return [process.execPath, process.argv[1] ?? ''];
}

async function passSignals(pid: number, ended: Promise<void>): Promise<void> {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile, and so shall we.
      }
    });
  }
  await ended;
}
