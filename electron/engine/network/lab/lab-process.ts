/**
 * Starts the process on the other side, in a network namespace of its own, and talks to it: lines
 * of JSON, orders on its standard input, reports on its standard output.
 *
 * It never outlives us. The kernel kills it when the thread that started it ends (`setpriv
 * --pdeathsig`), and it ends by itself when its standard input does. With the process goes its
 * namespace, and with that the veth pair.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Failure } from '../../../contract/failure.ts';
import { fail, ok, type Result } from '../../../contract/result.ts';
import { TOOL_ENVIRONMENT } from '../ip-command.ts';
import { forbiddenNamespaces, NAMESPACE_WAYS, NO_NAMESPACE } from '../user-namespaces.ts';
import type { LabPlan } from './lab-plan.ts';

/** What the lab says of itself, one per line. */
export type LabReport =
  /** In its namespace, and able to configure it. */
  | { readonly state: 'waiting' }
  /** Set up as the plan says, and sending. */
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly why: string };

/** Beside this file in a checkout; once bundled, beside the host. */
const LAB_SCRIPT = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './lab.js', import.meta.url),
);
/** Given to the lab when it is to leave its parent's network namespace by itself. */
export const LEAVE_NETWORK = '--leave-network';
const PATIENCE_MS = 15_000;
const MAX_STDERR_CHARACTERS = 4_000;

export interface LabProcess extends AsyncDisposable {
  readonly pid: number;
  /** Sends the plan; resolves once the lab is set up and sends. */
  start(plan: LabPlan): Promise<Result<null>>;
  /** Resolves with a sentence when the process has ended. */
  readonly ended: Promise<string>;
}

/** Resolves when the lab waits, in its own network namespace, for its plan. */
export async function startLabProcess(): Promise<Result<LabProcess>> {
  let firstFailure: Failure | undefined;
  // The last is for root where user namespaces are restricted: the lab leaves by itself. No `unshare`
  // command in it, since AppArmor profiles may cripple what that starts.
  const ways = process.getuid?.() === 0 ? [...NAMESPACE_WAYS, []] : NAMESPACE_WAYS;
  for (const before of ways) {
    const lab = await tryWay(before);
    if (lab.ok) return lab;
    firstFailure ??= lab.error;
  }
  return refusedNamespaces(firstFailure?.details ?? '');
}

async function tryWay(before: readonly string[]): Promise<Result<LabProcess>> {
  const command = [...before, 'setpriv', '--pdeathsig', 'KILL', process.execPath, LAB_SCRIPT];
  if (before.length === 0) command.push(LEAVE_NETWORK);
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    // Electron's binary runs a script as Node does only when told so; a package keeps the fuse on
    // that this needs.
    env: { ...TOOL_ENVIRONMENT, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const conversation = converse(child);
  const first = await conversation.nextReport();
  if (first?.state === 'waiting' && child.pid !== undefined) {
    return ok(labProcess(child.pid, child, conversation));
  }
  child.kill('SIGKILL');
  const ending = await conversation.ended;
  return fail('playground-refused', ending, '', first?.state === 'failed' ? first.why : ending);
}

function labProcess(
  pid: number,
  child: ChildProcessWithoutNullStreams,
  conversation: Conversation,
): LabProcess {
  return {
    pid,
    ended: conversation.ended,
    start: async (plan) => {
      child.stdin.write(`${JSON.stringify(plan)}\n`);
      const report = await conversation.nextReport();
      if (report?.state === 'ready') return ok(null);
      return fail(
        'playground-refused',
        'The playground’s other side could not be set up.',
        'Report this with the details: it should not happen.',
        report?.state === 'failed' ? report.why : 'no answer in time',
      );
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await conversation.ended;
    },
  };
}

interface Conversation {
  /** Null when the lab ended, or did not speak in time. */
  nextReport(): Promise<LabReport | null>;
  readonly ended: Promise<string>;
}

function converse(child: ChildProcessWithoutNullStreams): Conversation {
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_CHARACTERS);
  });
  // Writing to a process that is gone is answered by its ending, not here.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      resolve(`The playground’s other side ${how}. ${stderr.trim()}`.trim());
    });
  });
  return {
    ended,
    nextReport: async () => {
      const next = await within(PATIENCE_MS, Promise.race([lines.next(), ended]));
      if (next === null || typeof next === 'string' || next.done) return null;
      return JSON.parse(next.value) as LabReport;
    },
  };
}

async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), timeoutMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function refusedNamespaces(details: string): Promise<Result<never>> {
  const { message, remedy } = (await forbiddenNamespaces()) ?? NO_NAMESPACE;
  return fail('playground-refused', message, remedy, details);
}
