import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startHostProcess } from '../../../electron/engine/host-process/host-process.ts';
import { hostRights } from '../../../scripts/setup/privileges.ts';
import { eventually } from '../../support/eventually.ts';
import { StandInPrograms } from '../scripts/stand-in-programs.ts';

const ORDINARY = hostRights({ kind: 'none', why: 'it is a test' });
const THROUGH_SUDO = hostRights({ kind: 'sudo' });

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

/** Runs what comes after its own words, and stays until that has ended, as the real one does. */
const SUDO = 'until [ "$(basename -- "$1")" = env ]; do shift; done; "$@"';

test('a host that was started through sudo outlives it, and leaves its exit code', async () => {
  programs.add('sudo', `${SUDO}; echo gone >${programs.directory}/sudo-ended`);
  const started = startHostProcess(
    THROUGH_SUDO,
    host(`echo "{\\"pid\\": $$}" >&3; while [ ! -e ${programs.directory}/go ]; do sleep 0.05; done
      echo 6 >"$PORTCULLIS_REPORT/exit"`),
  );
  const { pid } = (await started.ready) as { pid: number };
  await eventually(() => expect(existsSync(`${programs.directory}/sudo-ended`)).toBe(true));
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  expect(started.sharesTerminal).toBe(false);
  programs.add('go', '');
  expect(await started.ended).toBe(6);
});

test('a host that was started through sudo is stopped by its own process id', async () => {
  programs.add('sudo', SUDO);
  const started = startHostProcess(
    THROUGH_SUDO,
    host(`trap 'echo 0 >"$PORTCULLIS_REPORT/exit"; exit' TERM; echo '{}' >&3
      while :; do sleep 0.05; done`),
  );
  await started.ready;
  started.stop();
  expect(await started.ended).toBe(0);
});

test('a host that was started through sudo and killed has failed', async () => {
  programs.add('sudo', SUDO);
  const started = startHostProcess(THROUGH_SUDO, host('echo "{\\"pid\\": $$}" >&3; exec sleep 60'));
  const { pid } = (await started.ready) as { pid: number };
  process.kill(pid, 'SIGKILL');
  expect(await started.ended).toBe(137);
});

test('waits for the process that takes the place of the one it started', async () => {
  const started = startHostProcess(
    ORDINARY,
    host(`setsid --fork sh -c 'echo $$ >"$PORTCULLIS_REPORT/successor"; exec sleep 60'
      until [ -s "$PORTCULLIS_REPORT/successor" ]; do sleep 0.05; done; echo '{}' >&3`),
  );
  await started.ready;
  let over = false;
  void started.ended.then(() => {
    over = true;
  });
  await setTimeout(300);
  expect(over).toBe(false);
  started.stop();
  expect(await started.ended).toBe(0);
});

test('a sudo that refuses is the end', async () => {
  programs.add('sudo', 'exit 5');
  const started = startHostProcess(THROUGH_SUDO, host('exit 0'));
  expect(await started.ended).toBe(5);
  expect(await started.ready).toBeUndefined();
});
