import * as v from 'valibot';
import { type ApiHandlers, METHODS, type MethodName, type Session } from './api.ts';
import { failure } from './failure.ts';
import { err, fail, type Result } from './result.ts';
import type { Frame, Transport } from './transport.ts';
import { type Call, callSchema, MAX_CALL_CHARACTERS, type Reply } from './wire.ts';

/**
 * A client that is this far behind gets no more batches until it has caught up: a page that is busy
 * for a moment loses nothing, one that cannot keep up is never more than a second or two behind.
 */
export const MAX_PENDING_BYTES = 32 * 1024 * 1024;
/** One that is this far behind has stopped reading; events would fill the host's memory for nobody. */
const MAX_STALLED_BYTES = 2 * MAX_PENDING_BYTES;
/** Calls of one client that may be under way at once. */
const MAX_CONCURRENT_CALLS = 64;

/**
 * Connects one session of an engine to one client. Ends, and disposes the session, when the
 * transport closes; a frame that no honest client sends closes it, and so does a client that reads no
 * more. What `onBug` receives is a bug of
 * ours: the client learns only that there was one.
 */
export function serve(
  session: Session,
  transport: Transport,
  onBug: (method: string, error: unknown) => void,
): void {
  let running = 0;

  transport.onClose(() => session[Symbol.dispose]());
  session.onEvent((event, value) => {
    if (transport.bytesPending() > MAX_STALLED_BYTES) transport.close();
    else transport.send(JSON.stringify({ event, value }));
  });
  session.onBatch((frame, onSent) => {
    if (transport.bytesPending() > MAX_PENDING_BYTES) return false;
    transport.send(frame, onSent);
    return true;
  });

  transport.onFrame((frame) => {
    const call = readCall(frame);
    if (!call) {
      transport.close();
      return;
    }
    if (running >= MAX_CONCURRENT_CALLS) {
      reply(
        call.id,
        fail('bad-request', 'Too many calls at once.', 'Wait for the answers of earlier calls.'),
      );
      return;
    }
    running += 1;
    void runCall(session.handlers, call, onBug).then((result) => {
      running -= 1;
      reply(call.id, result);
    });
  });

  function reply(id: number, result: Result<unknown>): void {
    transport.send(JSON.stringify({ id, ...result } satisfies Reply));
  }
}

function readCall(frame: Frame): Call | undefined {
  if (typeof frame !== 'string' || frame.length > MAX_CALL_CHARACTERS) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return undefined;
  }
  const call = v.safeParse(callSchema, json);
  return call.success ? call.output : undefined;
}

async function runCall(
  handlers: ApiHandlers,
  { method, args }: Call,
  onBug: (method: string, error: unknown) => void,
): Promise<Result<unknown>> {
  if (!Object.hasOwn(METHODS, method)) {
    return fail(
      'unknown-method',
      `There is no method "${method}".`,
      'Use a client of the same version.',
    );
  }
  const name = method as MethodName;
  const parsed = v.safeParse(METHODS[name].args, args);
  if (!parsed.success) return err(badArguments(name, parsed.issues));
  try {
    const handler = handlers[name] as (args: unknown) => Promise<Result<unknown>>;
    return await handler(parsed.output);
  } catch (error) {
    onBug(name, error);
    return fail(
      'internal',
      `Something went wrong inside Portcullis (${name}).`,
      'Please report this as a bug.',
      String(error),
    );
  }
}

function badArguments(method: MethodName, issues: readonly v.BaseIssue<unknown>[]) {
  const issue = deepestIssue(issues);
  const path = issue ? (v.getDotPath(issue as v.BaseIssue<unknown>) ?? '') : '';
  const what = issue?.message ?? 'not understood';
  return failure(
    'bad-request',
    `${path ? `${path}: ` : ''}${what}`,
    `Check the arguments of ${method} and try again.`,
  );
}

/** Of a union that nothing fits, the branch that came furthest says most. */
function deepestIssue(issues: readonly v.BaseIssue<unknown>[]): v.BaseIssue<unknown> | undefined {
  let best: v.BaseIssue<unknown> | undefined;
  for (const issue of issues) {
    const nested = issue.issues ? deepestIssue(issue.issues) : undefined;
    const candidate = nested
      ? { ...nested, path: [...(issue.path ?? []), ...(nested.path ?? [])] as never }
      : issue;
    if (!best || (candidate.path?.length ?? 0) > (best.path?.length ?? 0)) best = candidate;
  }
  return best;
}
