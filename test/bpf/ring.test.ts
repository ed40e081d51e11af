/** The ring reader against the real ring: nothing lost that fits, nothing wrong ever, all of it counted. */
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inFlight } from '../../electron/contract/accounting.ts';
import { readBatch } from '../../electron/contract/batch-reader.ts';
import { PacketRecord, RECORD_BYTES } from '../../electron/contract/packet-record.ts';
import { RING_BYTES } from '../../electron/engine/bpf/layout.ts';
import { PacketPump } from '../../electron/engine/capture/packet-pump.ts';
import { PacketStream } from '../../electron/engine/capture/packet-stream.ts';
import { ethernet, ipv4, udp } from '../../electron/engine/network/lab/frames.ts';
import { PrivatePlane } from '../support/private-plane.ts';

const RECORD_STRIDE_BYTES = RECORD_BYTES + 8;
const RING_RECORDS = Math.floor(RING_BYTES / RECORD_STRIDE_BYTES);
const DRAIN_RECORDS = 16_384;
const WRAPS = 6;

let plane: PrivatePlane;

beforeEach(async () => {
  plane = await PrivatePlane.open();
});
afterEach(() => plane?.[Symbol.dispose]());

describe('ring reader', () => {
  test(`loses nothing while the ring wraps ${WRAPS} times, in bursts that fit`, () => {
    const burst = Math.floor(RING_RECORDS * 0.9);
    const bursts = Math.ceil((WRAPS * RING_RECORDS) / burst) + 1;
    let read = 0;
    for (let index = 0; index < bursts; index += 1) {
      plane.runMany(frameOf(index), burst);
      read += drainAll(index);
    }
    const counts = plane.recordCounts();
    expect(read).toBe(bursts * burst);
    expect(read * RECORD_STRIDE_BYTES).toBeGreaterThan(WRAPS * RING_BYTES);
    expect(counts).toEqual({ recorded: read, notAskedFor: 0, sampledOut: 0, ringFull: 0 });
  });

  test('is woken by a packet once it has read all', async () => {
    drainAll(0);
    const isWoken = plane.plane.ring.untilReadable(60_000).then(() => true);
    const isAwake = await Promise.race([isWoken, wait(50, false)]);
    expect(isAwake).toBe(false);
    plane.runMany(frameOf(0), 1);
    expect(await isWoken).toBe(true);
    expect(drainAll(0)).toBe(1);
    // There is nothing more to wait for than the time.
    await plane.plane.ring.untilReadable(1);
    expect(drainAll(0)).toBe(0);
  });

  test.each([0, 256])(
    'accounts for every record when the producer is faster than the reader, with %i bytes',
    async (snapshotBytes) => {
      plane.setRecord({ snapshotBytes });
      // Runs of packets on another thread, while this one reads slower than they come.
      const producers = [1, 2].map((number) => startProducer(number));
      let read = 0;
      let running = producers.length;
      for (const producer of producers) void producer.done.then(() => (running -= 1));
      while (running > 0) {
        read += drainChecked(2000);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      const produced = (await Promise.all(producers.map((producer) => producer.done))).reduce(
        (a, b) => a + b,
      );
      for (let last = -1; last !== 0; ) {
        last = drainChecked(DRAIN_RECORDS);
        read += last;
      }
      const counts = plane.recordCounts();
      expect(counts.recorded).toBe(read);
      expect(counts.ringFull).toBeGreaterThan(0);
      expect(read + counts.ringFull).toBe(produced);
    },
  );

  test('a client that joins behind the records of another gets its own, and an account of just those', async () => {
    plane.setRecord({ snapshotBytes: 256 });
    const pump = new PacketPump(plane.plane.ring);
    const open = (ports: number[]) =>
      new PacketStream(
        pump,
        () => plane.recordCounts(),
        (frame) => {
          ports.push(...portsIn(frame));
          return true;
        },
      );
    const early: number[] = [];
    const late: number[] = [];
    using first = open(early);
    for (let index = 0; index < 100; index += 1) plane.runMany(frameOf(index), 37);
    using second = open(late);
    for (let index = 100; index < 150; index += 1) plane.runMany(frameOf(index), 11);
    const account = (stream: PacketStream) => stream.account(plane.recordCounts());
    await vi.waitFor(() => expect(account(first)).toMatchObject({ delivered: 100 * 37 + 50 * 11 }));
    expect(account(second)).toMatchObject({ seen: 50 * 11, delivered: 50 * 11 });
    expect(inFlight(account(second))).toBe(0);
    expect(late).toEqual(early.slice(100 * 37));
    expect(late[0]).toBe(portOf(100));
  });

  test('stops at what the caller asked for, and goes on from there', () => {
    plane.runMany(frameOf(3), 10);
    expect(plane.drain(4).count).toBe(4);
    expect(plane.drain(100).count).toBe(6);
    expect(plane.drain(100).count).toBe(0);
  });
});

/** The source ports of the records in a frame. */
function portsIn(frame: Uint8Array): number[] {
  const batch = readBatch(frame);
  if (!batch) throw new Error('malformed batch');
  const record = new PacketRecord(batch.records);
  return Array.from({ length: batch.count }, (_, at) => record.at(at).sourcePort);
}

/** Everything in the ring now; every record must be of burst `index`, and in order. */
function drainAll(index: number): number {
  let total = 0;
  let lastNs = 0;
  for (;;) {
    const { count, records } = plane.drain(DRAIN_RECORDS);
    if (count === 0) return total;
    total += count;
    const record = new PacketRecord(records);
    for (let at = 0; at < count; at += 1) {
      record.at(at);
      if (record.sourcePort !== portOf(index) || !isWhole(record) || record.timeBootNs < lastNs) {
        throw new Error(`record ${at} of burst ${index} is wrong`);
      }
      lastNs = record.timeBootNs;
    }
  }
}

function drainChecked(limit: number): number {
  const { count, records, capturedBytes, bytes } = plane.drain(limit);
  const record = new PacketRecord(records);
  let packetAt = 0;
  for (let at = 0; at < count; at += 1) {
    if (!isWhole(record.at(at))) throw new Error(`record ${at} is torn or wrong`);
    const captured = capturedBytes[at] ?? 0;
    if (!isItsPacket(record, bytes.subarray(packetAt, packetAt + captured))) {
      throw new Error(`the bytes of record ${at} are torn or wrong`);
    }
    packetAt += captured;
  }
  return count;
}

/** Every field agrees with the others: a torn record would mix two packets. */
function isWhole(record: PacketRecord): boolean {
  const port = record.sourcePort;
  return (
    record.family === 4 &&
    record.protocol === 17 &&
    record.destinationPort === 65535 - port &&
    record.infoB === port % 97 &&
    record.lengthBytes === 14 + 20 + 8 + (port % 97) &&
    record.ttl === port % 251 &&
    record.source[3] === port % 256 &&
    record.timeBootNs > 0
  );
}

/** As many bytes as were asked for, and those of the packet with these ports. */
function isItsPacket({ sourcePort, lengthBytes }: PacketRecord, bytes: Uint8Array): boolean {
  if (bytes.length === 0) return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (
    bytes.length === Math.min(256, lengthBytes) &&
    view.getUint16(14 + 20) === sourcePort &&
    view.getUint16(14 + 20 + 2) === 65535 - sourcePort
  );
}

function portOf(index: number): number {
  return 1000 + index * 7;
}

function frameOf(index: number): Uint8Array {
  return frameWithPort(portOf(index));
}

function frameWithPort(port: number): Uint8Array {
  const ends = { source: `192.0.2.${port % 256}`, destination: '192.0.2.254' };
  const datagram = udp(
    { ...ends, sourcePort: port, destinationPort: 65535 - port },
    new Uint8Array(port % 97),
  );
  const packet = ipv4({ ...ends, protocol: 17, ttl: port % 251 }, datagram);
  return ethernet(
    { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02', etherType: 0x0800 },
    packet,
  );
}

/** Runs packets of changing content for a while on a thread of its own; gives how many. */
function startProducer(number: number): { done: Promise<number> } {
  const frames = Array.from({ length: 50 }, (_, index) => frameWithPort(1000 * number + index));
  const worker = new Worker(new URL('../support/test-run-worker.ts', import.meta.url), {
    workerData: { programFd: plane.programFd(), frames, repeat: 4000, rounds: 4 },
  });
  const done = new Promise<number>((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
  });
  return { done };
}
