/** The ways to the rights, found and gone by an ordinary user. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { PrivateMachine } from '../support/private-machine.ts';

/** Prints the way and the command for `cat /proc/self/status`, as JSON. */
const FIND = `
const { findElevation } = await import(process.argv[1]);
const found = findElevation();
const command = found?.command(['/bin/cat', '/proc/self/status']);
console.log(JSON.stringify(found ? { way: found.way, command } : {}));
`;

describe('an ordinary user', () => {
  const resources = new AsyncDisposableStack();
  let machine: PrivateMachine;
  let user: OrdinaryUser;

  beforeAll(async () => {
    machine = resources.use(await PrivateMachine.open());
    user = resources.use(await OrdinaryUser.create({ sudo: true }));
  });

  afterAll(() => resources.disposeAsync());

  const asUser = (...command: readonly string[]) => machine.run(...user.command(command));

  async function findElevation(...before: readonly string[]) {
    const module = `${machine.checkout}electron/engine/privileges/elevation.ts`;
    const node = [machine.node, '--input-type=module', '--eval', FIND, '--', module];
    const found = JSON.parse(await asUser(...before, ...node));
    return found as { readonly way?: string; readonly command: readonly string[] };
  }

  /** Goes the way that is found there, and tells which it was. */
  async function elevate(): Promise<string | undefined> {
    const { way, command } = await findElevation();
    const status = await asUser(...command);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) {
      expect(status).toContain(`${set}:\t000000c000001000\n`);
    }
    const { uid, gid } = user;
    expect(status).toContain(`Uid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
    expect(status).toMatch(
      new RegExp(`^Gid:\t${gid}\t${gid}\t${gid}\t${gid}\nFDSize.*\nGroups:\t${gid} $`, 'm'),
    );
    return way;
  }

  it('goes through pkexec, through the installed helper, and through sudo', async () => {
    expect(await elevate()).toBe('pkexec');
    expect(await machine.pkexecQuestions()).toBe(1);

    const main = `${machine.checkout}electron/headless/main.ts`;
    await machine.run(machine.node, main, 'install', '--yes');
    expect(await elevate()).toBe('bootstrap');
    expect(await machine.pkexecQuestions()).toBe(2);

    await machine.hidePkexec();
    expect(await elevate()).toBe('bootstrap');
    await machine.run(machine.node, main, 'uninstall', '--yes');
    expect(await elevate()).toBe('sudo');
    expect(await machine.pkexecQuestions()).toBe(2);
  });

  it('finds no way in a process that is barred from gaining rights', async () => {
    expect(await findElevation('setpriv', '--no-new-privs', '--')).toEqual({});
  });
});
