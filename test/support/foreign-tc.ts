/** TC programs of somebody else, attached either way. */
import { once } from 'node:events';
import { NODE, ROOT } from './paths.ts';
import type { TestNetwork } from './test-network.ts';
import { withBpfObject } from './with-bpf-object.ts';

const SOURCE = `
#define SEC(name) __attribute__((section(name), used))
SEC("tc") int their_tc(void *context) { return 0; /* TC_ACT_OK */ }
char _license[] SEC("license") = "GPL";
`;

/** At the queueing discipline, by iproute2 as any other tool would. It goes with the interface. */
export async function attachClassifier(network: TestNetwork, device: string): Promise<void> {
  await network.run('desk', 'tc', 'qdisc', 'add', 'dev', device, 'clsact');
  await withBpfObject(SOURCE, (object) =>
    network.run(
      ...(['desk', 'tc', 'filter', 'add', 'dev', device, 'ingress'] as const),
      ...['bpf', 'direct-action', 'obj', object, 'sec', 'tc'],
    ),
  );
}

/** At the interface itself, by tcx. It goes with the network's processes. */
export async function attachTcx(network: TestNetwork, device: string): Promise<void> {
  await withBpfObject(SOURCE, async (object) => {
    const holder = [NODE, `${ROOT}test/support/tcx-holder.ts`, object, device];
    const child = network.spawn('desk', holder);
    if (!child.stdout) throw new Error('the holder has no output');
    await once(child.stdout, 'data');
  });
}
