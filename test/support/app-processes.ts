/** The processes of the app as it was really started, and what each of them is. */
import { expect } from 'vitest';
import { isRunning } from '../../electron/engine/host-process/is-running.ts';
import type { CapabilityTable } from './capability-table.ts';
import { eventually } from './eventually.ts';
import { type ProcessStatus, processIds, readStatus, readThreads } from './process-status.ts';

const MACHINE = readStatus(process.pid)?.userNamespace;
const SETS = ['inheritable', 'permitted', 'effective', 'bounding', 'ambient'] as const;
const START_MS = 40_000;

/** Everything that this user runs now. */
export function processesOf(uid: number): readonly ProcessStatus[] {
  return processIds()
    .map(readStatus)
    .filter((status) => status !== undefined)
    .filter((status) => status.uid === uid && isRunning(status.pid));
}

/**
 * What a process is, as a row of the tables in THREAT_MODEL.md, without the part after a comma that
 * tells its threads apart.
 */
export function roleOf({ arguments: words, userNamespace, effectiveCapabilities }: ProcessStatus) {
  const line = words.join(' ');
  if (/scripts\/launch\/\w+\.ts/.test(line)) return 'launcher';
  if (/headless\/main\.ts/.test(line)) {
    return effectiveCapabilities === 0n ? 'host, locked' : 'host';
  }
  if (/^ip monitor/.test(line)) return 'ip monitor';
  if (words.includes('portcullis-watchdog')) return 'watchdog';
  if (/lab\/main\.ts/.test(line)) return 'playground';
  if (/chrom|xdg-settings/.test(line)) {
    return userNamespace === MACHINE ? 'browser' : 'browser, sandboxed';
  }
  return `something unknown: ${line}`;
}

/** Waits until a process of each of these roles is there. */
export async function untilRunning(
  processes: () => readonly ProcessStatus[],
  roles: readonly string[],
): Promise<void> {
  await eventually(() => {
    const present = new Set(processes().map(roleOf));
    const missing = roles.filter((role) => !present.has(role));
    if (missing.length > 0) throw new Error(`${missing.join(' and ')} not there yet`);
  }, START_MS);
}

/**
 * Compares every thread of every process with the table. A process that is just starting puts its
 * capabilities down a moment later, and a renderer its seccomp filter on, so they get that moment.
 */
export async function expectTable(
  processes: () => readonly ProcessStatus[],
  table: CapabilityTable,
): Promise<void> {
  await eventually(() => {
    const present = processes();
    for (const process of present) expectRow(process, table);
    const renderers = present.filter(isRenderer);
    const hasBrowser = present.some((process) => roleOf(process).startsWith('browser'));
    expect(renderers.length > 0, 'a page').toBe(hasBrowser);
    for (const renderer of renderers) {
      expect(renderer.hasSeccompFilter).toBe(true);
      expect(renderer.effectiveCapabilities).toBe(0n);
    }
  });
  const words = processes().flatMap((process) => process.arguments);
  expect(words.filter((word) => /no-sandbox|disable-.*sandbox/.test(word))).toEqual([]);
}

function expectRow(process: ProcessStatus, table: CapabilityTable): void {
  const role = roleOf(process);
  for (const [thread, sets] of readThreads(process.pid)) {
    const part = thread === process.pid ? ', main thread' : ', other threads';
    const name = table.has(role) ? role : role + part;
    const row = table.get(name);
    if (!row) throw new Error(`no row for ${name}`);
    // What it holds in a user namespace of its own is nothing in the machine's.
    if (process.userNamespace !== MACHINE) expect(row.permitted, name).toEqual([0n]);
    else for (const set of SETS) expect(row[set], `${set} of ${name}`).toContain(sets[set]);
  }
}

function isRenderer({ arguments: words }: ProcessStatus): boolean {
  return words.includes('--type=renderer');
}
