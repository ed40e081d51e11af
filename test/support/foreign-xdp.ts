/** An XDP program of somebody else on the desk's interface. */
import type { TestNetwork } from './test-network.ts';
import { withBpfObject } from './with-bpf-object.ts';

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
    await withBpfObject(SOURCE, (object) =>
      network.run(
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
      ),
    );
    const id = Number(/prog\/xdp id (\d+)/.exec(await network.showLink(device))?.[1]);
    return new ForeignXdp(network, device, id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#network.run('desk', 'ip', 'link', 'set', 'dev', this.#device, 'xdpdrv', 'off');
  }
}
