/**
 * `send.ts INTERFACE PACKETS_PER_SECOND SECONDS FRAME_BYTES [one|many]`: sends UDP datagrams from the end of
 * a veth pair at a steady rate, made in the kernel; from 256 senders, or from one. Prints `ready` when
 * it begins, and at the end how many it sent.
 */
import { BpfObject } from '../../../electron/engine/bpf/bpf-object.ts';
import { bindLibbpf } from '../../../electron/engine/ffi/libbpf.ts';
import { interfaceIndex } from '../../../electron/engine/ffi/libc-socket.ts';
import { openLibrary } from '../../../electron/engine/ffi/library.ts';
import { ipFrame, udp } from '../../../electron/engine/network/lab/frames.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { RESOURCES } from '../../support/paths.ts';
import { withBpfObject } from '../../support/with-bpf-object.ts';
import { onOneCpu } from '../dataplane/one-cpu.ts';
import { runTest } from '../dataplane/run-test.ts';

/**
 * Two ways to make the kernel send. Frames of a network card are the cheapest by far, but the kernel
 * sets up pages for them at every call, and waits half a millisecond to be rid of them. Copies of one
 * packet take no time to set up. Offset 29: the last byte of the source address; 34: the source port.
 */
const SOURCE = (interfaceIndex: number) => `
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("tc") int one_sender(struct __sk_buff *skb)
{
	bpf_clone_redirect(skb, ${interfaceIndex}, 0);
	return 0;
}
SEC("xdp") int many_senders(struct xdp_md *ctx)
{
	void *frame = (void *)(long)ctx->data;
	__u32 random = bpf_get_prandom_u32();
	if (frame + 36 > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	*(__u8 *)(frame + 29) = random;
	*(__u8 *)(frame + 35) = random >> 8 & 15;
	return XDP_TX;
}
char _license[] SEC("license") = "GPL";
`;

const BPF_F_TEST_XDP_LIVE_FRAMES = 1 << 1;
const CONTEXT_WORDS = 6;
/** The receiving queue has room for 256. */
const BATCH_FRAMES = 64;
/** So that a flood does not mostly measure its setting up, and a click waits for no burst. */
const burstMsOf = { one: 0.5, many: 4 };
/** How much faster than its rate a sender may be that has fallen behind: a burst would be another rate. */
const CATCH_UP = 1.2;
/** What it fell behind by while it did not run at all is no burst either. */
const LONGEST_BURST_MS = 8;
const HEADER_BYTES = 14 + 20 + 8;
/** Nobody's: the receiver's stack lets go of them at once. */
const MACS = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:99' };

const [name = '', rate = '', duration = '', length = '', kind = 'many'] = process.argv.slice(2);
const senders = kind === 'one' ? 'one' : 'many';
const burstMs = burstMsOf[senders];
const packetsPerSecond = Number(rate);
const packets = packetsPerSecond * Number(duration);
const ends = { source: '203.0.113.77', destination: '192.0.2.1' };
const frame = ipFrame(
  MACS,
  { ...ends, protocol: 17 },
  udp(
    { ...ends, sourcePort: 40_000, destinationPort: 9999 },
    new Uint8Array(Number(length) - HEADER_BYTES),
  ),
);
const libbpf = bindLibbpf(expectOk(openLibrary('libbpf.so.1', `${RESOURCES}/lib`)));
libbpf.silence();
const index = interfaceIndex(name);
const context = new Uint32Array(CONTEXT_WORDS);
context[1] = frame.length;
context[3] = index;
const asFrames = {
  ctx_in: new Uint8Array(context.buffer),
  ctx_size_in: context.byteLength,
  flags: BPF_F_TEST_XDP_LIVE_FRAMES,
  batch_size: BATCH_FRAMES,
};
const object = await withBpfObject(SOURCE(index), async (path) => {
  const opened = expectOk(BpfObject.open(libbpf, path));
  expectOk(await opened.load());
  return opened;
});
const programFd = libbpf.programFd(
  object.program(`${senders}_sender${senders === 'many' ? 's' : ''}`),
);
const sleep = new Int32Array(new SharedArrayBuffer(4));
// One that moves leaves the receiving end's polling behind, and its queue overflows.
using _pinned = onOneCpu();
console.log('ready');
const startMs = performance.now();
let lastMs = startMs - burstMs;
for (let sent = 0; sent < packets; ) {
  const nowMs = performance.now();
  const onTime = Math.ceil(((nowMs - startMs + burstMs) * packetsPerSecond) / 1000);
  const sinceMs = Math.min(nowMs - lastMs, LONGEST_BURST_MS);
  const atMost = sent + Math.ceil((sinceMs * packetsPerSecond * CATCH_UP) / 1000);
  const due = Math.min(packets, onTime, atMost);
  lastMs = nowMs;
  if (due > sent) {
    runTest(libbpf, programFd, {
      data_in: frame,
      data_size_in: frame.length,
      repeat: due - sent,
      ...(senders === 'many' ? asFrames : {}),
    });
    sent = due;
  }
  Atomics.wait(sleep, 0, 0, burstMs);
}
console.log(String(packets));
object[Symbol.dispose]();
