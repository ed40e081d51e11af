/** A host without rights is unlocked from its page: another takes its place, at the same address. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import type { UnlockWay } from '../../electron/contract/privileges.ts';
import { expectTable, processesOf, roleOf, untilRunning } from '../support/app-processes.ts';
import { readCapabilityTable } from '../support/capability-table.ts';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { PrivateMachine } from '../support/private-machine.ts';
import { PageVisitor } from '../support/visit-page.ts';

const UNLOCKED = readCapabilityTable('Started by an ordinary user, and unlocked');
const LOCKED = readCapabilityTable('Started by an ordinary user, still locked');

interface LockedHost extends AsyncDisposable {
  readonly host: ChildProcess;
  readonly page: PageVisitor;
  /** Of the user, without the page. */
  processes(): ReturnType<typeof processesOf>;
}

describe.each<UnlockWay>(['bootstrap', 'pkexec', 'sudo'])('unlocked through %s', (way) => {
  it('goes on at the same address, with the rights and nothing else', async () => {
    await using machine = await PrivateMachine.open();
    await using user = await OrdinaryUser.create({ sudo: way === 'sudo' });
    await prepare(machine, way);
    await using locked = await startLocked(machine, user);
    const { host, page, processes } = locked;

    const before = expectOk(await page.call('snapshot'));
    expect(before.engine.recording).toBeDefined();
    expect(before.privileges).toMatchObject({ unlockBy: way, unlocking: false });
    expect(before.privileges.missing).toHaveLength(3);
    await expectTable(processes, LOCKED);
    expect(await status(machine, user)).toMatch(/^Locked/m);

    expect(expectOk(await page.call('unlock'))).toBe('unlocked');
    await page.reopen();
    const after = expectOk(await page.call('snapshot'));
    expect(after.engine.unable).toBeUndefined();
    expect(after.engine.recording).toBeUndefined();
    expect(after.privileges.missing).toEqual([]);
    expect(after.attachments).toMatchObject([{ state: 'attached' }]);

    await untilRunning(processes, ['host', 'host, locked', 'ip monitor', 'playground']);
    await expectTable(processes, UNLOCKED);
    expect(keepers(user)).toEqual([]);
    expect(readdirSync(`${user.runtimeDirectory}/portcullis`)).toEqual([
      'control.sock',
      'engine.lock',
    ]);
    expect(await status(machine, user)).toMatch(/^Filtering/m);

    // What is told to end is the one that was started first; the other goes with it.
    host.kill('SIGTERM');
    await once(host, 'exit');
    expect(processes().map(roleOf)).toEqual([]);
    expect(await machine.run('ip', 'link', 'show')).not.toContain('portcullis');
  });
});

describe('a successor', () => {
  it('is one, however often it is asked for', async () => {
    await using machine = await PrivateMachine.open();
    await using user = await OrdinaryUser.create();
    await using locked = await startLocked(machine, user);
    expect(expectOk(await locked.page.call('unlock'))).toBe('unlocked');
    // While the first is about to go.
    expect(expectOk(await locked.page.call('unlock'))).toBe('unlocked');
    expect(await machine.pkexecQuestions()).toBe(1);
  });

  it('that fails hands its exit status on', async () => {
    await using machine = await PrivateMachine.open();
    await using user = await OrdinaryUser.create();
    await using locked = await startLocked(machine, user, ['--interface', 'eth77']);
    expect(expectOk(await locked.page.call('unlock'))).toBe('unlocked');
    expect(await once(locked.host, 'exit')).toEqual([1, null]);
    expect(readdirSync(`${user.runtimeDirectory}/portcullis`)).toEqual(['engine.lock']);
  });
});

describe('what pkexec is answered', () => {
  it('a closed question is no error, and asks again when it is asked again', async () => {
    await using machine = await PrivateMachine.open();
    await using user = await OrdinaryUser.create();
    await machine.answerPkexec('dismiss');
    await using locked = await startLocked(machine, user);
    const { page } = locked;
    expect(expectOk(await page.call('unlock'))).toBe('cancelled');
    expect(expectOk(await page.call('snapshot')).privileges.unlocking).toBe(false);
    expect(expectOk(await page.call('snapshot')).engine.recording).toBeDefined();
    await machine.answerPkexec('allow');
    expect(expectOk(await page.call('unlock'))).toBe('unlocked');
    expect(await machine.pkexecQuestions()).toBe(2);
  });

  it('a no is said in a sentence, and everything goes on', async () => {
    await using machine = await PrivateMachine.open();
    await using user = await OrdinaryUser.create();
    await machine.answerPkexec('deny');
    await using locked = await startLocked(machine, user);
    const { page } = locked;
    expect(await page.call('unlock')).toMatchObject({
      ok: false,
      error: { code: 'unlock-refused', message: 'This user may not unlock Portcullis.' },
    });
    expect(expectOk(await page.call('snapshot')).engine.recording).toBeDefined();
  });

  it('without anybody to ask, the page is told so beforehand', async () => {
    await using machine = await PrivateMachine.open();
    await using user = await OrdinaryUser.create();
    await prepare(machine, 'sudo');
    await machine.run('mount', '--bind', '/dev/null', '/usr/bin/sudo');
    await using locked = await startLocked(machine, user);
    const { privileges } = expectOk(await locked.page.call('snapshot'));
    expect(privileges.unlockBy).toBeUndefined();
    expect(privileges.whyNot).toMatchObject({ code: 'unlock-refused' });
  });
});

/** What `portcullis status` of the user says. */
function status(machine: PrivateMachine, user: OrdinaryUser): Promise<string> {
  const main = `${machine.checkout}electron/headless/main.ts`;
  return machine.run(...user.command([machine.node, main, 'status']));
}

async function prepare(machine: PrivateMachine, way: UnlockWay): Promise<void> {
  if (way === 'bootstrap') {
    const main = `${machine.checkout}electron/headless/main.ts`;
    await machine.run(machine.node, main, 'install', '--yes');
  }
  if (way === 'sudo') await machine.run('rm', machine.pkexec);
}

/** `portcullis serve` of a user without a capability, and a page that is let in. */
async function startLocked(
  machine: PrivateMachine,
  user: OrdinaryUser,
  options: readonly string[] = ['--playground'],
): Promise<LockedHost> {
  await using undo = new AsyncDisposableStack();
  const node = (...words: readonly string[]) =>
    machine.inside(...user.command([machine.node, ...words]));
  const main = `${machine.checkout}electron/headless/main.ts`;
  const [program, words] = node(main, 'serve', ...options, '--ready-fd', '1');
  const host = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  undo.defer(async () => {
    host.kill('SIGTERM');
    if (host.exitCode === null && host.signalCode === null) await once(host, 'exit');
  });
  const output = createInterface({ input: host.stdout });
  const [ready] = (await once(output, 'line')) as [string];
  const [visitor, visitorWords] = node(`${machine.checkout}test/support/page-visitor.ts`);
  const page = undo.use(new PageVisitor([visitor, ...visitorWords]));
  await page.enter((JSON.parse(ready) as { enterUrl: string }).enterUrl);
  const resources = undo.move();
  return {
    host,
    page,
    processes: () =>
      processesOf(user.uid).filter(({ arguments: line }) => !/page-visitor/.test(line.join(' '))),
    [Symbol.asyncDispose]: async () => {
      await resources.disposeAsync();
      await eventually(() => expect(processesOf(user.uid)).toEqual([]));
    },
  };
}

/** Processes of root that stay for as long as this user's host runs, such as sudo. */
function keepers(user: OrdinaryUser): readonly string[] {
  return processesOf(0)
    .map(({ arguments: words }) => words.join(' '))
    .filter(
      (line) => line.includes(`--reuid=${user.uid}`) || /^\S*(sudo|pkexec|bootstrap)\b/.test(line),
    );
}
