/** Every thread of every process of the app holds exactly what THREAT_MODEL.md says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRunning } from '../../electron/engine/host-process/is-running.ts';
import { expectTable, processesOf, roleOf, untilRunning } from '../support/app-processes.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../support/browser.ts';
import { readCapabilityTable } from '../support/capability-table.ts';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { PrivateMachine } from '../support/private-machine.ts';
import { PrivateNetwork } from '../support/private-network.ts';
import { processTree } from '../support/process-status.ts';
import { PageVisitor } from '../support/visit-page.ts';

const UNLOCKED = readCapabilityTable('Started by an ordinary user, and unlocked');
const LOCKED = readCapabilityTable('Started by an ordinary user, still locked');
const BY_ROOT = readCapabilityTable('Started by root, where root is the only user');

const FILTERING = [
  ...['launcher', 'host', 'ip monitor', 'playground'],
  ...['browser', 'browser, sandboxed'],
];

describe('the app in a browser window', () => {
  it('started by an ordinary user, through sudo', async () => {
    await using network = await PrivateNetwork.open();
    await using user = await OrdinaryUser.create({ sudo: true });
    await using display = await startVirtualDisplay();
    await using app = startApp(network, user.command([], variablesFor(user, display)));
    const processes = () => processesOf(user.uid);
    await untilRunning(processes, FILTERING);
    await expectTable(processes, UNLOCKED);
    expect(keepersOf(app, user)).toEqual([]);
  });

  it('ends with its launcher, whatever ends that', async () => {
    await using network = await PrivateNetwork.open();
    await using user = await OrdinaryUser.create({ sudo: true });
    await using display = await startVirtualDisplay();
    await using app = startApp(network, user.command([], variablesFor(user, display)));
    const processes = () => processesOf(user.uid);
    await untilRunning(processes, FILTERING);
    process.kill(app.pid, 'SIGKILL');
    await eventually(() => expect(processes().map(roleOf)).toEqual([]));
    expect(await network.run('ip', 'link', 'show')).not.toContain('portcullis');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends in order where %s comes to what `npm start` runs, and to nobody else',
    async (signal) => {
      await using network = await PrivateNetwork.open();
      await using display = await startVirtualDisplay();
      await using app = startApp(network, asRoot(display), 'scripts/start.mjs');
      await untilRunning(() => processTree(app.pid), FILTERING);
      expect(await network.run('ip', 'link', 'show')).toContain('prog/xdp');
      const processes = processTree(app.pid).map(({ pid }) => pid);
      process.kill(app.pid, signal);
      expect(await app.ended).toBe(0);
      expect(processes.filter(isRunning)).toEqual([]);
      expect(await network.run('ip', 'link', 'show')).not.toMatch(/portcullis|prog\/xdp/);
    },
  );

  it('started by an ordinary user who may not unlock it', async () => {
    await using network = await PrivateNetwork.open();
    await using user = await OrdinaryUser.create();
    await using display = await startVirtualDisplay();
    await using app = startApp(network, user.command([], variablesFor(user, display)));
    const processes = () => processesOf(user.uid);
    await untilRunning(processes, ['launcher', 'host, locked', 'browser', 'browser, sandboxed']);
    await expectTable(processes, LOCKED);
    expect(keepersOf(app, user)).toEqual([]);
  });

  it('started by an ordinary user, and unlocked through pkexec', async () => {
    await using machine = await PrivateMachine.open();
    await using user = await OrdinaryUser.create();
    await using display = await startVirtualDisplay();
    await using app = startApp(machine, user.command([], variablesFor(user, display)));
    const processes = () =>
      processesOf(user.uid).filter(({ arguments: words }) => !/page-visitor/.test(words.join(' ')));
    await untilRunning(processes, ['launcher', 'host, locked', 'browser', 'browser, sandboxed']);

    // A second page of the same user, let in by what the launcher was told.
    const visitor = `${machine.checkout}/test/support/page-visitor.ts`;
    const [program, words] = machine.inside(...user.command([machine.node, visitor]));
    using page = new PageVisitor([program, ...words]);
    await page.enter(await enterUrlOf(user));
    expect(expectOk(await page.call('unlock'))).toBe('unlocked');
    await untilRunning(processes, [...FILTERING, 'host, locked']);
    await expectTable(processes, UNLOCKED);
    expect(keepersOf(app, user)).toEqual([]);
  });

  it('started by root, where root is the only user', async () => {
    await using network = await PrivateNetwork.open();
    await using display = await startVirtualDisplay();
    await using app = startApp(network, asRoot(display));
    const processes = () => processTree(app.pid);
    await untilRunning(processes, FILTERING);
    await expectTable(processes, BY_ROOT);
    const [browserUid, ...more] = new Set(
      processes()
        .filter((process) => roleOf(process).startsWith('browser'))
        .map(({ uid }) => uid),
    );
    expect(more).toEqual([]);
    expect(browserUid).toBeGreaterThan(0);
    // And the three are enough.
    expect(await network.run('ip', 'link', 'show')).toContain('prog/xdp');
  });
});

/** Words in front of what root starts, with nothing of our own environment. */
function asRoot({ display, cookies }: VirtualDisplay): readonly string[] {
  const variables = { CI: '1', DISPLAY: display, XAUTHORITY: cookies };
  return [
    ...['env', '-i', `PATH=${process.env.PATH}`, 'HOME=/nonexistent'],
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
  ];
}

/** What a desktop gives its user, with the cookie of a display of our own. */
function variablesFor(
  user: OrdinaryUser,
  { display, cookies }: VirtualDisplay,
): Readonly<Record<string, string>> {
  const own = user.writeFile('cookies', readFileSync(cookies), 0o600);
  // What a launcher leaves that is killed goes with the user.
  return { CI: '1', DISPLAY: display, XAUTHORITY: own, TMPDIR: user.home };
}

/** What the host told the launcher, in a private directory of the launcher's. */
async function enterUrlOf(user: OrdinaryUser): Promise<string> {
  let url = '';
  await eventually(() => {
    for (const name of readdirSync(user.home)) {
      const ready = `${user.home}/${name}/ready`;
      if (!existsSync(ready)) continue;
      const text = readFileSync(ready, 'utf8');
      if (text.endsWith('\n')) url = (JSON.parse(text) as { enterUrl: string }).enterUrl;
    }
    expect(url).not.toBe('');
  });
  return url;
}

interface StartedApp extends AsyncDisposable {
  readonly pid: number;
  /** The exit code; `null` after a signal. */
  readonly ended: Promise<number | null>;
}

/** `npm start`, once its packages are there, in a network of its own. `as` are words to put in front. */
function startApp(
  network: Pick<PrivateNetwork, 'node' | 'checkout' | 'inside'>,
  as: readonly string[],
  script = 'scripts/launch/start.ts',
): StartedApp {
  const start = [network.node, `${network.checkout}/${script}`, '--playground'];
  const [program, words] = network.inside(...as, ...start);
  const launcher: ChildProcess = spawn(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(launcher, 'exit').then(([code]) => code as number | null);
  return {
    pid: launcher.pid ?? 0,
    ended,
    [Symbol.asyncDispose]: async () => {
      launcher.kill('SIGTERM');
      await ended;
    },
  };
}

/** Processes of others that stay for as long as this user's app runs, such as sudo. */
function keepersOf(app: StartedApp, user: OrdinaryUser): readonly string[] {
  return processTree(app.pid)
    .filter(({ uid }) => uid !== user.uid)
    .concat(processesOf(0).filter(({ arguments: words }) => words.includes(`--reuid=${user.uid}`)))
    .map(({ arguments: words }) => words.join(' '));
}
