/** `portcullis install` and `uninstall`, for real, at the real paths of a machine of their own. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BOOTSTRAP_PATH as BOOTSTRAP } from '../../electron/engine/privileges/elevation.ts';
import {
  HOME,
  MANIFEST_PATH as MANIFEST,
  POLICY_PATH as POLICY,
} from '../../electron/engine/privileges/helper/installed-files.ts';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { RESOURCES } from '../support/paths.ts';
import { type Outcome, PrivateMachine } from '../support/private-machine.ts';

const ACTIONS = '/usr/share/polkit-1/actions';

describe('portcullis install', () => {
  const resources = new AsyncDisposableStack();
  let machine: PrivateMachine;
  let user: OrdinaryUser;

  beforeAll(async () => {
    machine = resources.use(await PrivateMachine.open());
    user = resources.use(await OrdinaryUser.create({ sudo: true }));
  });

  afterEach(() => machine.answerPkexec('allow'));
  afterAll(() => resources.disposeAsync());

  function portcullis(...words: readonly string[]): Promise<Outcome> {
    return machine.attempt(
      ...user.command([machine.node, `${machine.checkout}electron/headless/main.ts`, ...words]),
    );
  }

  /** On a terminal, where somebody types `answer`. All output in one. */
  function onTerminal(answer: string, ...words: readonly string[]): Promise<Outcome> {
    return onTerminalOf([], answer, ...words);
  }

  /** As `onTerminal`, started by `starter`. */
  function onTerminalOf(
    starter: readonly string[],
    answer: string,
    ...words: readonly string[]
  ): Promise<Outcome> {
    const main = [machine.node, `${machine.checkout}electron/headless/main.ts`, ...words];
    const typing = 'printf "%s\\n" "$1" | script --quiet --return --command "$0" /dev/null';
    return machine.attempt(
      ...starter,
      ...user.command(['sh', '-c', typing, main.join(' '), answer]),
    );
  }

  const everything = () => machine.list('/opt', '/usr/share/polkit-1');

  it('and uninstall, twice over, leave the file system as it was', async () => {
    const before = await everything();
    let installed: string | undefined;
    for (let round = 1; round <= 2; round += 1) {
      const put = await portcullis('install', '--yes');
      expect(put).toMatchObject({ status: 0, errors: expect.stringContaining('Installed.') });
      installed ??= await everything();
      expect(await everything()).toBe(installed);
      expect(await readInside(BOOTSTRAP)).toBe(readResource('bootstrap'));
      expect(await readInside(POLICY)).toBe(readResource('polkit.policy'));
      const status = await machine.run('stat', '-c', '%a %u:%g', BOOTSTRAP, POLICY, MANIFEST);
      expect(status).toBe('755 0:0\n644 0:0\n644 0:0\n');

      const removed = await portcullis('uninstall', '--yes');
      expect(removed).toMatchObject({ status: 0, errors: expect.stringContaining('Removed.') });
      expect(await everything()).toBe(before);
    }
    expect(installed).not.toBe(before);
  });

  it('says what will be put where, and does nothing when asked to show it', async () => {
    const before = await everything();
    const asked = await machine.pkexecQuestions();
    const { status, output } = await portcullis('install', '--show');
    expect(status).toBe(0);
    for (const path of [BOOTSTRAP, POLICY, MANIFEST]) expect(output).toContain(`  ${path}\n`);
    expect(output).toContain(`-rwxr-xr-x  ${BOOTSTRAP}`);
    expect(output).toContain(readResource('bootstrap'));
    expect(output).toContain(readResource('polkit.policy'));
    expect(await everything()).toBe(before);
    expect(await machine.pkexecQuestions()).toBe(asked);
  });

  it('asks on the terminal, and takes Enter for a no', async () => {
    const before = await everything();
    const { status, output } = await onTerminal('', 'install');
    expect(status).toBe(1);
    expect(output).toMatch(/-rwxr-xr-x {2}\/opt\/portcullis\/bootstrap/);
    expect(output).toMatch(/Put it in place\? \[y\/N\]/);
    expect(output).toMatch(/Nothing was changed\./);
    expect(await everything()).toBe(before);
  });

  it('goes through sudo where somebody sits at a terminal', async () => {
    const before = await everything();
    const asked = await machine.pkexecQuestions();
    expect((await onTerminal('y', 'install')).output).toMatch(/Installed\./);
    expect(await readInside(BOOTSTRAP)).toBe(readResource('bootstrap'));
    expect((await onTerminal('y', 'uninstall')).output).toMatch(/Removed\./);
    expect(await everything()).toBe(before);
    expect(await machine.pkexecQuestions()).toBe(asked);
  });

  it('wants a yes where there is no terminal', async () => {
    const { status, errors } = await portcullis('install');
    expect(status).toBe(2);
    expect(errors).toMatch(/no terminal to ask on; add --yes/);
  });

  it('is no failure when the password is not given', async () => {
    const before = await everything();
    await machine.answerPkexec('dismiss');
    const { status, errors } = await portcullis('install', '--yes');
    expect(status).toBe(1);
    expect(errors).toMatch(/Nothing was changed\.\n$/);
    expect(await everything()).toBe(before);
  });

  it('tells a user who may not', async () => {
    const before = await everything();
    await machine.answerPkexec('deny');
    const { status, errors } = await portcullis('install', '--yes');
    expect(status).toBe(1);
    expect(errors).toMatch(/This user may not change the machine\.\n {2}Ask an administrator/);
    expect(await everything()).toBe(before);
  });

  it('has nothing to do twice', async () => {
    expect((await portcullis('install', '--yes')).status).toBe(0);
    const asked = await machine.pkexecQuestions();
    const again = await portcullis('install', '--yes');
    expect(again).toMatchObject({ status: 0, errors: expect.stringContaining('already') });
    expect((await portcullis('uninstall', '--yes')).status).toBe(0);
    const gone = await portcullis('uninstall', '--yes');
    expect(gone).toMatchObject({ status: 0, errors: expect.stringContaining('Nothing of') });
    expect(await machine.pkexecQuestions()).toBe(asked + 1);
  });

  it('leaves nothing where the second of two places cannot be written', async () => {
    const before = await everything();
    const { status, errors } = await whileReadOnly(ACTIONS, () => portcullis('install', '--yes'));
    expect(status).toBe(1);
    expect(errors).toMatch(/could not be installed, and nothing was changed\.\n.*\n.*Read-only/);
    expect(await everything()).toBe(before);
  });

  it('keeps the older version where the newer cannot be put in place', async () => {
    const absent = await everything();
    await portcullis('install', '--yes');
    await machine.run('sh', '-c', `echo '# older' >>${BOOTSTRAP}`);
    const before = await everything();
    const { errors } = await whileReadOnly(ACTIONS, () => portcullis('install', '--yes'));
    expect(errors).toMatch(/replaces the helper of another version/);
    expect(errors).toMatch(/nothing was changed\.\n.*\n.*Read-only/);
    expect(await everything()).toBe(before);

    expect((await portcullis('install', '--yes')).status).toBe(0);
    expect(await readInside(BOOTSTRAP)).toBe(readResource('bootstrap'));
    expect((await portcullis('uninstall', '--yes')).status).toBe(0);
    expect(await everything()).toBe(absent);
  });

  it('gives its own reason, whatever else sudo has to say', async () => {
    const command = 'hostname no-such-machine; exec "$@"';
    const noise = ['unshare', '--uts', 'sh', '-c', command, 'sh'];
    const sudo = await machine.attempt(...noise, ...user.command(['sudo', 'true']));
    expect(sudo).toMatchObject({ status: 0, errors: expect.stringMatching(/^sudo: unable to/) });
    const before = await everything();
    const { output } = await whileReadOnly(ACTIONS, () => onTerminalOf(noise, 'y', 'install'));
    expect(output).toMatch(/could not be installed, and nothing was changed\.[\s\S]*\(.*Read-only/);
    expect(output).not.toContain('sudo did not let');
    expect(await everything()).toBe(before);
  });

  it('can be undone after that failed half-way', async () => {
    const before = await everything();
    await portcullis('install', '--yes');
    const failed = await whileReadOnly(HOME, () => portcullis('uninstall', '--yes'));
    expect(failed.status).toBe(1);
    expect(failed.errors).toMatch(/Not all of the helper could be removed\./);
    expect((await portcullis('uninstall', '--yes')).status).toBe(0);
    expect(await everything()).toBe(before);
  });

  /** As where the system's own files cannot be written. */
  async function whileReadOnly(path: string, act: () => Promise<Outcome>): Promise<Outcome> {
    await machine.run('mount', '--bind', path, path);
    await machine.run('mount', '-o', 'remount,bind,ro', path);
    const outcome = await act();
    await machine.run('umount', path);
    return outcome;
  }

  const readInside = (path: string) => machine.run('cat', path);
});

function readResource(name: string): string {
  return readFileSync(`${RESOURCES}/bootstrap/${name}`, 'utf8');
}
