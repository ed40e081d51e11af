import { withBpfObject } from '../../../support/with-bpf-object.ts';
import type { Contender } from '../contender.ts';
import { ipv4Number } from '../ipv4.ts';
import { runTool } from '../run-tool.ts';

/**
 * tc at the clsact qdisc's ingress, by the shortest BPF classifier that drops one source: kernels are
 * built without flower or the drop action, but not without this.
 */
export function tc(blockedSource: string): Contender {
  const source = `
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
SEC("tc") int drop_source(struct __sk_buff *skb)
{
	void *frame = (void *)(long)skb->data;
	if (skb->protocol != bpf_htons(0x0800) || frame + 34 > (void *)(long)skb->data_end)
		return TC_ACT_UNSPEC;
	if (*(__u32 *)(frame + 26) == bpf_htonl(${ipv4Number(blockedSource)}u))
		return TC_ACT_SHOT;
	return TC_ACT_UNSPEC;
}
char _license[] SEC("license") = "GPL";
`;
  let qdiscOn: string | undefined;
  return {
    name: 'tc',
    isXdp: false,
    async attach(interfaceName) {
      runTool('tc', ['qdisc', 'add', 'dev', interfaceName, 'clsact']);
      qdiscOn = interfaceName;
      await withBpfObject(source, async (object) => {
        const place = ['dev', interfaceName, 'ingress'];
        const program = ['bpf', 'direct-action', 'object-file', object, 'section', 'tc'];
        runTool('tc', ['filter', 'add', ...place, ...program]);
      });
    },
    async detach() {
      if (qdiscOn !== undefined) runTool('tc', ['qdisc', 'delete', 'dev', qdiscOn, 'clsact']);
    },
  };
}
