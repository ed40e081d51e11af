import { expect, it } from 'vitest';
import { LINK_TYPE } from '../../../../electron/contract/capture-file/format.ts';
import {
  type PacketContext,
  PcapngWriter,
} from '../../../../electron/contract/capture-file/pcapng-writer.ts';
import { verdictComment } from '../../../../electron/contract/capture-file/verdict-comment.ts';
import {
  DIRECTION,
  IP_PROTOCOL,
  REASON,
  VERDICT,
} from '../../../../electron/contract/packet-record.ts';
import { makeRecord } from '../../../support/make-record.ts';
import { readCapture } from '../../../support/read-capture.ts';
import { FRAMES, V4 } from '../../../support/test-frames.ts';
import { tsharkFields } from '../../../support/tshark.ts';

const BOOT_MS = 1_790_000_000_123.25;
const ETH0 = { name: 'eth0', linkType: LINK_TYPE.ethernet };
const TUN0 = { name: 'tun0', linkType: LINK_TYPE.rawIp };

const FRAME = FRAMES.udp;
const DROPPED = makeRecord({
  time_boot_ns: 5_000_000_042,
  length_bytes: FRAME.length,
  protocol: IP_PROTOCOL.udp,
  verdict: VERDICT.drop,
  reason: REASON.rule,
  rule_slot: 3,
});
const SENT = makeRecord({
  time_boot_ns: 6_000_000_000,
  length_bytes: 1500,
  direction: DIRECTION.out,
});
const RULE = { text: 'drop src 203.0.113.77', place: 7, name: 'scanner' };

function write(fill: (writer: PcapngWriter) => void): Uint8Array {
  const chunks: Uint8Array[] = [];
  const header = { application: 'Portcullis 1.2.3', snapshotBytes: 128, comment: 'a test' };
  const writer = new PcapngWriter(header, (chunk) => chunks.push(chunk));
  fill(writer);
  writer.flush();
  return new Uint8Array(Buffer.concat(chunks));
}

function context(seenOn: PacketContext['interface'], comment = ''): PacketContext {
  return { interface: seenOn, bootTimeMs: BOOT_MS, comment };
}

const FILE = write((writer) => {
  writer.add(DROPPED, FRAME, context(ETH0, verdictComment(DROPPED, RULE)));
  writer.add(SENT, FRAME.subarray(14), context(TUN0, verdictComment(SENT, undefined)));
  writer.add(SENT, new Uint8Array(0), context(ETH0));
  writer.addStatistics(
    {
      received: 10,
      lost: 3,
      leftOut: 4,
      delivered: 3,
      startMs: BOOT_MS,
      endMs: BOOT_MS + 9000,
      comment: '3 packets; 3 lost',
    },
    ETH0,
  );
});

it('writes what the reader reads', () => {
  const { frames, error } = readCapture(FILE, 13);
  expect(error).toBeUndefined();
  expect(frames).toEqual([
    {
      number: 1,
      timeNs: 1_790_000_005_123_250_042n,
      linkType: LINK_TYPE.ethernet,
      lengthBytes: FRAME.length,
      bytes: FRAME,
      interfaceName: 'eth0',
      direction: 'in',
      verdict: 'drop',
      comment: 'dropped by rule 7: drop src 203.0.113.77 # scanner',
    },
    {
      number: 2,
      timeNs: 1_790_000_006_123_250_000n,
      linkType: LINK_TYPE.rawIp,
      lengthBytes: 1500,
      bytes: FRAME.subarray(14),
      interfaceName: 'tun0',
      direction: 'out',
      verdict: 'pass',
      comment: 'passed: no rule matched',
    },
    expect.objectContaining({ number: 3, bytes: new Uint8Array(0), lengthBytes: 1500 }),
  ]);
});

it('writes what tshark reads: times, addresses, interfaces, verdicts and comments', () => {
  const fields = [
    'frame.time_epoch',
    'ip.src',
    'ip.dst',
    'frame.interface_name',
    'frame.packet_flags_direction',
    'frame.verdict.ebpf_xdp',
    'frame.verdict.ebpf_tc',
    'frame.comment',
    'frame.cap_len',
    'frame.len',
  ];
  const rows = tsharkFields(FILE, fields);
  const length = String(FRAME.length);
  expect(rows[0]).toEqual([
    '1790000005.123250042',
    V4.source,
    V4.destination,
    'eth0',
    '0x00000001',
    '1',
    '',
    'dropped by rule 7: drop src 203.0.113.77 # scanner',
    length,
    length,
  ]);
  expect(rows[1]).toEqual([
    '1790000006.123250000',
    V4.source,
    V4.destination,
    'tun0',
    '0x00000002',
    '',
    '-1',
    'passed: no rule matched',
    String(FRAME.length - 14),
    '1500',
  ]);
  expect(rows[2]?.slice(-2)).toEqual(['0', '1500']);
  expect(rows).toHaveLength(3);
});

it('hands on chunks as they fill, each whole at the end of a block', () => {
  const chunks: Uint8Array[] = [];
  const header = { application: 'Portcullis', snapshotBytes: 0 };
  const writer = new PcapngWriter(header, (chunk) => chunks.push(chunk));
  for (let index = 0; index < 6_000; index += 1) {
    writer.add(DROPPED, FRAME, context(ETH0, 'passed: no rule matched'));
  }
  expect(chunks.length).toBeGreaterThan(2);
  let read = 0;
  for (let count = 1; count <= chunks.length; count += 1) {
    const { frames, error } = readCapture(new Uint8Array(Buffer.concat(chunks.slice(0, count))));
    expect(error).toBeUndefined();
    expect(frames.length).toBeGreaterThan(read);
    read = frames.length;
  }
});

it('cuts a comment that is too long at a whole character', () => {
  const comment = `${'x'.repeat(0xffee)}€€`;
  const file = write((writer) => writer.add(DROPPED, FRAME, context(ETH0, comment)));
  const { frames, error } = readCapture(file);
  expect(error).toBeUndefined();
  expect(frames[0]?.comment).toBe('x'.repeat(0xffee));
});
