/** `portcullis doctor --json` on the desk of a test network, on a machine that a script changed first. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Diagnosis, Finding } from '../../electron/contract/doctor.ts';
import { ROOT } from './paths.ts';
import type { TestNetwork } from './test-network.ts';

export interface DoctorRunOptions {
  /** Commands of a shell in a mount namespace of its own, where the checkout is at /mnt. */
  readonly setUp?: string;
  /** Put before the command, to run it with other rights. */
  readonly as?: readonly string[];
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface DoctorRun {
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
}

/** A prefix for a command that is to see what `script` mounts. */
export function onChangedMachine(script: string): string[] {
  return ['unshare', '--mount', 'sh', '-e', '-c', `${script}\nexec "$@"`, 'sh'];
}

/** Runs it to its end. */
export async function runDoctor(
  network: TestNetwork,
  { setUp = '', as = [], words = [], environment = {} }: DoctorRunOptions = {},
): Promise<DoctorRun> {
  const home = mkdtempSync(join(tmpdir(), 'portcullis-home-'));
  const program = ['/mnt/node_modules/.bin/node', '/mnt/electron/headless/main.ts'];
  const child = network.spawn(
    'desk',
    [
      ...onChangedMachine(`mount --bind '${ROOT}' /mnt\n${setUp}`),
      ...[...as, ...program, 'doctor', ...words],
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home, ...environment },
    },
  );
  try {
    if (!child.stdout || !child.stderr) throw new Error('the doctor has no output');
    const [output, errors, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { output, errors, status: status as number | null };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** What it found, with ways to look into it. */
export class Examination {
  readonly diagnosis: Diagnosis;
  readonly status: number | null;

  private constructor(diagnosis: Diagnosis, status: number | null) {
    this.diagnosis = diagnosis;
    this.status = status;
  }

  static async of(network: TestNetwork, options: DoctorRunOptions = {}): Promise<Examination> {
    const run = await runDoctor(network, { ...options, words: ['--json'] });
    if (!run.output) throw new Error(`the doctor said nothing but: ${run.errors}`);
    return new Examination(JSON.parse(run.output) as Diagnosis, run.status);
  }

  /** The only finding of this check, of the machine and process or of one interface. */
  readonly find = (check: string, interfaceName?: string): Finding =>
    findOnly(this.diagnosis.findings, check, interfaceName);

  get faults(): string[] {
    const { findings } = this.diagnosis;
    return findings.filter(({ state }) => state === 'fault').map(({ check }) => check);
  }
}

/** Throws unless there is exactly one. */
export function findOnly(
  findings: readonly Finding[],
  check: string,
  interfaceName?: string,
): Finding {
  const found = findings.filter(
    (finding) => finding.check === check && finding.interface === interfaceName,
  );
  if (found.length === 1 && found[0]) return found[0];
  const all = findings.map((each) => `${each.interface ?? ''} ${each.check}: ${each.sentence}`);
  throw new Error(`there are ${found.length} findings of "${check}" in\n${all.join('\n')}`);
}
