/** A tunnel whose far end is the test: what it sends comes in, and what goes out it reads. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { eventually } from './eventually.ts';
import type { TestNetwork } from './test-network.ts';

/** Packets as lines of hexadecimal digits, both ways. IFF_TUN | IFF_NO_PI. <linux/if_tun.h> */
const TUN = `
  $| = 1;
  open(my $tun, '+<', '/dev/net/tun') or die "open: $!";
  ioctl($tun, 0x400454ca, pack('a16 S x22', $ARGV[0], 0x1001)) or die "ioctl: $!";
  print "ready\\n";
  my ($bits, $typed) = ('', '');
  vec($bits, fileno(STDIN), 1) = 1;
  vec($bits, fileno($tun), 1) = 1;
  while (1) {
    select(my $ready = $bits, undef, undef, undef);
    if (vec($ready, fileno($tun), 1) && sysread($tun, my $packet, 65536)) {
      print unpack('H*', $packet), "\\n";
    }
    next unless vec($ready, fileno(STDIN), 1);
    sysread(STDIN, $typed, 65536, length $typed) or exit;
    syswrite($tun, pack('H*', $1)) while $typed =~ s/^(.*)\\n//;
  }
`;

export class Tunnel implements Disposable {
  readonly #process: ChildProcess;
  readonly #received: string[] = [];

  private constructor(process: ChildProcess) {
    this.#process = process;
    const { stdout } = process;
    if (!stdout) throw new Error('the tunnel says nothing');
    createInterface({ input: stdout }).on('line', (line) => this.#received.push(line));
  }

  /** `address` is this end's, with its prefix length. */
  static async open(network: TestNetwork, name: string, address: string): Promise<Tunnel> {
    const command = ['perl', '-e', TUN, name] as const;
    const tunnel = new Tunnel(
      network.spawn('desk', command, { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await eventually(() => {
      if (!tunnel.#received.includes('ready')) throw new Error('the tunnel is not ready');
    });
    await network.run('desk', 'ip', 'address', 'add', address, 'dev', name);
    await network.run('desk', 'ip', 'link', 'set', name, 'up');
    return tunnel;
  }

  /** An IP packet, without a link header. */
  send(packet: Uint8Array): void {
    this.#process.stdin?.write(`${Buffer.from(packet).toString('hex')}\n`);
  }

  /** What came since the last call. */
  take(): Uint8Array[] {
    return this.#received.splice(0).map((line) => Buffer.from(line, 'hex'));
  }

  [Symbol.dispose](): void {
    this.#process.kill('SIGKILL');
  }
}
