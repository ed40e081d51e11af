import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startHostProcess } from '../../../scripts/launch/host-process.ts';
import type { Privileges } from '../../../scripts/setup/privileges.ts';
import { StandInPrograms } from './stand-in-programs.ts';

const ORDINARY: Privileges = { kind: 'none', why: 'it is a test' };

let programs: StandInPrograms;

beforeEach(() => {
  programs = new StandInPrograms();
  vi.stubEnv('PATH', `${programs.directory}:${process.env.PATH}`);
});

afterEach(() => {
  vi.unstubAllEnvs();
  programs[Symbol.dispose]();
});

/** A host that is a shell script. */
function host(script: string): readonly string[] {
  return ['sh', '-c', script];
}

test('passes on what the host writes when it is ready, and its end', async () => {
  const started = startHostProcess(ORDINARY, host('echo \'{"port": 7}\' >&3; exit 3'));
  expect(await started.ended).toBe(3);
  const lasting = startHostProcess(ORDINARY, host('echo \'{"port": 7}\' >&3; exec sleep 60'));
  expect(await lasting.ready).toEqual({ port: 7 });
  lasting.stop();
  await lasting.ended;
});

test('ends a host with SIGTERM, which is a success', async () => {
  const obedient = startHostProcess(ORDINARY, host("echo '{}' >&3; exec sleep 60"));
  await obedient.ready;
  obedient.stop();
  expect(await obedient.ended).toBe(0);
  const orderly = startHostProcess(
    ORDINARY,
    host("trap 'exit 4' TERM; echo '{}' >&3; while :; do sleep 0.05; done"),
  );
  await orderly.ready;
  orderly.stop();
  expect(await orderly.ended).toBe(4);
});

test('a host that dies early is never ready', async () => {
  const started = startHostProcess(ORDINARY, host('exit 1'));
  expect(await started.ended).toBe(1);
  expect(await started.ready).toBeUndefined();
});

test('a wish to stop that comes when the host is gone and sudo is not does no harm', async () => {
  programs.add('sudo', 'while [ "$1" != env ]; do shift; done; "$@"; sleep 1; exit 5');
  const started = startHostProcess({ kind: 'sudo' }, host('echo "{\\"pid\\": $$}" >&3; sleep 0.2'));
  const { pid } = (await started.ready) as { pid: number };
  await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), { interval: 5 });
  started.stop();
  expect(await started.ended).toBe(5);
});
