import type { BpfObject } from '../../../../electron/engine/bpf/bpf-object.ts';
import type { Libbpf } from '../../../../electron/engine/ffi/libbpf.ts';
import type { Contender } from '../contender.ts';
import type { Prefix } from '../prefixes.ts';
import { ownProgram } from './own-program.ts';

/** Drops either way, as the rules that it is compared with do. */
function sourceFor(prefixes: number): string {
  return `
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
struct key { __u32 length; __u32 address; };
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, ${prefixes});
	__type(key, struct key);
	__type(value, __u32);
} prefixes SEC(".maps");
SEC("xdp") int lpm_trie(struct xdp_md *ctx)
{
	void *frame = (void *)(long)ctx->data;
	struct key key = { .length = 32 };

	if (frame + 34 > (void *)(long)ctx->data_end || *(__u16 *)(frame + 12) != bpf_htons(0x0800))
		return XDP_PASS;
	key.address = *(__u32 *)(frame + 26);
	bpf_map_lookup_elem(&prefixes, &key);
	return XDP_DROP;
}
char _license[] SEC("license") = "GPL";
`;
}

/** What the kernel itself offers for prefixes, in the shortest program around it. */
export function lpmTrie(libbpf: Libbpf, prefixes: readonly Prefix[]): Contender {
  return ownProgram(libbpf, 'LPM trie', sourceFor(prefixes.length), 'lpm_trie', (object) =>
    fill(libbpf, object, prefixes),
  );
}

async function fill(libbpf: Libbpf, object: BpfObject, prefixes: readonly Prefix[]): Promise<void> {
  const keys = new DataView(new ArrayBuffer(8 * prefixes.length));
  for (const [index, { address, length }] of prefixes.entries()) {
    keys.setUint32(8 * index, length, true);
    keys.setUint32(8 * index + 4, address, false);
  }
  const values = new Uint8Array(4 * prefixes.length);
  const result = await libbpf.updateBatchAsync(
    libbpf.mapFd(object.map('prefixes')),
    new Uint8Array(keys.buffer),
    values,
    [prefixes.length],
  );
  if (result !== 0) throw new Error(`The trie took not all prefixes (${result}).`);
}
