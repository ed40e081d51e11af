import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import type { Failure } from '../../electron/contract/failure.ts';
import { IP_PROTOCOL } from '../../electron/contract/packet-record.ts';
import type { Result } from '../../electron/contract/result.ts';
import { internetChecksum } from '../../electron/engine/network/lab/frames.ts';
import type { Playground } from '../../electron/engine/network/playground.ts';
import { PrivateNetwork } from '../support/private-network.ts';

const THREE_CAPABILITIES = 'cap_12,+cap_38,+cap_39';
const AS_USER = ['setpriv', '--reuid', '61234', '--regid', '61234', '--clear-groups'];
const AS_USER_WITH_THREE = [
  ...AS_USER,
  `--inh-caps=-all,+${THREE_CAPABILITIES}`,
  `--ambient-caps=-all,+${THREE_CAPABILITIES}`,
];
const AS_ROOT_WITH_THREE = [
  'setpriv',
  `--inh-caps=-all,+${THREE_CAPABILITIES}`,
  `--bounding-set=-all,+${THREE_CAPABILITIES}`,
];

type Started = Pick<Playground, 'interface' | 'ifindex' | 'interfacePeer' | 'plan'>;

/** A process in the private network that holds a playground, or was refused one. */
class Holder {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(network: PrivateNetwork, as: readonly string[] = []) {
    const script = `${network.checkout}/test/support/playground-holder.ts`;
    this.#child = spawn(...network.inside(...as, network.node, script), {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[
      Symbol.asyncIterator
    ]();
    onTestFinished(() => this.kill());
  }

  async next(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the holder ended');
    return JSON.parse(value);
  }

  async started(): Promise<Started> {
    const result = (await this.next()) as Result<Started>;
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value;
  }

  async refused(): Promise<Failure> {
    const result = (await this.next()) as Result<Started>;
    if (result.ok) throw new Error('the playground started');
    return result.error;
  }

  stop(): void {
    this.#child.stdin?.write('stop\n');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async labPid(): Promise<number> {
    const children = await readFile(
      `/proc/${this.#child.pid}/task/${this.#child.pid}/children`,
      'utf8',
    );
    return Number(children.trim());
  }
}

let network: PrivateNetwork;

beforeAll(async () => {
  network = await PrivateNetwork.open();
});

// The kernel takes away a namespace a moment after the last process in it has ended.
beforeEach(async () => {
  await expectNothingLeft();
});

afterAll(async () => {
  await network[Symbol.asyncDispose]();
});

async function interfaceNames(inside = network): Promise<string[]> {
  const links = JSON.parse(await inside.run('ip', '-json', 'link', 'show'));
  return links
    .map((link: { ifname: string }) => link.ifname)
    .filter((name: string) => name.startsWith('portcullis'));
}

async function expectNothingLeft(labPid?: number, inside = network): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await interfaceNames(inside)).toEqual([]);
      if (labPid !== undefined) expect(() => process.kill(labPid, 0)).toThrow('ESRCH');
    },
    { timeout: 8_000, interval: 50 },
  );
}

/** An interface of somebody else: one end of a pair whose other end leads nowhere. */
async function addInterface(inside: PrivateNetwork, name: string): Promise<void> {
  await inside.run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'nowhere');
  await inside.run('ip', 'link', 'set', 'nowhere', 'up');
  await inside.run('ip', 'link', 'set', name, 'up');
}

async function frames(interfaceName: string, durationMs: number): Promise<Uint8Array[]> {
  const script = `${network.checkout}/test/support/playground-tap.ts`;
  const output = await network.run(network.node, script, interfaceName, String(durationMs));
  return output
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));
}

/** One word per frame: what it is, from whom, and to which port, as far as it goes. */
function summary(frame: Uint8Array): string {
  const view = new DataView(frame.buffer, frame.byteOffset);
  const etherType = view.getUint16(12);
  if (etherType === 0x0806) return 'arp';
  if (etherType === 0x86dd) return `6:${frame[20]}:type ${frame[54]}:...${hex(frame, 36, 38)}`;
  if (etherType !== 0x0800) return `ether ${etherType}`;
  const source = [...frame.subarray(26, 30)].join('.');
  const transport = 14 + ((frame[14] ?? 0) & 15) * 4;
  const protocol = frame[23];
  if (protocol === IP_PROTOCOL.tcp || protocol === IP_PROTOCOL.udp) {
    const flags = protocol === IP_PROTOCOL.tcp ? `:flags ${frame[transport + 13]}` : '';
    return `4:${protocol}:${source}:${view.getUint16(transport + 2)}${flags}`;
  }
  return `4:${protocol}:${source}:type ${frame[transport]}`;
}

function hex(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString('hex');
}

describe('the world of the playground', () => {
  test('is at the near end with its addresses, and lively in every protocol', async () => {
    const holder = new Holder(network);
    const { interface: name, interfacePeer, plan } = await holder.started();
    expect({ name, interfacePeer }).toEqual({ name: 'portcullis0', interfacePeer: 'lab0' });
    const [link] = JSON.parse(await network.run('ip', '-json', 'address', 'show', 'dev', name));
    expect(link.operstate).toBe('UP');
    const addresses = link.addr_info.map(
      (entry: { local: string; prefixlen: number }) => `${entry.local}/${entry.prefixlen}`,
    );
    expect(addresses).toEqual(expect.arrayContaining(['192.0.2.1/24', '2001:db8:2::1/64']));

    const durationMs = 9_000;
    const seen = (await frames(name, durationMs)).map(summary);
    const perSecond = seen.length / (durationMs / 1_000);
    expect(perSecond).toBeGreaterThan(8);
    expect(perSecond).toBeLessThan(25);
    expect(seen).toEqual(
      expect.arrayContaining([
        'arp',
        '4:1:192.0.2.10:type 8',
        '4:1:198.51.100.23:type 8',
        '6:58:type 128:...0010',
        '6:58:type 128:...0066',
        '4:6:203.0.113.77:22:flags 2',
        '4:6:203.0.113.77:8080:flags 2',
        '4:17:198.51.100.53:40053',
        '4:17:192.0.2.12:5514',
        '4:17:203.0.113.5:5060',
        '4:17:192.0.2.10:4242',
        '4:2:192.0.2.12:type 22',
        `4:6:192.0.2.11:${plan.listenerPort}:flags 2`,
        // Push and acknowledge: only an established connection sends that.
        `4:6:192.0.2.11:${plan.listenerPort}:flags 24`,
        `4:6:198.51.100.23:${plan.listenerPort}:flags 24`,
      ]),
    );
  });

  test('answers on TCP 8080 and 8081 and echoes UDP', async () => {
    const holder = new Holder(network);
    const { plan } = await holder.started();
    const script = `${network.checkout}/test/support/playground-visitor.ts`;
    const answers = JSON.parse(
      await network.run(network.node, script, plan.hosts.scanner),
    ) as string[];
    expect(answers).toEqual([
      expect.stringMatching(/^HTTP\/1.0 200 OK(.|\s)*port 8080/),
      expect.stringMatching(/^HTTP\/1.0 200 OK(.|\s)*port 8081/),
      'hello',
    ]);
  });

  test('sends whole checksums, also in what its kernel sends', async () => {
    const holder = new Holder(network);
    const { interface: name } = await holder.started();
    const tcpFrames = (await frames(name, 4_000)).filter((frame) => frame[23] === IP_PROTOCOL.tcp);
    expect(tcpFrames.length).toBeGreaterThan(5);
    for (const frame of tcpFrames) {
      const segment = frame.subarray(34, 14 + (((frame[16] ?? 0) << 8) | (frame[17] ?? 0)));
      const pseudo = Uint8Array.of(...frame.subarray(26, 34), 0, 6, 0, segment.length);
      expect(internetChecksum(pseudo, segment), summary(frame)).toBe(0);
    }
  });

  test('has IPv6 also where the machine has it switched off', async () => {
    await using without = await PrivateNetwork.open();
    await without.run(...['sh', '-c', 'echo 1 | tee /proc/sys/net/ipv6/conf/all/disable_ipv6']);
    const holder = new Holder(without);
    const { interface: name } = await holder.started();
    expect(await without.run('ip', '-6', 'address', 'show', 'dev', name)).toContain(
      '2001:db8:2::1',
    );
    holder.stop();
    await holder.next();
  });
});

describe('nothing is left', () => {
  test('after stop', async () => {
    const holder = new Holder(network);
    await holder.started();
    const labPid = await holder.labPid();
    holder.stop();
    expect(await holder.next()).toEqual({ stopped: true });
    expect(await interfaceNames()).toEqual([]);
    await expectNothingLeft(labPid);
  });

  test.each([
    ['as root', []],
    ['as root with three capabilities', AS_ROOT_WITH_THREE],
    ['as an ordinary user with three capabilities', AS_USER_WITH_THREE],
  ])('after SIGKILL of the process that holds it, %s', async (_, as) => {
    const holder = new Holder(network, as);
    const { interface: name } = await holder.started();
    expect((await frames(name, 1_000)).length).toBeGreaterThan(3);
    const labPid = await holder.labPid();
    holder.kill();
    await expectNothingLeft(labPid);
  });

  test('after SIGKILL of the lab, and the holder is told', async () => {
    const holder = new Holder(network);
    await holder.started();
    const labPid = await holder.labPid();
    process.kill(labPid, 'SIGKILL');
    expect(await holder.next()).toEqual({ ended: expect.stringContaining('SIGKILL') });
    expect(await interfaceNames()).toEqual([]);
    await expectNothingLeft(labPid);
  });

  test('after somebody deleted the interface, and the holder is told', async () => {
    const holder = new Holder(network);
    const { interface: name } = await holder.started();
    const labPid = await holder.labPid();
    await network.run('ip', 'link', 'delete', name);
    expect(await holder.next()).toEqual({ ended: expect.stringContaining('interface') });
    await expectNothingLeft(labPid);
  });
});

describe('a playground beside others', () => {
  test('takes another name and other addresses, and both work', async () => {
    // Started at the same moment: whoever loses the race for names and addresses goes on to the next.
    const holders = [new Holder(network), new Holder(network, AS_USER_WITH_THREE)];
    const started = await Promise.all(holders.map((holder) => holder.started()));
    const names = started.map(({ interface: name }) => name).sort();
    expect(names).toEqual(['portcullis0', 'portcullis1']);
    const near = started.map(({ plan }) => plan.near).sort();
    expect(near).toEqual(['192.0.2.1', '198.18.0.1']);
    for (const name of names) {
      expect((await frames(name, 1_000)).length).toBeGreaterThan(3);
    }
  });
});

describe('what it does where it cannot have its first choice', () => {
  test('takes the next name where an interface of that name exists', async () => {
    await using other = await PrivateNetwork.open();
    await addInterface(other, 'portcullis0');
    const holder = new Holder(other);
    expect((await holder.started()).interface).toBe('portcullis1');
    holder.stop();
    await holder.next();
    expect(await interfaceNames(other)).toEqual(['portcullis0']);
  });

  test('keeps off ranges that the machine has routes to', async () => {
    await using other = await PrivateNetwork.open();
    await addInterface(other, 'uplink');
    await other.run('ip', 'address', 'add', '192.0.2.2/24', 'dev', 'uplink');
    await other.run('ip', 'route', 'add', '203.0.113.64/26', 'dev', 'uplink');
    const holder = new Holder(other);
    const { plan } = await holder.started();
    expect(plan.near).toBe('198.18.0.1');
    expect(plan.hosts.visitor).toBe('198.51.100.23');
    expect(plan.hosts.scanner).toBe('198.19.100.77');
    holder.stop();
    await holder.next();
  });

  test('refuses when every range is routed', async () => {
    await using other = await PrivateNetwork.open();
    await addInterface(other, 'uplink');
    for (const prefix of ['192.0.0.0/16', '198.18.0.0/15']) {
      await other.run('ip', 'route', 'add', prefix, 'dev', 'uplink');
    }
    const error = await new Holder(other).refused();
    expect(error.code).toBe('playground-refused');
    expect(error.message).toContain('routes');
    expect(error.remedy).toContain('192.0.2.0/24');
    await expectNothingLeft(undefined, other);
  });

  test('refuses when policy routing leads its answers elsewhere', async () => {
    await using other = await PrivateNetwork.open();
    await addInterface(other, 'vpn');
    await other.run('ip', 'route', 'add', 'default', 'dev', 'vpn', 'table', '100');
    await other.run('ip', 'rule', 'add', 'priority', '10', 'lookup', '100');
    const error = await new Holder(other).refused();
    expect(error.code).toBe('playground-refused');
    expect(error.message).toContain('vpn');
    await expectNothingLeft(undefined, other);
  });

  test('says that capabilities are missing', async () => {
    const error = await new Holder(network, AS_USER).refused();
    expect(error.code).toBe('missing-privileges');
    expect(error.remedy).toContain('Unlock');
    await expectNothingLeft();
  });

  test('does without user namespaces as root, and says what forbids them otherwise', async () => {
    await using other = await PrivateNetwork.open({ userNamespaces: 'forbidden' });
    const holder = new Holder(other);
    expect((await holder.started()).interface).toBe('portcullis0');
    holder.kill();
    await expectNothingLeft(undefined, other);

    const error = await new Holder(other, AS_ROOT_WITH_THREE).refused();
    expect(error.code).toBe('playground-refused');
    expect(error.message).toContain('User namespaces are switched off');
    expect(error.remedy).toContain('sysctl user.max_user_namespaces');
  });
});
