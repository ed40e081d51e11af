/** In a terminal a verb that needs rights asks for them, through sudo, and goes on with them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { processesOf } from '../support/app-processes.ts';
import { eventually } from '../support/eventually.ts';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { PrivateMachine } from '../support/private-machine.ts';

it('watch asks, prints what it sees on that terminal, and leaves no sudo', async () => {
  await using machine = await PrivateMachine.open();
  await using user = await OrdinaryUser.create({ sudo: true });
  const terminal = start(machine, user, 'watch lo --count 2');
  await eventually(() => expect(terminal.output()).toContain('watching lo'));
  const running = processesOf(user.uid).map(({ arguments: words }) => words.join(' '));
  expect(running.filter((line) => /watch --no-ask lo --count 2/.test(line))).toHaveLength(1);
  expect(processesOf(0).filter(({ arguments: [program] }) => program === 'sudo')).toEqual([]);
  await machine.run('ping', '-c', '1', '127.0.0.1');
  expect(await terminal.status()).toBe(0);
  expect(terminal.output()).toContain('needs your password');
  expect(terminal.output()).toContain('127.0.0.1');
});

it('on a terminal that belongs to somebody else it works, and sudo has to stay', async () => {
  await using machine = await PrivateMachine.open();
  await using user = await OrdinaryUser.create({ sudo: true });
  const main = `${machine.checkout}electron/headless/main.ts`;
  const words = user.command([machine.node, main, 'watch', 'lo', '--count', '2']);
  const terminal = onTerminal(machine, [], words);
  await eventually(() => expect(terminal.output()).toContain('watching lo'));
  await machine.run('ping', '-c', '1', '127.0.0.1');
  expect(await terminal.status()).toBe(0);
  expect(terminal.output()).toContain('127.0.0.1');
});

it('its exit status is that of the verb', async () => {
  await using machine = await PrivateMachine.open();
  await using user = await OrdinaryUser.create({ sudo: true });
  const terminal = start(machine, user, 'watch eth77');
  expect(await terminal.status()).toBe(1);
  expect(terminal.output()).toContain('There is no interface "eth77"');
});

it('watch says what it lacks if nobody may give it, and serve goes on locked', async () => {
  await using machine = await PrivateMachine.open();
  await using user = await OrdinaryUser.create();
  await machine.run('rm', machine.pkexec);
  await machine.run('mount', '--bind', '/bin/false', '/usr/bin/sudo');
  const watching = start(machine, user, 'watch lo');
  expect(await watching.status()).toBe(1);
  expect(watching.output()).toContain('it lacks CAP_NET_ADMIN');
  const serving = start(machine, user, 'serve');
  await eventually(() => expect(serving.output()).toMatch(/enter\?code=/));
  serving.interrupt();
  expect(await serving.status()).toBe(0);
});

/** `portcullis WORDS` of this user, on a terminal of its own. */
function start(machine: PrivateMachine, user: OrdinaryUser, words: string) {
  const main = `${machine.checkout}electron/headless/main.ts`;
  return onTerminal(machine, user.command([]), [machine.node, main, words]);
}

/** A command on a new terminal that belongs to whom `as` makes it. */
function onTerminal(machine: PrivateMachine, as: readonly string[], words: readonly string[]) {
  const [program, rest] = machine.inside(
    ...as,
    ...['script', '--quiet', '--return', '--flush', '--command', `exec ${words.join(' ')}`],
    '/dev/null',
  );
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return {
    output: () => output,
    /** As the terminal's Ctrl-C does. */
    interrupt: () => child.stdin.write('\x03'),
    status: async () => (await ended)[0] as number,
  };
}
