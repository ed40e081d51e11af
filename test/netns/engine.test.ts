/** The engine on real interfaces, with real packets, between namespaces of the test's own. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inFlight } from '../../electron/contract/accounting.ts';
import type { EventMap } from '../../electron/contract/api.ts';
import { DIRECTION, IP_PROTOCOL, PacketRecord } from '../../electron/contract/packet-record.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import type { Attachment } from '../../electron/contract/state.ts';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import { ForeignXdp } from '../support/foreign-xdp.ts';
import { makeHome } from '../support/make-home.ts';
import { TestEngine } from '../support/test-engine.ts';
import { TestNetwork } from '../support/test-network.ts';

const NO_CAPABILITIES = ['setpriv', '--inh-caps=-all', '--bounding-set=-all'];
const ORDINARY_USER = ['setpriv', '--reuid=61234', '--regid=61234', '--clear-groups'];
/** Types of ICMP, RFC 792. */
const ECHO_REPLY = 0;
const ECHO_REQUEST = 8;

let network: TestNetwork;
let cleanUp: AsyncDisposableStack;

beforeEach(async () => {
  cleanUp = new AsyncDisposableStack();
  network = cleanUp.use(await TestNetwork.open());
});
afterEach(() => cleanUp.disposeAsync());

async function startEngine(
  options: Parameters<typeof TestEngine.start>[1] = {},
): Promise<TestEngine> {
  return cleanUp.use(await TestEngine.start(network, options));
}

/** For engines that follow each other. */
function homeOfTest(): string {
  const home = makeHome();
  cleanUp.defer(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

async function drop(engine: TestEngine, text: string): Promise<Rule> {
  return expectOk(await engine.client.call('addRule', { line: `drop ${text}` }));
}

/** Of both directions. */
function programIds({ programId, egressProgramId }: Attachment): number[] {
  if (egressProgramId === undefined) throw new Error('nothing is attached on the way out');
  return [programId, egressProgramId];
}

/** Those that the kernel still has. */
async function heldPrograms(ids: readonly number[]): Promise<number[]> {
  const found = await Promise.all(ids.map((id) => network.hasProgram(id)));
  return ids.filter((_, index) => found[index]);
}

describe('attaching', () => {
  test('native on veth; the link shows it, and no more after the detach', async () => {
    const engine = await startEngine();
    const attachment = expectOk(await engine.client.call('attach', { interface: 'desk0' }));
    expect(attachment).toMatchObject({ interface: 'desk0', mode: 'native', state: 'attached' });
    expect(await network.showLink()).toContain(`prog/xdp id ${attachment.programId}`);
    const ids = programIds(attachment);
    expect(await heldPrograms(ids)).toEqual(ids);
    expectOk(await engine.client.call('detach', { interface: 'desk0' }));
    expect(await network.showLink()).not.toContain('xdp');
    await eventually(async () => expect(await heldPrograms(ids)).toEqual([]));
  });

  test('generic on loopback, and says why', async () => {
    const engine = await startEngine();
    const attachment = expectOk(await engine.client.call('attach', { interface: 'lo' }));
    expect(attachment).toMatchObject({
      mode: 'generic',
      whyGeneric: 'The driver loopback has no native XDP.',
    });
    expect(await network.showLink('lo')).toContain('xdpgeneric');
    await drop(engine, 'icmp');
    expect(await network.succeeds('desk', 'ping', '-n', '-c', '1', '-W', '1', '127.0.0.1')).toBe(
      false,
    );
  });

  test('native with a large MTU, where the driver wants frames in pieces', async () => {
    await network.run('desk', 'ip', 'link', 'set', 'desk0', 'mtu', '9000');
    await network.run('peer', 'ip', 'link', 'set', 'peer0', 'mtu', '9000');
    const engine = await startEngine();
    const attachment = expectOk(await engine.client.call('attach', { interface: 'desk0' }));
    expect(attachment.mode).toBe('native');
    expect(
      await network.succeeds(
        'peer',
        'ping',
        '-n',
        '-c',
        '1',
        '-W',
        '1',
        '-s',
        '8000',
        network.deskV4,
      ),
    ).toBe(true);
    await eventually(async () => {
      const { counters } = expectOk(await engine.client.call('snapshot'));
      // The request and its reply.
      expect(counters.byProtocol.icmp.pass).toEqual({ packets: 2, bytes: 2 * 8042 });
    });
  });

  test.each(['stop', 'kill'] as const)('nothing is left after %s', async (end) => {
    const engine = await startEngine({ interfaces: ['desk0', 'lo'] });
    expect(await network.showLink()).toContain('xdp');
    const { attachments } = expectOk(await engine.client.call('snapshot'));
    const ids = attachments.flatMap(programIds);
    expect(await heldPrograms(ids)).toHaveLength(4);
    await engine[end]();
    await eventually(async () => {
      expect(await network.showLink()).not.toContain('xdp');
      expect(await network.showLink('lo')).not.toContain('xdp');
      expect(await heldPrograms(ids)).toEqual([]);
    });
    expect(await network.ping()).toBe(true);
    await eventually(async () => {
      expect(await network.processes('desk')).toEqual([]);
    });
  });

  test('an end in the middle of an attach is the end of that attach', async () => {
    for (const delayMs of [0, 20, 60, 120]) {
      const engine = await startEngine();
      void engine.client.call('attach', { interface: 'desk0' });
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await engine.stop();
      expect(await network.showLink(), `${delayMs} ms`).not.toContain('xdp');
    }
  });

  test('what is asked for last holds, also while an attach is under way', async () => {
    const engine = await startEngine();
    const attached = engine.client.call('attach', { interface: 'desk0' });
    const detached = engine.client.call('detach', { interface: 'desk0' });
    expect([(await attached).ok, (await detached).ok]).toEqual([true, true]);
    expect(await network.showLink()).not.toContain('xdp');
    expect(expectOk(await engine.client.call('snapshot')).attachments).toEqual([]);
  });

  test.each(['programId', 'egressProgramId'] as const)(
    'says when somebody else takes the filter off: %s',
    async (taken) => {
      const engine = await startEngine({ interfaces: ['desk0'] });
      const links = JSON.parse(await network.run('desk', 'bpftool', '--json', 'link', 'show'));
      const { attachments } = expectOk(await engine.client.call('snapshot'));
      const own = links.find(
        (link: { prog_id: number }) => link.prog_id === attachments[0]?.[taken],
      );
      await network.run('desk', 'bpftool', 'link', 'detach', 'id', String(own.id));
      await eventually(async () => {
        const snapshot = expectOk(await engine.client.call('snapshot'));
        expect(snapshot.attachments).toEqual([]);
        expect(snapshot.notices).toMatchObject([
          { message: 'Somebody took the filter off desk0.' },
        ]);
      });
      // Not the half that was left either.
      await eventually(async () =>
        expect(await heldPrograms(attachments.flatMap(programIds))).toEqual([]),
      );
    },
  );

  test('a chosen interface that is absent at one start is waited for, and not forgotten', async () => {
    const home = homeOfTest();
    const first = await startEngine({ home, interfaces: ['lo', 'desk0'] });
    await first.stop();
    await network.disconnect();
    const second = await startEngine({ home });
    const absent = expectOk(await second.client.call('snapshot')).attachments;
    expect(absent).toMatchObject([
      { interface: 'lo', state: 'attached' },
      { interface: 'desk0', state: 'gone' },
    ]);
    await network.connect();
    await eventually(async () => {
      const { attachments } = expectOk(await second.client.call('snapshot'));
      expect(attachments[1]).toMatchObject({ interface: 'desk0', state: 'attached' });
    });
  });

  test('refuses an interface that is not there, and names those that are', async () => {
    const engine = await startEngine();
    const refused = await engine.client.call('attach', { interface: 'nope0' });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'unknown-interface', remedy: 'Choose one of: lo, desk0.' },
    });
  });

  test('refuses an interface that another XDP program holds, says which, and leaves it alone', async () => {
    await using foreign = await ForeignXdp.attach(network, 'desk0');
    const engine = await startEngine();
    const { interfaces } = expectOk(await engine.client.call('snapshot'));
    expect(interfaces.find((item) => item.name === 'desk0')?.heldBy).toEqual({
      id: foreign.id,
      name: 'somebody_else',
      mode: 'native',
    });
    const refused = await engine.client.call('attach', { interface: 'desk0' });
    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: 'interface-busy',
        message: `Another XDP program, "somebody_else" (id ${foreign.id}), already holds desk0.`,
      },
    });
    await engine.stop();
    expect(await network.showLink()).toContain(`id ${foreign.id}`);
  });

  test('says when an interface goes, and watches it again when it is back', async () => {
    const engine = await startEngine({ interfaces: ['desk0'] });
    await drop(engine, 'icmp');
    await network.disconnect();
    await eventually(async () => {
      const { attachments } = expectOk(await engine.client.call('snapshot'));
      expect(attachments).toMatchObject([{ interface: 'desk0', state: 'gone' }]);
    });
    await network.connect();
    await eventually(async () => {
      const { attachments } = expectOk(await engine.client.call('snapshot'));
      expect(attachments).toMatchObject([{ interface: 'desk0', state: 'attached' }]);
    });
    expect(await network.ping()).toBe(false);
  });

  test('an interface that comes and goes faster than it is attached is watched in the end', async () => {
    const engine = await startEngine({ interfaces: ['lo', 'desk0'] });
    const attachments = async () => expectOk(await engine.client.call('snapshot')).attachments;
    for (let delayMs = 0; delayMs <= 200; delayMs += 20) {
      await network.disconnect();
      await network.connect();
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      expect((await attachments()).map((each) => each.interface)).toEqual(['lo', 'desk0']);
    }
    await eventually(async () => {
      expect((await attachments()).map(({ state }) => state)).toEqual(['attached', 'attached']);
    });
    expect(expectOk(await engine.client.call('snapshot')).notices).toEqual([]);
  });
});

describe('starting without', () => {
  test('privileges: says what is missing, plays a recording, and touches nothing', async () => {
    const home = homeOfTest();
    const engine = await startEngine({ as: NO_CAPABILITIES, home, interfaces: ['desk0'] });
    const { engine: info, attachments } = expectOk(await engine.client.call('snapshot'));
    expect(info.recording?.packets).toBeGreaterThan(0);
    expect(info.unable).toMatchObject({
      code: 'missing-privileges',
      message: 'Portcullis may not filter packets: it lacks CAP_NET_ADMIN, CAP_PERFMON, CAP_BPF.',
    });
    expect(attachments).toMatchObject([{ interface: 'recording' }]);
    expect(await network.showLink()).not.toContain('xdp');
    expect(await engine.client.call('attach', { interface: 'desk0' })).toMatchObject({
      error: { code: 'missing-privileges' },
    });
    // For the recording, and for nothing else.
    await drop(engine, 'icmp');
    expect(existsSync(`${home}/config/config.json`)).toBe(false);
  });

  test('libbpf: runs, and says what to install', async () => {
    const hide = `for f in /usr/lib/*/libbpf.so.1; do mount --bind /dev/null "$(readlink -f "$f")"; done; exec "$@"`;
    const engine = await startEngine({ as: ['unshare', '--mount', 'sh', '-c', hide, 'sh'] });
    const { engine: info } = expectOk(await engine.client.call('snapshot'));
    expect(info.unable).toMatchObject({ code: 'missing-library' });
    expect(info.unable?.remedy).toContain('libbpf1');
    expect(info.unable?.details).toContain('libbpf.so.1');
  });

  test('the filter program: says so', async () => {
    const engine = await startEngine({ resourcesDirectory: '/nonexistent' });
    const { engine: info } = expectOk(await engine.client.call('snapshot'));
    expect(info.unable).toMatchObject({ code: 'missing-object' });
  });

  test('being root: the three capabilities are enough for an ordinary user', async () => {
    const home = homeOfTest();
    await network.run('desk', 'chown', '61234', home);
    const three = '+cap_12,+cap_38,+cap_39';
    const as = [...ORDINARY_USER, `--inh-caps=${three}`, `--ambient-caps=${three}`];
    const engine = await startEngine({ as, home, interfaces: ['desk0'], readableCheckout: true });
    await drop(engine, `remote ${network.peerV4}`);
    expect(await network.showLink()).toContain('xdp');
    expect(await network.ping()).toBe(false);
    expect(await network.ping(network.deskV6)).toBe(true);
  });
});

describe('rules', () => {
  test('survive a restart, with the interface and the settings, in a file that people can read', async () => {
    const home = homeOfTest();
    const first = await startEngine({ home });
    expectOk(await first.client.call('attach', { interface: 'desk0' }));
    const kept = await drop(first, 'tcp dport 8080');
    const removed = await drop(first, 'icmp');
    expectOk(await first.client.call('removeRule', { id: removed.id }));
    expectOk(await first.client.call('updateSettings', { theme: 'dark' }));
    await first.kill();
    expect(readFileSync(`${home}/config/config.json`, 'utf8')).toContain(
      '"text": "drop tcp dport 8080"',
    );

    const second = await startEngine({ home });
    const { attachments, rules, settings } = expectOk(await second.client.call('snapshot'));
    expect(attachments).toMatchObject([{ interface: 'desk0' }]);
    expect(rules.rules).toEqual([kept]);
    expect(settings.theme).toBe('dark');
    await network.startHost('desk', 'listen', '8080', '8081');
    expect(await network.tcpConnects(8080)).toBe(false);
    expect(await network.tcpConnects(8081)).toBe(true);
  });

  test('a damaged file is set aside and reported, and the engine starts', async () => {
    const home = homeOfTest();
    mkdirSync(`${home}/config`, { mode: 0o700 });
    writeFileSync(`${home}/config/config.json`, '{ "version": 1, "rules": [ {"id": "x"');
    const engine = await startEngine({ home });
    const { rules, notices } = expectOk(await engine.client.call('snapshot'));
    expect(rules.rules).toEqual([]);
    expect(notices).toMatchObject([{ code: 'storage-failed' }]);
    const [aside] = readdirSync(`${home}/config`);
    expect(aside).toMatch(/^config\.json\.damaged-/);
    expect(notices[0]?.remedy).toContain(aside);
    expect(readFileSync(`${home}/config/${aside}`, 'utf8')).toContain('"id": "x"');
  });

  test('only one engine per user, and the second names the first', async () => {
    const home = homeOfTest();
    await startEngine({ home });
    await expect(TestEngine.start(network, { home })).rejects.toThrow(
      /engine-locked: Portcullis is already running \(process \d+, test\)/,
    );
  });

  test('a click on what is blocked already is refused, and nothing changes', async () => {
    const engine = await startEngine({ interfaces: ['desk0'] });
    await drop(engine, 'icmp');
    const before = expectOk(await engine.client.call('snapshot')).rules;
    const again = await engine.client.call('addRule', { line: 'drop icmp', origin: 'row' });
    expect(again).toMatchObject({ ok: false, error: { code: 'duplicate-rule' } });
    expect(expectOk(await engine.client.call('snapshot')).rules).toEqual(before);
  });

  test('change in their place: a new end keeps what is blocked and counted', async () => {
    const engine = await startEngine({ interfaces: ['desk0'] });
    const rule = await drop(engine, 'icmp');
    await drop(engine, 'udp');
    expect(await network.ping()).toBe(false);
    expectOk(await engine.client.call('updateRule', { id: rule.id, lifetimeSeconds: 600 }));
    expect(await network.ping()).toBe(false);
    const { rules, counters } = expectOk(await engine.client.call('snapshot'));
    expect(rules.rules.map(({ id }) => id)[0]).toBe(rule.id);
    expect(rules.rules[0]?.expiry).toBeGreaterThan(Date.now());
    expect(counters.byRule[rule.id]?.packets).toBe(2);
  });

  test.each(['left', 'lost'] as const)('change while an interface is %s', async (end) => {
    const engine = await startEngine({ interfaces: ['lo', 'desk0'] });
    // Each of another kind, so that each takes new programs.
    const kinds = [
      'tcp dport 77',
      'tcp flags syn',
      'ttl 3',
      'length 100-200',
      'vlan 7',
      'established',
    ];
    const change = () => drop(engine, kinds.pop() ?? '');
    const start = performance.now();
    await change();
    const usualMs = performance.now() - start;
    for (const part of [0.2, 0.4, 0.6, 0.8]) {
      const changed = change();
      await new Promise((resolve) => setTimeout(resolve, part * usualMs));
      if (end === 'left') expectOk(await engine.client.call('detach', { interface: 'desk0' }));
      else await network.disconnect();
      await changed;
      if (end === 'left') expectOk(await engine.client.call('attach', { interface: 'desk0' }));
      else await network.connect();
      await eventually(async () => {
        const { attachments } = expectOk(await engine.client.call('snapshot'));
        expect(attachments.map(({ state }) => state)).toEqual(['attached', 'attached']);
      });
    }
  });

  test('end by themselves', async () => {
    const engine = await startEngine({ interfaces: ['desk0'] });
    expectOk(await engine.client.call('addRule', { line: 'drop icmp', lifetimeSeconds: 4 }));
    expect(await network.ping()).toBe(false);
    await eventually(async () => {
      expect(await network.ping()).toBe(true);
      expect(expectOk(await engine.client.call('snapshot')).rules.rules).toEqual([]);
    });
  });
});

describe('counting', () => {
  test('agrees with what was sent, and the accounting adds up', async () => {
    const engine = await startEngine({ interfaces: ['desk0'] });
    let accounting: EventMap['accounting'] | undefined;
    const delivered = { requestsIn: 0, repliesOut: 0, others: 0 };
    engine.client.on('accounting', (value) => {
      accounting = value;
    });
    engine.client.onPackets(({ records, count }) => {
      const record = new PacketRecord(records);
      for (let index = 0; index < count; index += 1) {
        const { protocol, direction, flags } = record.at(index);
        if (protocol !== IP_PROTOCOL.icmp) continue;
        if (direction === DIRECTION.in && flags === ECHO_REQUEST) delivered.requestsIn += 1;
        else if (direction === DIRECTION.out && flags === ECHO_REPLY) delivered.repliesOut += 1;
        else delivered.others += 1;
      }
    });
    expectOk(await engine.client.call('watchPackets'));
    await network.run('peer', 'ping', '-n', '-q', '-i', '0.002', '-c', '500', network.deskV4);
    const rule = await drop(engine, 'icmp');
    await network.succeeds(
      'peer',
      'ping',
      '-n',
      '-q',
      '-i',
      '0.002',
      '-c',
      '200',
      '-W',
      '1',
      network.deskV4,
    );
    await eventually(async () => {
      const { counters } = expectOk(await engine.client.call('snapshot'));
      expect(counters.byProtocol.icmp).toMatchObject({
        // Each request that came in, and each reply that went out.
        pass: { packets: 2 * 500, bytes: 2 * 500 * 98 },
        drop: { packets: 200, bytes: 200 * 98 },
      });
      expect(counters.byRule[rule.id]).toMatchObject({ packets: 200, bytes: 200 * 98 });
      expect(delivered).toEqual({ requestsIn: 700, repliesOut: 500, others: 0 });
      expect(accounting && inFlight(accounting)).toBe(0);
      expect(accounting?.delivered).toBe(accounting?.seen);
    });
  });
});
