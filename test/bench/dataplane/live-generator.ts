/**
 * Sends frames as fast as one core can: a program that answers XDP_TX, run by BPF_PROG_TEST_RUN with
 * live frames, puts each batch into the receiving end's queue, and the same core then empties that
 * queue before the next. So a rate is one over what making, moving and filtering a frame cost
 * together, and nothing is lost on the way, which is checked.
 */
import { BpfObject } from '../../../electron/engine/bpf/bpf-object.ts';
import type { Libbpf } from '../../../electron/engine/ffi/libbpf.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { withBpfObject } from '../../support/with-bpf-object.ts';
import { onOneCpu } from './one-cpu.ts';
import { runTest } from './run-test.ts';
import type { VethPair } from './veth-pair.ts';

/** Offset 26: the source address, behind Ethernet's 14 bytes and 12 of IPv4. */
const SOURCE = `
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("xdp") int same_source(struct xdp_md *ctx) { return XDP_TX; }
SEC("xdp") int random_source(struct xdp_md *ctx)
{
	void *frame = (void *)(long)ctx->data;
	if (frame + 34 > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	*(__u32 *)(frame + 26) = bpf_get_prandom_u32();
	return XDP_TX;
}
char _license[] SEC("license") = "GPL";
`;

const BPF_F_TEST_XDP_LIVE_FRAMES = 1 << 1;
/** `struct xdp_md`: data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex. */
const CONTEXT_WORDS = 6;
/** Moved together, as a driver would. The receiving queue has room for 256. */
const MAX_BATCH_FRAMES = 64;
/** What takes longer than the kernel allows its soft interrupts is left to another thread. */
const MAX_BATCH_NS = 500_000;
const WARM_UP_FRAMES = 4096;
const MAX_LOST_SHARE = 0.01;

export type Sources = 'same' | 'random';

export class LiveGenerator implements Disposable {
  #libbpf: Libbpf;
  #object: BpfObject;

  private constructor(libbpf: Libbpf, object: BpfObject) {
    this.#libbpf = libbpf;
    this.#object = object;
  }

  static open(libbpf: Libbpf): Promise<LiveGenerator> {
    return withBpfObject(SOURCE, async (path) => {
      const object = expectOk(BpfObject.open(libbpf, path));
      expectOk(await object.load());
      return new LiveGenerator(libbpf, object);
    });
  }

  /** Frames per second that the receiving end has dealt with, over about `durationMs`. */
  measure(pair: VethPair, frame: Uint8Array, sources: Sources, durationMs: number): number {
    using _pinned = onOneCpu();
    const programFd = this.#libbpf.programFd(this.#object.program(`${sources}_source`));
    const send = (count: number, batch: number) => this.#send(programFd, pair, frame, count, batch);
    // Fills caches and page pools, and shows how long a frame takes.
    const coldNs = Math.max(send(64, 8), 1);
    const warmNs = Math.max(send(Math.min(WARM_UP_FRAMES, 1e8 / coldNs), batchFor(coldNs)), 1);
    const batch = batchFor(warmNs);
    const count = Math.ceil((durationMs * 1e6) / warmNs / batch) * batch;
    const before = pair.received();
    const frameNs = send(count, batch);
    const received = pair.received() - before;
    if (received < count * (1 - MAX_LOST_SHARE)) {
      throw new Error(`Only ${received} of ${count} frames came to ${pair.receiver}.`);
    }
    return (1e9 / frameNs) * Math.min(1, received / count);
  }

  [Symbol.dispose](): void {
    this.#object[Symbol.dispose]();
  }

  /**
   * Gives nanoseconds per frame by the kernel's own clock, which stops while it makes room for other
   * processes and does not count setting up, a fixed cost of a call.
   */
  #send(
    programFd: number,
    pair: VethPair,
    frame: Uint8Array,
    count: number,
    batch: number,
  ): number {
    const context = new Uint32Array(CONTEXT_WORDS);
    context[1] = frame.length;
    context[3] = pair.senderIfindex;
    return runTest(this.#libbpf, programFd, {
      data_in: frame,
      data_size_in: frame.length,
      ctx_in: new Uint8Array(context.buffer),
      ctx_size_in: context.byteLength,
      repeat: count,
      flags: BPF_F_TEST_XDP_LIVE_FRAMES,
      batch_size: batch,
    });
  }
}

function batchFor(frameNs: number): number {
  return Math.max(1, Math.min(MAX_BATCH_FRAMES, Math.floor(MAX_BATCH_NS / frameNs)));
}
