/**
 * How a window without the right to filter makes way for one that has it: the same program is
 * started through whoever asks for the password, and opens where this window was.
 */
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { ok, type Result } from '../contract/result.ts';
import { isRunning } from '../engine/host-process/is-running.ts';
import { ownProgram } from '../engine/privileges/succession/own-program.ts';
import { ANSWER_MS, type Succession } from '../engine/privileges/succession/succession.ts';
import { type Area, areaSchema } from './window-place.ts';

/** Detaching and saving takes less. */
const GONE_WITHIN_MS = 10_000;
const POLL_MS = 50;

const legacySchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
  bounds: v.optional(areaSchema),
});

/** What a successor is to know of the process before. */
export type Legacy = v.InferOutput<typeof legacySchema>;

/** What is needed of Electron's `app`. */
export interface SucceededApp {
  readonly isPackaged: boolean;
  getAppPath(): string;
  releaseSingleInstanceLock(): void;
  quit(): void;
}

export interface SuccessionParts {
  readonly app: SucceededApp;
  readonly process: {
    readonly pid: number;
    readonly execPath: string;
    readonly env: Readonly<Record<string, string | undefined>>;
  };
  /** Those of ours that this process was started with. */
  readonly words: readonly string[];
  /** Of the window, once there is one. */
  readonly bounds: () => Area | undefined;
  /** Tells whoever started this process whom to wait for instead. */
  readonly reportSuccessor: (pid: number) => void;
}

export function createSuccession(parts: SuccessionParts): Succession {
  const { app, process, words, bounds, reportSuccessor } = parts;
  return {
    command: () => [
      ...ownProgram({
        ...{ execPath: process.execPath, env: process.env, isPackaged: app.isPackaged },
        unpackaged: [process.execPath, app.getAppPath()],
      }),
      ...words,
    ],
    legacy: () => {
      const area = bounds();
      return { pid: process.pid, ...(area ? { bounds: area } : {}) } satisfies Legacy;
    },
    makeWay: (successorPid) => {
      reportSuccessor(successorPid);
      setTimeout(() => {
        // Before the end, so that the successor is not taken for a second start of this one.
        app.releaseSingleInstanceLock();
        app.quit();
      }, ANSWER_MS);
    },
  };
}

/**
 * Takes the ticket through `take` and waits until the predecessor is gone, so that what is one per
 * user (the single-instance lock, the browser's profile) is free. Should it hang, the start goes on
 * after a while: the engine's own lock says what is wrong. Fails as `take` does.
 */
export async function succeed(
  take: () => Result<unknown>,
  isAlive: (pid: number) => boolean = isRunning,
  goneWithinMs = GONE_WITHIN_MS,
): Promise<Result<Legacy>> {
  const taken = take();
  if (!taken.ok) return taken;
  // What our own predecessor wrote fits; anything else is a bug.
  const legacy = v.parse(legacySchema, taken.value);
  const giveUpAtMs = performance.now() + goneWithinMs;
  while (isAlive(legacy.pid) && performance.now() < giveUpAtMs) await delay(POLL_MS);
  return ok(legacy);
}
