/** The recording as a file: what is damaged is refused, and what ships is what it says. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatAddressBytes } from '../../../electron/contract/address.ts';
import {
  DIRECTION,
  IP_PROTOCOL,
  PacketRecord,
  REASON,
  RECORD_BYTES,
  VERDICT,
} from '../../../electron/contract/packet-record.ts';
import { overlaps } from '../../../electron/engine/network/lab/prefix.ts';
import { countedProtocolOf } from '../../../electron/engine/replay/counted-protocol-of.ts';
import {
  decodeRecording,
  encodeRecording,
  readRecording,
} from '../../../electron/engine/replay/recorded-traffic.ts';
import { RECORDING_PATH } from '../../../electron/engine/replay/replay.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { makeRecordBytes } from '../../support/make-record.ts';
import { RESOURCES } from '../../support/paths.ts';

const SHIPPED = join(RESOURCES, RECORDING_PATH);
const HEADER_BYTES = 40;

function file(...timesNs: readonly number[]): Uint8Array {
  const records = timesNs.map((time) => makeRecordBytes({ time_boot_ns: time }));
  return encodeRecording({
    interface: 'recording',
    durationNs: 2e9,
    records: Buffer.concat(records),
  });
}

function changed(change: (view: DataView) => void): Uint8Array {
  const bytes = file(0, 5, 1e9);
  change(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return bytes;
}

const verdictOf = (index: number) => HEADER_BYTES + index * RECORD_BYTES + 72;

describe('a recording', () => {
  test('is read as it was written', () => {
    const traffic = expectOk(decodeRecording(file(0, 5, 5, 1e9)));
    expect(traffic.interface).toBe('recording');
    expect(traffic.durationNs).toBe(2e9);
    expect([...traffic.timesNs]).toEqual([0, 5, 5, 1e9]);
    expect(new PacketRecord(traffic.records).at(3).timeBootNs).toBe(1e9);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['half a header', file(0).subarray(0, 20)],
    ['a cut record', file(0, 5).subarray(0, -1)],
    ['a byte too many', Buffer.concat([file(0), new Uint8Array(1)])],
    ['a record that was not announced', Buffer.concat([file(0), makeRecordBytes({})])],
    ['no record', file()],
    ['another kind of file', changed((view) => view.setUint8(0, 0x7f))],
    ['a later layout', changed((view) => view.setUint32(4, 2, true))],
    ['records of another size', changed((view) => view.setUint32(8, 80, true))],
    ['more records than fit memory', changed((view) => view.setUint32(12, 0xffff_ffff, true))],
    ['no duration', changed((view) => view.setBigUint64(16, 0n, true))],
    ['an endless duration', changed((view) => view.setBigUint64(16, 2n ** 63n, true))],
    ['a name that ends a line', changed((view) => view.setUint8(25, 10))],
    ['no name', changed((view) => view.setUint8(24, 0))],
    ['a name without an end', changed((view) => view.setUint8(39, 0x61))],
    ['time that runs backwards', file(5, 4)],
    ['a packet after its end', file(0, 2e9)],
    ['a packet that was dropped', changed((view) => view.setUint8(verdictOf(1), VERDICT.drop))],
    ['a packet that a rule let pass', changed((view) => view.setUint8(verdictOf(2) + 1, 1))],
  ])('with %s is refused', (_, bytes) => {
    const decoded = decodeRecording(bytes);
    expect(decoded).toMatchObject({ ok: false, error: { code: 'missing-object' } });
  });

  test('is refused as a file that is not there, is no file, is cut, or is too large', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'portcullis-recording-'));
    try {
      const path = join(directory, 'a.records');
      const refused = { ok: false, error: { code: 'missing-object' } };
      expect(await readRecording(path)).toMatchObject(refused);
      expect(await readRecording(directory)).toMatchObject(refused);
      writeFileSync(path, file(0, 1));
      expect(expectOk(await readRecording(path)).timesNs.length).toBe(2);
      truncateSync(path, HEADER_BYTES + RECORD_BYTES);
      expect(await readRecording(path)).toMatchObject(refused);
      truncateSync(path, 100_000_000);
      expect(await readRecording(path)).toMatchObject(refused);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('the recording that ships', () => {
  const bytes = readFileSync(SHIPPED);
  const traffic = expectOk(decodeRecording(bytes));
  const record = new PacketRecord(traffic.records);
  const indices = [...traffic.timesNs.keys()];

  test('is small, and lively from beginning to end', () => {
    expect(bytes.length).toBeLessThan(300_000);
    expect(indices.length).toBeGreaterThan(300);
    const times = [...traffic.timesNs, traffic.durationNs];
    const pauses = times.map((timeNs, index) => timeNs - (times[index - 1] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...pauses)).toBeLessThan(1e9);
    expect(traffic.durationNs / 1e9).toBeGreaterThanOrEqual(30);
  });

  test('shows every common protocol, of both families', () => {
    const protocols = new Set(indices.map((index) => countedProtocolOf(record.at(index))));
    expect([...protocols].sort()).toEqual(['arp', 'icmp', 'icmpv6', 'igmp', 'tcp', 'udp']);
    const families = new Set(indices.map((index) => record.at(index).family));
    expect([...families].sort()).toEqual([4, 6]);
  });

  test('holds whole packets that passed because nothing was said about them', () => {
    for (const index of indices) {
      const { lengthBytes, verdict, reason } = record.at(index);
      expect(lengthBytes).toBeGreaterThanOrEqual(42);
      expect(lengthBytes).toBeLessThanOrEqual(65_549);
      expect({ verdict, reason }).toEqual({ verdict: VERDICT.pass, reason: REASON.default });
    }
  });

  test('holds both sides of conversations', () => {
    const { tcp, udp, icmp, icmpv6 } = IP_PROTOCOL;
    const protocolsOf = (wanted: number) =>
      new Set(
        indices
          .filter((index) => record.at(index).direction === wanted)
          .map((index) => record.at(index).protocol),
      );
    expect([...protocolsOf(DIRECTION.in)]).toEqual(
      expect.arrayContaining([tcp, udp, icmp, icmpv6]),
    );
    expect([...protocolsOf(DIRECTION.out)]).toEqual(expect.arrayContaining([tcp, icmp, icmpv6]));
  });

  test('has no address of a real machine in it', () => {
    const invented = [
      ...['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4'],
      ...['2001:db8::/32', 'fe80::/10', 'ff00::/8', '::/128'],
    ];
    for (const index of indices) {
      const { source, destination, sourceMac, destinationMac } = record.at(index);
      for (const end of [source, destination]) {
        const address = formatAddressBytes(end);
        expect(
          invented.some((prefix) => overlaps(prefix, address)),
          address,
        ).toBe(true);
      }
      // Locally administered, and one machine's: no manufacturer gave it out.
      expect((sourceMac[0] as number) & 3).toBe(2);
      // So, or a group's.
      expect([1, 2, 3]).toContain((destinationMac[0] as number) & 3);
    }
  });
});
