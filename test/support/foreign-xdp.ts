/** An XDP program of somebody else on the desk's interface. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestNetwork } from './test-network.ts';

const SOURCE = `
#define SEC(name) __attribute__((section(name), used))
SEC("xdp") int somebody_else(void *context) { return 2; /* XDP_PASS */ }
char _license[] SEC("license") = "GPL";
`;

export class ForeignXdp implements AsyncDisposable {
  readonly id: number;
  #network: TestNetwork;
  #device: string;

  private constructor(network: TestNetwork, device: string, id: number) {
    this.#network = network;
    this.#device = device;
    this.id = id;
  }

  /** In native mode, loaded and attached by iproute2 as any other tool would. */
  static async attach(network: TestNetwork, device: string): Promise<ForeignXdp> {
    const directory = mkdtempSync(join(tmpdir(), 'portcullis-foreign-'));
    try {
      const object = join(directory, 'foreign.o');
      writeFileSync(join(directory, 'foreign.c'), SOURCE);
      execFileSync('clang', [
        '-O2',
        '-g',
        '-target',
        'bpf',
        '-c',
        join(directory, 'foreign.c'),
        '-o',
        object,
      ]);
      await network.run(
        'desk',
        'ip',
        'link',
        'set',
        'dev',
        device,
        'xdpdrv',
        'obj',
        object,
        'sec',
        'xdp',
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
    const id = Number(/prog\/xdp id (\d+)/.exec(await network.showLink(device))?.[1]);
    return new ForeignXdp(network, device, id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#network.run('desk', 'ip', 'link', 'set', 'dev', this.#device, 'xdpdrv', 'off');
  }
}
