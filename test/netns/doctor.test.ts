/** What the doctor finds, on machines that really are as it says, and what an attach says to the same. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Examination, findOnly, onChangedMachine, runDoctor } from '../support/doctor-run.ts';
import { expectOk } from '../support/expect-ok.ts';
import { attachClassifier, attachTcx } from '../support/foreign-tc.ts';
import { ForeignXdp } from '../support/foreign-xdp.ts';
import { PortcullisHome, PortcullisProcess } from '../support/portcullis-process.ts';
import { PrivateNetwork } from '../support/private-network.ts';
import { TestEngine } from '../support/test-engine.ts';
import { TestNetwork } from '../support/test-network.ts';

const ORDINARY_USER = ['setpriv', '--reuid=61234', '--regid=61234', '--clear-groups'];
const NO_CAPABILITIES = ['setpriv', '--inh-caps=-all', '--bounding-set=-all'];
const NO_PERFMON = ['setpriv', '--inh-caps=-cap_38', '--bounding-set=-cap_38'];
const NO_SYSTEM_RIGHTS = ['setpriv', '--inh-caps=-cap_21', '--bounding-set=-cap_21'];
const NESTED_ROOT = ['unshare', '--user', '--map-root-user'];
const LIBBPF = '$(readlink -f "$(ldconfig -p | grep -o "/.*libbpf.so.1$" | head -1)")';

let network: TestNetwork;
let cleanUp: AsyncDisposableStack;

beforeEach(async () => {
  cleanUp = new AsyncDisposableStack();
  network = cleanUp.use(await TestNetwork.open());
});
afterEach(() => cleanUp.disposeAsync());

function examine(options: Parameters<typeof Examination.of>[1] = {}): Promise<Examination> {
  return Examination.of(network, options);
}

async function startEngine(
  options: Parameters<typeof TestEngine.start>[1] = {},
): Promise<TestEngine> {
  return cleanUp.use(await TestEngine.start(network, options));
}

/** What keeps an engine that is started this way from filtering, in its own words. */
async function whyUnable(as: readonly string[], readableCheckout = true): Promise<string> {
  const engine = await startEngine({ as, readableCheckout });
  return expectOk(await engine.client.call('snapshot', {})).engine.unable?.message ?? 'it can';
}

/** Shell commands that give a file of the kernel another content. */
function withFile(path: string, content: string): string {
  return `mount -t tmpfs none /media; echo '${content}' > /media/file; mount --bind /media/file '${path}'`;
}

/** Shell commands that put a directory with one file over one of the kernel's. */
function withDirectory(path: string, file: string, content: string, mode = '644'): string {
  return `mount -t tmpfs none '${path}'; echo '${content}' > '${path}/${file}'; chmod ${mode} '${path}/${file}'`;
}

describe('a machine that can filter', () => {
  test('has no faults, and every check has its finding', async () => {
    const { diagnosis, status, faults } = await examine();
    expect(faults).toEqual([]);
    expect(status).toBe(0);
    expect(Math.abs(diagnosis.timeMs - Date.now())).toBeLessThan(60_000);
    const checksOf = (name?: string) =>
      diagnosis.findings.filter((each) => each.interface === name).map((each) => each.check);
    expect(checksOf()).toEqual([
      ...['kernel', 'btf', 'jit', 'lockdown', 'unprivileged-bpf', 'bpffs', 'user-namespaces'],
      ...['capabilities', 'helper', 'libbpf', 'filter-program', 'iproute2'],
    ]);
    expect(checksOf('desk0')).toEqual([
      ...['driver', 'native', 'generic', 'fragments', 'merged-frames'],
      ...['foreign-xdp', 'foreign-tc'],
    ]);
    expect(new Set(diagnosis.findings.map((each) => each.interface))).toEqual(
      new Set([undefined, 'lo', 'desk0']),
    );
  });

  test('is left as it was, without a file or directory more', async () => {
    const home = mkdtempSync(join(tmpdir(), 'portcullis-home-'));
    cleanUp.defer(() => rmSync(home, { recursive: true }));
    const before = await network.run('desk', 'ip', '-details', 'address');
    const environment = { HOME: home, XDG_RUNTIME_DIR: home, TMPDIR: home };
    expect((await runDoctor(network, { environment })).status).toBe(0);
    expect(await network.run('desk', 'ip', '-details', 'address')).toBe(before);
    expect(readdirSync(home)).toEqual([]);
  });
});

describe('the kernel', () => {
  test('that is too old', async () => {
    const { find, status } = await examine({ as: ['setarch', '--uname-2.6'] });
    expect(find('kernel')).toMatchObject({
      state: 'fault',
      sentence: expect.stringMatching(/^Linux 2\.6 is too old; 5\.15 is needed\.$/),
      remedy: expect.stringContaining('newer kernel'),
    });
    expect(status).toBe(1);
  });

  test('without its types: a note, as the filter attaches all the same', async () => {
    const setUp = 'mount -t tmpfs none /sys/kernel/btf';
    const { find, status } = await examine({ setUp });
    expect(find('btf')).toMatchObject({ state: 'note' });
    expect(status).toBe(0);
    const engine = await startEngine({ as: onChangedMachine(setUp) });
    const attached = expectOk(await engine.client.call('attach', { interface: 'desk0' }));
    expect(attached.mode).toBe('native');
  });

  test('with its JIT compiler on, off, hidden from ordinary users, and unseen', async () => {
    const withJit = (content: string, mode?: string) =>
      withDirectory('/proc/sys/net/core', 'bpf_jit_enable', content, mode);
    expect((await examine({ setUp: withJit('1') })).find('jit').state).toBe('good');
    expect((await examine({ setUp: withJit('0') })).find('jit')).toMatchObject({
      state: 'note',
      remedy: expect.stringContaining('net.core.bpf_jit_enable=1'),
    });
    const hidden = await examine({ setUp: withJit('1', '600'), as: ORDINARY_USER });
    expect(hidden.find('jit')).toMatchObject({
      state: 'note',
      sentence: expect.stringContaining('shown to root only'),
    });
    expect((await examine()).find('jit')).toMatchObject({
      state: 'note',
      sentence: expect.stringContaining('inside this network namespace'),
    });
  });

  test.each([
    ['[none] integrity confidentiality', 'good', /not locked down/],
    ['none [integrity] confidentiality', 'good', /integrity, which leaves the filter alone/],
    ['none integrity [confidentiality]', 'note', /may refuse filter programs/],
  ])('with the lockdown "%s"', async (content, state, sentence) => {
    const setUp = withDirectory('/sys/kernel/security', 'lockdown', content);
    const finding = (await examine({ setUp })).find('lockdown');
    expect(finding).toMatchObject({ state, sentence: expect.stringMatching(sentence) });
  });

  test.each([
    ['0', 'note', /Every user/],
    ['1', 'good', /may not/],
    ['2', 'good', /may not/],
  ])('with unprivileged BPF at %s', async (content, state, sentence) => {
    const setUp = withFile('/proc/sys/kernel/unprivileged_bpf_disabled', content);
    const finding = (await examine({ setUp })).find('unprivileged-bpf');
    expect(finding).toMatchObject({ state, sentence: expect.stringMatching(sentence) });
  });

  test('with and without a bpffs', async () => {
    const setUp = 'mount -t bpf none /sys/fs/bpf';
    expect((await examine({ setUp })).find('bpffs').state).toBe('good');
    const without = await examine({ setUp: 'mount -t tmpfs none /sys/fs/bpf' });
    expect(without.find('bpffs').state).toBe('note');
  });

  test('where user namespaces are forbidden: the playground says the same', async () => {
    const forbidden = cleanUp.use(await PrivateNetwork.open({ userNamespaces: 'forbidden' }));
    const doctor = [forbidden.node, `${forbidden.checkout}/electron/headless/main.ts`, 'doctor'];
    const ask = (as: readonly string[]) =>
      forbidden.run('sh', '-c', '"$@" || [ $? = 1 ]', 'sh', ...as, ...doctor, '--json');
    const ordinary = findOnly(JSON.parse(await ask(NO_CAPABILITIES)).findings, 'user-namespaces');
    expect(ordinary).toMatchObject({
      state: 'fault',
      sentence:
        'User namespaces are switched off on this machine, and the playground lives in one.',
      remedy: expect.stringContaining('user.max_user_namespaces='),
    });
    const root = findOnly(JSON.parse(await ask([])).findings, 'user-namespaces');
    expect(root).toMatchObject({ state: 'note', sentence: ordinary.sentence });
    const script = `
      import { startLabProcess } from '${forbidden.checkout}/electron/engine/network/lab/lab-process.ts';
      const started = await startLabProcess();
      console.log(started.ok ? 'started' : started.error.message);`;
    const playground = await forbidden.run(
      ...[...NO_CAPABILITIES, forbidden.node, '--input-type=module', '--eval', script],
    );
    expect(playground.trim()).toBe(ordinary.sentence);
  });
});

describe('the rights of the process', () => {
  test('that lacks all: the engine says the same, and nobody can unlock for root', async () => {
    const { find, status } = await examine({ as: NO_CAPABILITIES });
    const finding = find('capabilities');
    expect(finding).toMatchObject({
      state: 'fault',
      sentence: 'Portcullis may not filter packets: it lacks CAP_NET_ADMIN, CAP_PERFMON, CAP_BPF.',
    });
    expect(finding.action).toBeUndefined();
    expect(status).toBe(1);
    expect(await whyUnable(NO_CAPABILITIES)).toBe(finding.sentence);
  });

  test('that lacks one: named by the engine as well', async () => {
    const finding = (await examine({ as: NO_PERFMON })).find('capabilities');
    expect(finding).toMatchObject({
      state: 'fault',
      sentence: 'Portcullis may not filter packets: it lacks CAP_PERFMON.',
    });
    expect(await whyUnable(NO_PERFMON)).toBe(finding.sentence);
  });

  test('of an ordinary user: all can be looked at, and unlocking is offered if it is possible', async () => {
    const { find, faults, diagnosis } = await examine({ as: ORDINARY_USER });
    const { remedy, action } = find('capabilities');
    expect(faults).toEqual(action === 'unlock' ? [] : ['capabilities']);
    expect(remedy).toMatch(
      action === 'unlock' ? /asks for them when it starts/ : /^Install pkexec/,
    );
    expect(find('foreign-tc', 'desk0')).toMatchObject({
      state: 'note',
      sentence: expect.stringContaining('those of tcx show only to who has the rights'),
    });
    expect(diagnosis.findings.some((each) => /cannot be seen/.test(each.sentence))).toBe(false);
  });

  test('of a process barred from gaining any: unlocking is not offered', async () => {
    const as = [...ORDINARY_USER, '--no-new-privs'];
    const finding = (await examine({ as })).find('capabilities');
    expect(finding).toMatchObject({ state: 'fault', remedy: expect.stringMatching(/^Install/) });
    expect(finding.action).toBeUndefined();
  });

  test('that count in a container only: the engine says the same when the kernel denies', async () => {
    const finding = (await examine({ as: NESTED_ROOT })).find('capabilities');
    expect(finding).toMatchObject({
      state: 'fault',
      sentence: expect.stringContaining('count only in its container'),
      remedy: 'Start Portcullis outside of it.',
    });
    expect(await whyUnable(NESTED_ROOT)).toBe(finding.sentence);
  });
});

describe('the files of the product', () => {
  test('without libbpf: the engine says the same', async () => {
    const setUp = `mount --bind /dev/null "${LIBBPF}"`;
    const { find, faults } = await examine({ setUp });
    expect(faults).toContain('libbpf');
    expect(find('libbpf').details).toContain('libbpf.so.1');
    expect(await whyUnable(onChangedMachine(setUp), false)).toBe(find('libbpf').sentence);
  });

  test('without the filter program: the engine says the same', async () => {
    const { find } = await examine({ setUp: 'mount -t tmpfs none /mnt/resources/bpf' });
    const as = onChangedMachine('mount -t tmpfs none /mnt/resources/bpf');
    expect(find('filter-program').state).toBe('fault');
    expect(await whyUnable(as)).toBe(find('filter-program').sentence);
  });

  test('without the helper, with that of another version, and with nothing to compare it to', async () => {
    const askHelper = async (setUp: string, as = ORDINARY_USER) =>
      (await examine({ setUp: `mount -t tmpfs none /opt; ${setUp}`, as })).find('helper');
    expect(await askHelper('true')).toMatchObject({ state: 'note', action: 'install' });
    const another = 'mkdir /opt/portcullis; echo another > /opt/portcullis/bootstrap';
    expect(await askHelper(another)).toMatchObject({
      state: 'note',
      sentence: 'The installed helper belongs to another version of Portcullis.',
      action: 'install',
    });
    expect(await askHelper('true', [])).toMatchObject({ state: 'good' });
    expect(await askHelper('mount -t tmpfs none /mnt/resources/bootstrap')).toMatchObject({
      state: 'note',
      sentence: 'This copy of Portcullis has no helper that could be installed.',
    });
  });

  test('without iproute2: nothing of the interfaces, and no silence about it', async () => {
    const setUp = 'mount --bind /dev/null "$(readlink -f "$(command -v ip)")"';
    const { find, diagnosis } = await examine({ setUp });
    expect(find('iproute2')).toMatchObject({
      state: 'fault',
      remedy: expect.stringContaining('Install iproute2'),
    });
    expect(diagnosis.findings.filter((each) => each.interface !== undefined)).toEqual([]);
  });
});

describe('an interface', () => {
  test('that another XDP program holds: a fault, in the words of the attach', async () => {
    await using foreign = await ForeignXdp.attach(network, 'desk0');
    const { find, faults, status } = await examine();
    const finding = find('foreign-xdp', 'desk0');
    expect(finding).toMatchObject({
      state: 'fault',
      sentence: `Another XDP program, "somebody_else" (id ${foreign.id}), already holds desk0.`,
    });
    expect(faults).toEqual(['foreign-xdp']);
    expect(status).toBe(1);
    const engine = await startEngine();
    const refused = await engine.client.call('attach', { interface: 'desk0' });
    expect(refused).toMatchObject({
      ok: false,
      error: { message: finding.sentence, remedy: finding.remedy },
    });
  });

  test('that another XDP program holds, whose name may not be asked for', async () => {
    await using foreign = await ForeignXdp.attach(network, 'desk0');
    const finding = (await examine({ as: NO_SYSTEM_RIGHTS })).find('foreign-xdp', 'desk0');
    expect(finding).toMatchObject({
      state: 'fault',
      sentence: `Another XDP program, with id ${foreign.id}, already holds desk0.`,
    });
    const engine = await startEngine({ as: NO_SYSTEM_RIGHTS });
    const refused = await engine.client.call('attach', { interface: 'desk0' });
    expect(refused).toMatchObject({ ok: false, error: { message: finding.sentence } });
  });

  test('that Portcullis holds: no fault, seen from inside and from beside', async () => {
    const home = cleanUp.use(new PortcullisHome());
    const app = new PortcullisProcess(network, home, 'serve', '--interface', 'desk0');
    await app.says(/Portcullis serves/);
    const environment = { HOME: home.directory, XDG_RUNTIME_DIR: home.directory };
    for (const as of [[], NO_SYSTEM_RIGHTS]) {
      const { find, status } = await examine({ environment, as });
      expect(find('foreign-xdp', 'desk0')).toMatchObject({
        state: 'note',
        sentence: expect.stringMatching(/^Portcullis itself holds desk0 \(process \d+, headless\)/),
      });
      expect(status).toBe(0);
    }
    const stranger = (await examine()).find('foreign-xdp', 'desk0');
    expect(stranger).toMatchObject({
      state: 'note',
      sentence: expect.stringMatching(/^Portcullis itself holds desk0: another window/),
    });
    app.kill('SIGTERM');
    expect(await app.status()).toBe(0);

    const engine = await startEngine();
    expectOk(await engine.client.call('attach', { interface: 'desk0' }));
    const { findings } = expectOk(await engine.client.call('diagnose', {}));
    expect(findOnly(findings, 'foreign-xdp', 'desk0')).toMatchObject({
      state: 'good',
      sentence: 'Portcullis holds the interface.',
    });
    expect(findOnly(findings, 'native', 'desk0')).toMatchObject({
      state: 'good',
      sentence: 'The driver veth runs the filter itself.',
    });
  });

  test('whose driver has no native XDP: why the attach is generic, before and after', async () => {
    const before = (await examine()).find('native', 'lo');
    expect(before).toMatchObject({
      state: 'note',
      sentence: 'The driver loopback has no native XDP.',
    });
    const engine = await startEngine();
    const attached = expectOk(await engine.client.call('attach', { interface: 'lo' }));
    expect(attached.whyGeneric).toBe(before.sentence);
    const { findings } = expectOk(await engine.client.call('diagnose', {}));
    expect(findOnly(findings, 'native', 'lo')).toEqual(before);
  });

  test('whose driver refuses as it is set up: why, before and after', async () => {
    const queues = ['numrxqueues', '1', 'numtxqueues', '4'];
    await network.run(
      ...(['desk', 'ip', 'link', 'add', 'narrow0', ...queues] as const),
      ...['type', 'veth', 'peer', ...queues, 'name', 'wide0'],
    );
    const before = (await examine()).find('native', 'narrow0');
    expect(before).toMatchObject({
      state: 'note',
      sentence: 'The driver veth has too few queues for native XDP.',
    });
    const engine = await startEngine();
    const attached = expectOk(await engine.client.call('attach', { interface: 'narrow0' }));
    expect(attached.whyGeneric).toBe(before.sentence);
    const { findings } = expectOk(await engine.client.call('diagnose', {}));
    expect(findOnly(findings, 'native', 'narrow0')).toEqual(before);
  });

  test('with an MTU above a page: handed over in pieces, as the attach then shows', async () => {
    await network.run('desk', 'ip', 'link', 'set', 'desk0', 'mtu', '9000');
    const { find } = await examine();
    expect(find('driver', 'desk0').sentence).toBe('The driver is veth, the MTU 9000 bytes.');
    expect(find('fragments', 'desk0')).toMatchObject({
      state: 'good',
      sentence: 'The driver hands frames of 9000 bytes over in pieces.',
    });
    expect(find('fragments', 'lo').sentence).toBe('Generic mode takes frames of every size.');
    const engine = await startEngine();
    const attached = expectOk(await engine.client.call('attach', { interface: 'desk0' }));
    expect(attached.mode).toBe('native');
  });

  test('whose frames are merged: a note where the filter sees the merged ones', async () => {
    await network.run('desk', 'ethtool', '-K', 'lo', 'gro', 'on');
    await network.run('desk', 'ethtool', '-K', 'desk0', 'gro', 'on');
    const merging = await examine();
    expect(merging.find('merged-frames', 'lo')).toMatchObject({
      state: 'note',
      remedy: expect.stringContaining('sudo ethtool -K lo gro off'),
    });
    expect(merging.find('merged-frames', 'desk0')).toMatchObject({
      state: 'good',
      sentence: 'The filter sees each frame before any are merged.',
    });
    await network.run('desk', 'ethtool', '-K', 'lo', 'gro', 'off');
    expect((await examine()).find('merged-frames', 'lo')).toMatchObject({
      state: 'good',
      sentence: 'No frames are merged on their way in.',
    });
  });

  test('with TC programs of others: named, and none of tcx hidden from who may see it', async () => {
    await attachClassifier(network, 'desk0');
    await attachTcx(network, 'desk0');
    const all = (await examine()).find('foreign-tc', 'desk0');
    expect(all).toMatchObject({
      state: 'note',
      sentence: expect.stringMatching(
        /^Others look at packets here as well: "program\.o:\[tc\]" \(id \d+\), "their_tc" \(id \d+\)\.$/,
      ),
    });
    const some = (await examine({ as: ORDINARY_USER })).find('foreign-tc', 'desk0');
    expect(some.sentence).toMatch(/"program\.o:\[tc\]" \(id \d+\); those of tcx show only/);
  });

  test('that is down', async () => {
    await network.run('desk', 'ip', 'link', 'set', 'desk0', 'down');
    expect((await examine()).find('link', 'desk0')).toMatchObject({
      state: 'note',
      sentence: 'desk0 is down: nothing reaches it.',
      remedy: expect.stringContaining('sudo ip link set dev desk0 up'),
    });
  });

  test('beyond as many as are worth reading is not looked at, which is said', async () => {
    const script = 'for n in $(seq 1 40); do ip link add more$n type bridge; done';
    await network.run('desk', 'sh', '-c', script);
    const { find, diagnosis } = await examine();
    expect(find('interfaces').sentence).toBe('Only 32 of 42 interfaces were looked at.');
    expect(new Set(diagnosis.findings.map((each) => each.interface)).size).toBe(33);
  });
});

describe('in a terminal', () => {
  test('it prints groups, marks, remedies and a sum, without colours into a pipe', async () => {
    const { output, errors, status } = await runDoctor(network, { as: NO_CAPABILITIES });
    expect(errors).toBe('');
    expect(status).toBe(1);
    expect(output.split('\n').filter((line) => /^\S/.test(line))).toEqual([
      ...['This machine', 'This process', 'Interface lo', 'Interface desk0'],
      expect.stringMatching(/^1 fault, \d+ notes\.$/),
    ]);
    expect(output).toMatch(
      /\n {2}✗ fault {2}Rights +Portcullis may not filter packets: .*\n {20,}Start Portcullis/,
    );
    expect(output).toMatch(/\n {2}✓ good {3}Kernel {2,}Linux/);
    expect(output).not.toContain('\x1b');
  });

  test('it colours on a terminal, unless that is not wanted', async () => {
    const inTerminal = (variable: string) => {
      const script = `script --quiet --return --command "${variable} $*" /dev/null`;
      return runDoctor(network, { as: ['sh', '-c', script, 'sh'] });
    };
    const colored = await inTerminal('');
    expect(colored.output).toContain('\x1b[32m✓ good ');
    const plain = await inTerminal('NO_COLOR=1');
    expect(plain.output).toContain('✓ good ');
    expect(plain.output).not.toContain('\x1b');
  });

  test('misuse is told in a sentence', async () => {
    for (const [words, sentence] of [
      [['--frob'], /Unknown option '--frob'/],
      [['desk0'], /Unexpected argument 'desk0'/],
    ] as const) {
      const { output, errors, status } = await runDoctor(network, { words });
      expect(status).toBe(2);
      expect(errors).toMatch(sentence);
      expect(output).toBe('');
    }
  });
});
