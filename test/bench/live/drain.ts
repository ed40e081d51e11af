/**
 * How fast records leave the kernel's ring: the real filter writes them as fast as a flood would, on
 * one core, and the engine's own pump drains them on the other. All CPU time of this process counts
 * that is not the producer's, so the collection of its garbage as well.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { inFlight } from '../../../electron/contract/accounting.ts';
import { batchRecords } from '../../../electron/contract/packet-batch.ts';
import { RING_BYTES } from '../../../electron/engine/bpf/layout.ts';
import type { RingReader } from '../../../electron/engine/bpf/ring-reader.ts';
import { PacketPump } from '../../../electron/engine/capture/packet-pump.ts';
import { PacketStream } from '../../../electron/engine/capture/packet-stream.ts';
import { PrivatePlane } from '../../support/private-plane.ts';
import { frameFrom, OTHER_SOURCE } from '../dataplane/frame.ts';
import type { Finding } from '../report.ts';
import type { FloodReport, FloodWork } from './flood-worker.ts';

const PACKETS_PER_SECOND = 4_000_000;
/** What a sender of its own core may fall short of. */
const SLOWEST_SHARE = 0.9;
/** A transport that keeps up gives a frame back in a later turn, when others have left after it. */
const FRAMES_IN_FLIGHT = 8;

/** `keys`: with which prefix, and how many bytes of each packet come along. */
export async function drain(
  packets: number,
  prefix: string,
  snapshotBytes: number,
): Promise<Finding[]> {
  using plane = await PrivatePlane.open();
  plane.setRecord({ snapshotBytes });
  let highest = 0;
  const pump = new PacketPump(plane.plane.ring, ({ ringShare }) => {
    highest = Math.max(highest, ringShare);
  });
  let received = 0;
  const inFlightFrames: (() => void)[] = [];
  using stream = new PacketStream(
    pump,
    () => plane.recordCounts(),
    (frame, onSent = () => {}) => {
      received += batchRecords(frame);
      inFlightFrames.push(onSent);
      if (inFlightFrames.length > FRAMES_IN_FLIGHT) inFlightFrames.shift()?.();
      return true;
    },
  );
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpu = process.cpuUsage();
  const flood = await runFlood({
    programFd: plane.programFd(),
    frame: frameFrom(OTHER_SOURCE),
    packets,
    packetsPerSecond: PACKETS_PER_SECOND,
  });
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  await emptied(plane.plane.ring);
  const account = stream.account(plane.recordCounts());
  if (account.seen !== packets || inFlight(account) !== 0 || received !== account.delivered) {
    throw new Error(`${JSON.stringify(account)} and ${received} received do not add up.`);
  }
  const rate = packets / flood.seconds;
  if (rate < SLOWEST_SHARE * PACKETS_PER_SECOND) {
    console.log(`Only ${(rate / 1e6).toFixed(2)} million/s were produced: the machine is busy.`);
  }
  const { sampledOut, lostRing, lostEngine, lostLink } = account;
  const lost = sampledOut + lostRing + lostEngine + lostLink;
  const usPerEvent = (user + system - flood.cpuMicroseconds) / packets;
  return [
    { key: `${prefix}_us_per_event`, samples: [usPerEvent], goal: { atMost: 0.15 } },
    { key: `${prefix}_lost`, samples: [lost], goal: { atMost: 0 } },
    { key: `${prefix}_events_per_s`, samples: [rate] },
    { key: `${prefix}_ring_mib`, samples: [(highest * RING_BYTES) / 2 ** 20] },
    { key: `${prefix}_delay_ms_p99`, samples: [delay.percentile(99) / 1e6] },
    { key: `${prefix}_delay_ms_max`, samples: [delay.max / 1e6] },
  ];
}

/** The pump takes the rest in turns of its own. */
async function emptied(ring: Pick<RingReader, 'waitingBytes'>): Promise<void> {
  while (ring.waitingBytes > 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

function runFlood(workerData: FloodWork): Promise<FloodReport> {
  const worker = new Worker(new URL('./flood-worker.ts', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}
