/** The verbs that speak to a running engine, or work on what is saved, with real packets. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { PortcullisHome, PortcullisProcess } from '../support/portcullis-process.ts';
import { PortcullisTerminal } from '../support/portcullis-terminal.ts';
import { TestNetwork } from '../support/test-network.ts';

let network: TestNetwork;
let home: PortcullisHome;

beforeEach(async () => {
  network = await TestNetwork.open();
  home = new PortcullisHome();
});

afterEach(async () => {
  await network[Symbol.asyncDispose]();
  home[Symbol.dispose]();
});

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

function start(line: string): PortcullisProcess {
  return new PortcullisProcess(network, home, ...line.split(' '));
}

/** Runs `portcullis LINE` to its end. */
async function run(line: string): Promise<Ended> {
  const command = start(line);
  const status = await command.status();
  return { status, output: command.output, errors: command.errors };
}

/** Its answer. Fails the test if there is none. */
async function json<T>(line: string): Promise<T> {
  const { status, output, errors } = await run(`${line} --json`);
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  expect(output.split('\n')).toHaveLength(2);
  return JSON.parse(output) as T;
}

interface ListedRule {
  readonly number: number;
  readonly id: string;
  readonly enabled: boolean;
  readonly text: string;
  readonly packets: number;
}

async function rules(): Promise<readonly ListedRule[]> {
  return (await json<{ rules: ListedRule[] }>('rule list')).rules;
}

async function serve(): Promise<PortcullisProcess> {
  const app = start(`serve --interface ${network.interface}`);
  await app.says(/Portcullis serves/);
  return app;
}

const control = () => join(home.directory, 'portcullis/control.sock');

describe('with an engine that runs', () => {
  it('adds a rule that drops at once, and takes it away again', async () => {
    const app = await serve();
    expect(await network.ping()).toBe(true);
    const added = await run(`rule add drop remote ${network.peerV4}`);
    expect(added).toEqual({
      status: 0,
      output: `Rule 1: drop remote ${network.peerV4}\n`,
      errors: '',
    });
    expect(await network.ping()).toBe(false);
    const list = await run('rule list');
    expect(list.output).toMatch(/^ *1 +on +drop remote 192\.0\.2\.2 +[1-9]/m);

    expect(await run('rule disable 1')).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^Rule 1: off drop/),
    });
    expect(await network.ping()).toBe(true);
    const [rule] = await rules();
    expect(rule).toMatchObject({ number: 1, enabled: false });
    expect(rule?.packets).toBeGreaterThan(0);
    expect(await run(`rule enable ${rule?.id}`)).toMatchObject({ status: 0 });
    expect(await network.ping()).toBe(false);
    expect(await run('rule remove 1')).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^Removed: drop/),
    });
    expect(await network.ping()).toBe(true);
    expect(await rules()).toEqual([]);

    app.kill('SIGTERM');
    expect(await app.status()).toBe(0);
  });

  it('is closed to other users, and gone with the engine', async () => {
    const app = await serve();
    expect(statSync(control()).mode & 0o777).toBe(0o600);
    app.kill('SIGTERM');
    expect(await app.status()).toBe(0);
    expect(existsSync(control())).toBe(false);
    expect((await run('status')).status).toBe(3);
  });

  it('orders, changes and names rules', async () => {
    await serve();
    await json('rule add drop tcp dport 80');
    await json('rule add drop udp dport 53');
    const first = await json<ListedRule>('rule add count icmp --first');
    expect(first).toMatchObject({ number: 1, text: 'count icmp', origin: 'command' });
    await json('rule move 1 before 3');
    await json('rule move 3 first');
    await json('rule edit 2 drop tcp dport 8080 --name web --for 1h');
    expect(await rules()).toMatchObject([
      { text: 'drop udp dport 53' },
      { text: 'drop tcp dport 8080', name: 'web', expiry: expect.any(Number) },
      { text: 'count icmp' },
    ]);
    const explained = await run('rule explain in tcp src 192.0.2.9 dport 8080');
    expect(explained.output).toMatch(/2 +drop tcp dport 8080 +decides/);
    expect(explained.output).toMatch(/^drop, by rule 2\.$/m);
  });

  it('exports what it can import', async () => {
    await serve();
    const file = join(home.directory, 'my rules.txt');
    writeFileSync(file, 'drop tcp dport 80 # web\noff drop icmp\ndefault out pass\n');
    const imported = start('rule import --replace').status();
    expect(await imported).toBe(2);
    const importing = new PortcullisProcess(network, home, 'rule', 'import', file, '--json');
    expect(await importing.status()).toBe(0);
    expect(JSON.parse(importing.output)).toEqual({ added: 2, removed: 0 });
    const exported = await run('rule export');
    expect(exported.output).toBe(
      'drop tcp dport 80 # web\noff drop icmp\ndefault in pass\ndefault out pass\n',
    );
    const out = join(home.directory, 'out.txt');
    expect((await run(`rule export ${out}`)).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(exported.output);

    writeFileSync(file, 'drop tcp dport 81\ndrop tcp dprt 80\nfrob\n');
    const refused = new PortcullisProcess(network, home, 'rule', 'import', file);
    expect(await refused.status()).toBe(1);
    expect(refused.errors).toMatch(/line 2, column 10: .*\n.*line 3, column 1: /);
    expect(await rules()).toHaveLength(2);
  });

  it('lets everything through at once in a panic', async () => {
    await serve();
    // So that both know each other's MAC: what was looked for in vain is not looked for at once again.
    expect(await network.ping()).toBe(true);
    await json(`rule add drop remote ${network.peerV4}`);
    expect(await network.ping()).toBe(false);
    expect(await run('panic')).toMatchObject({
      status: 0,
      output: expect.stringMatching(/Everything passes now/),
    });
    expect(await network.ping()).toBe(true);
    expect((await run('status')).output).toMatch(/^Panic/m);
    expect(await run('panic --off')).toMatchObject({ status: 0 });
    expect(await network.ping()).toBe(false);
    expect(await json('panic')).toEqual({ enforcing: false });
    expect(await json('resume')).toEqual({ enforcing: true });
  });

  it('attaches and detaches', async () => {
    await serve();
    expect(await run(`detach ${network.interface}`)).toMatchObject({ status: 0 });
    expect(await network.showLink()).not.toContain('xdp');
    const attached = await run(`attach ${network.interface}`);
    expect(attached).toMatchObject({
      status: 0,
      output: 'Filtering desk0 in native mode, in both directions.\n',
    });
    expect(await network.showLink()).toContain('xdp');
    expect((await run('status')).output).toMatch(/^Filtering +desk0, native mode/m);
    expect(await run(`detach ${network.interface}`)).toMatchObject({ status: 0 });
    expect(await network.showLink()).not.toContain('xdp');
    const again = await run(`detach ${network.interface} --json`);
    expect(again).toMatchObject({ status: 1, output: '' });
    expect(JSON.parse(again.errors)).toMatchObject({
      code: 'not-attached',
      message: expect.any(String),
      remedy: expect.any(String),
    });
  });

  it('tries what is risky, until somebody keeps it', async () => {
    await serve();
    const tried = await run('default in drop');
    expect(tried).toMatchObject({ status: 0, output: 'default in drop\n' });
    expect(tried.errors).toMatch(/On trial/);
    expect((await run('status')).output).toMatch(/^On trial +default in drop/m);
    expect(await run('trial revert')).toMatchObject({ status: 0 });
    expect((await run('rule list')).output).toMatch(/^default in pass/m);
    expect(await run('trial keep')).toMatchObject({
      status: 1,
      errors: expect.stringMatching(/trial/),
    });

    expect(await json('default in drop --yes')).toEqual({ direction: 'in', verdict: 'drop' });
    expect(await json('status')).not.toHaveProperty('trial');
    expect((await run('rule list')).output).toMatch(/^default in drop/m);
    const rule = await json<{ trial: object }>('rule add drop icmp --try');
    expect(rule.trial).toMatchObject({ what: 'drop icmp' });
    expect(await json('trial keep')).toEqual({ kept: true });
  });

  it.each([
    ['y', 0, 'drop'],
    ['n', 1, 'pass'],
    ['\r', 1, 'pass'],
    // Ctrl-C
    ['\u0003', 1, 'pass'],
  ])('asks on a terminal, and takes the key %j for an answer', async (key, status, verdict) => {
    await serve();
    const terminal = new PortcullisTerminal(network, home, 'default', 'in', 'drop');
    await terminal.says(
      /default in drop is in force, on trial\.[\s\S]*Taken back in \d+ s \[y\/N\]/,
    );
    terminal.type(key);
    expect(await terminal.status()).toBe(status);
    expect((await run('rule list')).output).toContain(`default in ${verdict}:`);
    expect(await json('status')).not.toHaveProperty('trial');
  });

  it('asks no longer when it was answered elsewhere', async () => {
    await serve();
    const terminal = new PortcullisTerminal(
      network,
      home,
      ...'rule add drop icmp --try'.split(' '),
    );
    await terminal.says(/\[y\/N\]/);
    expect(await json('trial keep')).toEqual({ kept: true });
    expect(await terminal.status()).toBe(0);
    expect(terminal.shown).toMatch(/Rule 1: drop icmp/);
    expect(await rules()).toHaveLength(1);
  });

  it('holds lists that rules name', async () => {
    await serve();
    const file = join(home.directory, 'drop.txt');
    writeFileSync(file, `${network.peerV4}\njunk\n198.51.100.0/24\n`);
    const added = await run(`list add mine ${file}`);
    expect(added).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^mine: ready, 2 of IPv4, 0 of IPv6/),
    });
    expect(added.output).toMatch(/1 line skipped, such as:\n +line 2: junk/);
    await json('rule add drop src list mine');
    expect(await network.ping()).toBe(false);
    expect((await run('list show')).output).toMatch(/^mine +ready +2 +1 +[1-9]/m);
    const refused = await run('list remove mine');
    expect(refused).toMatchObject({ status: 1, errors: expect.stringMatching(/mine/) });
    await json('rule remove 1');
    writeFileSync(file, '198.51.100.0/24\n');
    expect(await json('list refresh mine')).toMatchObject({ lastChange: { added: 0, removed: 1 } });
    expect(await json('list edit mine --every 1h')).toMatchObject({ refreshSeconds: 3600 });
    expect(await json('list remove mine')).toEqual({ name: 'mine' });
    expect(await json('list list')).toEqual([]);
  });
});

describe('without an engine', () => {
  it.each(['status', 'detach eth0', 'panic', 'resume', 'trial keep', 'playground start'])(
    '"%s" says so, with a status of its own',
    async (line) => {
      const { status, output, errors } = await run(line);
      expect({ status, output }).toEqual({ status: 3, output: '' });
      expect(errors).toMatch(/Portcullis is not running/);
      const asJson = await run(`${line} --json`);
      expect(asJson).toMatchObject({ status: 3, output: '' });
      expect(JSON.parse(asJson.errors)).toMatchObject({ code: 'not-running' });
    },
  );

  it('edits the saved rules, which the next engine enforces', async () => {
    const added = await run(`rule add drop remote ${network.peerV4}`);
    expect(added).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^Rule 1: drop remote/),
    });
    expect(added.errors).toMatch(/not running; this takes effect when it starts/);
    expect(await network.showLink()).not.toContain('xdp');
    expect(await network.ping()).toBe(true);
    expect(existsSync(control())).toBe(false);
    expect(await rules()).toMatchObject([{ text: `drop remote ${network.peerV4}` }]);
    expect((await run('rule explain in icmp src 192.0.2.2')).output).toMatch(/by rule 1/);
    await serve();
    expect(await network.ping()).toBe(false);
  });

  it('tries nothing, and has a default that drops only if that is meant', async () => {
    const tried = await run('default in drop');
    expect(tried).toMatchObject({ status: 1, output: '' });
    expect(tried.errors).toMatch(/cannot be tried.*\n.*--yes/);
    expect((await run('rule list')).output).toMatch(/^default in pass/m);
    expect((await run('default in drop --yes')).status).toBe(0);
    expect((await run('rule list')).output).toMatch(/^default in drop/m);
    expect((await run('rule add drop icmp until restart')).status).toBe(3);
  });

  it('filters in the foreground, and takes commands meanwhile', async () => {
    const attach = start(`attach ${network.interface}`);
    await attach.says(/Filtering desk0 in native mode, in both directions\. Ctrl-C ends it\./);
    expect(await network.showLink()).toContain('xdp');
    await json(`rule add drop remote ${network.peerV4}`);
    expect(await network.ping()).toBe(false);
    expect((await run('status')).status).toBe(0);
    attach.kill('SIGINT');
    expect(await attach.status()).toBe(0);
    expect(await network.showLink()).not.toContain('xdp');
    expect((await run('status')).status).toBe(3);
  });

  it('does not stay for an interface that is not there', async () => {
    const refused = await run('attach nothing0');
    expect(refused).toMatchObject({ status: 1, output: '' });
    expect(refused.errors).toMatch(/no interface "nothing0"/);
    expect(existsSync(control())).toBe(false);
  });

  it('goes on after an engine that was killed', async () => {
    const app = await serve();
    app.kill('SIGKILL');
    await app.status();
    expect(existsSync(control())).toBe(true);
    expect((await run('status')).status).toBe(3);
    await eventually(async () => expect(await network.showLink()).not.toContain('xdp'));
    await serve();
    expect((await run('status')).status).toBe(0);
  });
});

describe('misuse', () => {
  it.each([
    ['rule', /Say what to do with the rules/],
    ['rule frob', /no "rule frob"/],
    ['list add', /Name the list/],
    ['default in', /default in pass, or drop/],
    ['attach', /Name the interface/],
    ['help frob', /no verb "frob"/],
  ])('of "%s" is told in a sentence, and in JSON to programs', async (line, sentence) => {
    const { status, output, errors } = await run(line);
    expect({ status, output }).toEqual({ status: 2, output: '' });
    expect(errors).toMatch(sentence);
    expect(errors).toMatch(/Try: portcullis help/);
    const asJson = await run(`${line} --json`);
    expect(asJson.status).toBe(2);
    expect(JSON.parse(asJson.errors)).toMatchObject({
      code: 'misuse',
      message: expect.any(String),
    });
  });

  it('of a rule is told where it is', async () => {
    const { status, errors } = await run('rule add drop tcp dprt 80');
    expect(status).toBe(1);
    expect(errors).toMatch(/Column 10: .*dprt/);
    expect((await run('rule remove 7')).errors).toMatch(/There is no rule 7; the list has 0/);
  });

  it('is not what help is', async () => {
    for (const line of ['help rule', 'rule --help', 'rule add --help']) {
      expect(await run(line)).toMatchObject({
        status: 0,
        output: expect.stringMatching(/^portcullis rule list/),
      });
    }
  });
});
