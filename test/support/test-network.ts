/**
 * Two network namespaces joined by a veth pair: `desk`, where Portcullis runs, and `peer`, the rest
 * of the world. They go away with the test, also when it fails or is interrupted.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { NODE, ROOT } from './paths.ts';

const execute = promisify(execFile);
let lastNumber = 0;

export type Side = 'desk' | 'peer';

export class TestNetwork implements AsyncDisposable {
  readonly desk: string;
  readonly peer: string;
  /** The desk's interface, and its addresses. */
  readonly interface = 'desk0';
  readonly deskV4 = '192.0.2.1';
  readonly deskV6 = '2001:db8::1';
  readonly peerV4 = '192.0.2.2';
  readonly peerV6 = '2001:db8::2';
  #children = new Set<ChildProcess>();
  #removeAtExit = () => this.#remove();

  private constructor() {
    lastNumber += 1;
    const name = `pct-${process.pid}-${lastNumber}`;
    this.desk = `${name}-desk`;
    this.peer = `${name}-peer`;
  }

  static async open(): Promise<TestNetwork> {
    if (process.getuid?.() !== 0) {
      throw new Error('Namespace tests need root: run them with sudo, or through "npm test".');
    }
    const network = new TestNetwork();
    process.once('exit', network.#removeAtExit);
    await execute('ip', ['netns', 'add', network.desk]);
    await execute('ip', ['netns', 'add', network.peer]);
    await network.connect();
    return network;
  }

  /** Makes the veth pair; also again, after the test took it away. */
  async connect(): Promise<void> {
    const pair = ['type', 'veth', 'peer', 'name', 'peer0', 'netns', this.peer];
    await this.run('desk', 'ip', 'link', 'add', this.interface, ...pair);
    await this.run('desk', 'sh', '-ec', setUp(this.interface, this.deskV4, this.deskV6));
    await this.run('peer', 'sh', '-ec', setUp('peer0', this.peerV4, this.peerV6));
    await this.#isUp();
  }

  /** The end that was up first sends nothing before the kernel has seen that the other is, too. */
  async #isUp(): Promise<void> {
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      if (/ qdisc (?!noop).* state UP /.test(await this.showLink())) return;
      await setTimeout(10);
    }
    throw new Error(`${this.interface} does not come up`);
  }

  async disconnect(): Promise<void> {
    await this.run('desk', 'ip', 'link', 'delete', this.interface);
  }

  /** Runs a command to its end and gives what it printed. Rejects when it fails. */
  async run(side: Side, ...command: readonly string[]): Promise<string> {
    return (await execute('ip', ['netns', 'exec', this[side], ...command])).stdout;
  }

  /** Whether a command ends well. */
  async succeeds(side: Side, ...command: readonly string[]): Promise<boolean> {
    return this.run(side, ...command).then(
      () => true,
      () => false,
    );
  }

  /** Starts a command that runs until the network is closed. */
  spawn(
    side: Side,
    command: readonly string[],
    options: Parameters<typeof spawn>[2] = {},
  ): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this[side], ...command], {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...options,
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  /** Starts one of the small hosts of test-host.ts and waits until it is ready. */
  async startHost(side: Side, verb: string, ...words: readonly string[]): Promise<void> {
    const child = this.spawn(side, [NODE, `${ROOT}test/support/test-host.ts`, verb, ...words]);
    if (!child.stdout) throw new Error('the host has no output');
    await once(child.stdout, 'data');
  }

  /** One echo request from the peer to the desk; true when the reply came within a second. */
  ping(address: string = this.deskV4): Promise<boolean> {
    return this.succeeds('peer', 'ping', '-n', '-c', '1', '-W', '1', address);
  }

  /** Echo requests that the peer's kernel sent, and replies that reached it, whoever waited for them. */
  async echoesOfPeer(): Promise<{ requests: number; replies: number }> {
    const rows = (await this.run('peer', 'cat', '/proc/net/snmp')).split('\n');
    const [names = '', values = ''] = rows.filter((row) => row.startsWith('Icmp:'));
    const at = (name: string) => Number(values.split(' ')[names.split(' ').indexOf(name)]);
    return { requests: at('OutEchos'), replies: at('InEchoReps') };
  }

  /** Whether a TCP connection from the peer to the desk comes about within a second and a half. */
  tcpConnects(port: number, address: string = this.deskV4): Promise<boolean> {
    return this.succeeds(
      'peer',
      NODE,
      `${ROOT}test/support/test-host.ts`,
      'connect',
      address,
      String(port),
    );
  }

  /** Whether a datagram from the peer to the desk, or from the other side, is answered within a second. */
  udpAnswers(
    port: number,
    address: string = this.deskV4,
    { bytes = 5, from = 'peer' }: { readonly bytes?: number; readonly from?: Side } = {},
  ): Promise<boolean> {
    return this.succeeds(
      from,
      NODE,
      `${ROOT}test/support/test-host.ts`,
      'ask',
      address,
      String(port),
      String(bytes),
    );
  }

  /** Whether the desk answers an ARP request of the peer: its neighbour entry is made afresh. */
  async arpAnswers(): Promise<boolean> {
    await this.run('peer', 'ip', 'neighbour', 'flush', 'dev', 'peer0');
    await this.ping();
    const entry = await this.run(
      'peer',
      'ip',
      '-4',
      'neighbour',
      'show',
      'to',
      this.deskV4,
      'dev',
      'peer0',
    );
    return entry.includes('lladdr');
  }

  /** Ids of the processes that live there. */
  async processes(side: Side): Promise<string[]> {
    const { stdout } = await execute('ip', ['netns', 'pids', this[side]]);
    return stdout.split('\n').filter(Boolean);
  }

  /** What `ip -details link show` says of the desk's interface (or another one there). */
  showLink(name: string = this.interface): Promise<string> {
    return this.run('desk', 'ip', '-details', 'link', 'show', 'dev', name);
  }

  /** Whether the kernel has a BPF program with this id, attached or held by a process. */
  hasProgram(id: number): Promise<boolean> {
    return this.succeeds('desk', 'bpftool', 'prog', 'show', 'id', String(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ends = [...this.#children].map((child) => once(child, 'exit'));
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(ends);
    process.removeListener('exit', this.#removeAtExit);
    this.#remove();
  }

  #remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const name of [this.desk, this.peer]) {
      try {
        execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
      } catch {
        // It was never made.
      }
    }
  }
}

/**
 * Shell commands. Addresses are usable at once, also that of the link, and what is known about a
 * neighbour is known for the whole test: nothing but it makes the kernel ask for others.
 */
function setUp(device: string, v4: string, v6: string): string {
  const neighbours = ['ipv4', 'ipv6'].map((family) => `/proc/sys/net/${family}/neigh/${device}`);
  return [
    'echo 0 > /proc/sys/net/ipv6/conf/all/accept_dad',
    `echo 0 > /proc/sys/net/ipv6/conf/${device}/accept_dad`,
    `echo 0 > /proc/sys/net/ipv6/conf/${device}/router_solicitations`,
    ...neighbours.map((directory) => `echo 3600000 > ${directory}/base_reachable_time_ms`),
    ...neighbours.map((directory) => `echo 3600 > ${directory}/delay_first_probe_time`),
    `ip address add ${v4}/24 dev ${device}`,
    `ip address add ${v6}/64 dev ${device} nodad`,
    'ip link set lo up',
    `ip link set ${device} up`,
  ].join('\n');
}
