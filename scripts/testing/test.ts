/** What `npm test` does once the npm packages are there, in order. */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  FILTER_CAPABILITIES,
  missingCapabilities,
} from '../../electron/engine/privileges/capabilities.ts';
import { NEEDS_TO_TEST, unmetNeeds } from '../setup/needs.ts';
import { asRoot, obtainPrivileges, type Privileges } from '../setup/privileges.ts';
import { runCommand } from '../setup/run-command.ts';
import { installPurpose, installSystemPackages } from '../setup/system-packages.ts';
import { listInWords } from '../setup/terminal.ts';
import { formatFailures } from './failures.ts';
import type { RunContext } from './run-test-tool.ts';
import type { SuiteOutcome } from './suite-outcome.ts';
import { BUILD, SUITES, type Suite } from './suites.ts';
import { addTotals, formatTotals, isSuccess, NOTHING_RAN, type Totals } from './totals.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CAPABILITIES_TO_TEST = { ...FILTER_CAPABILITIES, CAP_SYS_ADMIN: 21, CAP_SETUID: 7 };
/** Some systems forget a password after five minutes. */
const SUDO_REMINDER_MS = 60_000;

interface SuiteResult extends SuiteOutcome {
  readonly name: string;
  readonly seconds: number;
}

async function main(): Promise<number> {
  const suites = chooseSuites(process.argv.slice(2));
  if (!suites) return 2;

  const missing = unmetNeeds(NEEDS_TO_TEST);
  const privileges = await obtainPrivileges([
    ...(missing.length > 0 ? [installPurpose(missing)] : []),
    ...(suites.some((suite) => suite.needsRoot)
      ? ['run the tests that load programs into the kernel, inside namespaces of their own']
      : []),
  ]);
  // What stays missing fails in the tests that need it.
  await installSystemPackages(missing, privileges);

  const startedOn = new Date();
  const results = await runSuites(suites, privileges);
  if (privileges.kind === 'sudo') await giveBackFiles(startedOn);

  return summarize(results);
}

/** The suites of these names and the build; all of them without a name; undefined if a name is wrong. */
function chooseSuites(names: readonly string[]): readonly Suite[] | undefined {
  const known = SUITES.map((suite) => suite.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`No suite is called ${listInWords(unknown)}. There are ${listInWords(known)}.`);
    return undefined;
  }
  return names.length === 0
    ? SUITES
    : SUITES.filter((suite) => suite === BUILD || names.includes(suite.name));
}

async function runSuites(
  suites: readonly Suite[],
  privileges: Privileges,
): Promise<readonly SuiteResult[]> {
  const reports = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
  const reminder = setInterval(() => remindSudo(privileges), SUDO_REMINDER_MS).unref();
  const results: SuiteResult[] = [];
  let buildFailed = false;
  for (const suite of suites) {
    console.log(`\n── ${suite.name} ${'─'.repeat(70 - suite.name.length)}`);
    const whyAbsent = suite.whyAbsent?.(root);
    if (whyAbsent !== undefined) {
      console.log(`The suite ${suite.name} did not run. ${whyAbsent}`);
      continue;
    }
    const obstacle = buildFailed
      ? 'Not run, because the build failed.'
      : suite.needsRoot && whyNotRoot(privileges);
    const result = await runSuite(suite, { root, privileges, reports }, obstacle || undefined);
    if (suite === BUILD) buildFailed = result.failed > 0;
    results.push(result);
  }
  clearInterval(reminder);
  rmSync(reports, { recursive: true, force: true });
  return results;
}

/** A suite that an obstacle keeps from running has failed: nothing is skipped in silence. */
async function runSuite(
  suite: Suite,
  context: RunContext,
  obstacle: string | undefined,
): Promise<SuiteResult> {
  const startedAt = performance.now();
  let outcome: SuiteOutcome =
    obstacle === undefined ? await suite.run(context) : { ...NOTHING_RAN, failures: [] };
  if (outcome.passed + outcome.failed === 0) {
    console.error(obstacle ?? 'No test ran, which counts as a failure.');
    outcome = { ...outcome, failed: 1 };
  }
  return { name: suite.name, seconds: (performance.now() - startedAt) / 1000, ...outcome };
}

/** A whole sentence. Undefined if nothing is in the way. */
function whyNotRoot(privileges: Privileges): string | undefined {
  if (privileges.kind === 'none') return `These tests need root, and ${privileges.why}.`;
  if (privileges.kind === 'sudo') return undefined;
  const lacking = missingCapabilities(CAPABILITIES_TO_TEST);
  return lacking.length > 0
    ? `These tests need all of root's powers, and ${listInWords(lacking)} is missing here.`
    : undefined;
}

function remindSudo(privileges: Privileges): void {
  if (privileges.kind === 'sudo') void runCommand(['sudo', '-n', '-v']);
}

/** What the tests left in the checkout as root becomes the user's, as if he had run them. */
async function giveBackFiles(changedSince: Date): Promise<void> {
  const { uid, gid } = statSync(root);
  const since = `@${Math.floor(changedSince.getTime() / 1000)}`;
  await runCommand(
    asRoot({ kind: 'sudo' }, [
      ...['find', root, '-uid', '0', '-newerct', since],
      ...['-exec', 'chown', '--no-dereference', `${uid}:${gid}`, '{}', '+'],
    ]),
  );
}

/** Answers the exit code. The last line is for machines as well. */
function summarize(results: readonly SuiteResult[]): number {
  console.log(`\n${'─'.repeat(74)}`);
  // Here as well as where they happened: what keeps only the end of a long output keeps these.
  for (const { name, ...outcome } of results) {
    if (outcome.failed > 0) console.log(`${formatFailures(name, outcome)}\n`);
  }
  for (const { name, seconds, ...totals } of results) {
    const mark = isSuccess(totals) ? '✓' : '✗';
    console.log(
      `${mark} ${name.padEnd(14)}${formatTotals(totals).padEnd(44)}${seconds.toFixed(0).padStart(5)} s`,
    );
  }
  const totals = results.reduce<Totals>(addTotals, NOTHING_RAN);
  if (totals.skipped > 0) console.log('\nWhat was skipped counts as a failure of the whole.');
  console.log(`\n${formatTotals(totals)}`);
  return isSuccess(totals) ? 0 : 1;
}

process.exitCode = await main();
