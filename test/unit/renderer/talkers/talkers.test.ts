import { describe, expect, it } from 'vitest';
import { encodeBatch } from '../../../../electron/contract/batch-packer.ts';
import { readBatch } from '../../../../electron/contract/batch-reader.ts';
import type { PacketBatch } from '../../../../electron/contract/packet-batch.ts';
import {
  DIRECTION,
  ETHER_TYPE,
  IP_PROTOCOL,
  RECORD_BYTES,
  VERDICT,
} from '../../../../electron/contract/packet-record.ts';
import type { TalkerKind } from '../../../../renderer/model/talkers/group-key.ts';
import { groupText } from '../../../../renderer/model/talkers/group-text.ts';
import { NO_NAMES, type TalkerQuery, Talkers } from '../../../../renderer/model/talkers/talkers.ts';
import { makeRecordBytes, type RecordFields } from '../../../support/make-record.ts';

/** The machine was started then, in milliseconds since 1970. */
const BOOT_MS = 1_000_000_000_000;
const BY_PACKETS = { column: 'packets', descending: true } as const;

const me = [192, 168, 1, 20];
const host = (last: number) => [203, 0, 113, last];

function batch(records: readonly RecordFields[]): PacketBatch {
  const bytes = new Uint8Array(records.length * RECORD_BYTES);
  for (const [index, fields] of records.entries()) {
    bytes.set(makeRecordBytes(fields), index * RECORD_BYTES);
  }
  const read = readBatch(encodeBatch({ records: bytes }));
  if (!read) throw new Error('no batch');
  return read;
}

/** A TCP packet at so many milliseconds after the start. */
function tcp(
  atMs: number,
  from: readonly number[],
  to: readonly number[],
  ports: readonly [number, number],
  more: RecordFields = {},
): RecordFields {
  return {
    time_boot_ns: Math.round(atMs * 1e6),
    source: from,
    destination: to,
    source_port: ports[0],
    destination_port: ports[1],
    protocol: IP_PROTOCOL.tcp,
    ...more,
  };
}

/** What a look shows: label, packets, bytes, drops, packets per second. */
function table(talkers: Talkers, kind: TalkerKind, atMs: number, ask: Partial<TalkerQuery> = {}) {
  const query = { kind, sort: BY_PACKETS, find: '', ...ask };
  const { groups, order } = talkers.look(query, BOOT_MS + atMs);
  return [...order].map((group) => [
    groupText(groups, group, kind, talkers.names).label,
    groups.packets[group],
    groups.bytes[group],
    groups.drops[group],
    groups.rate[group],
  ]);
}

describe('talkers', () => {
  it('adds packets up by who sent them, who they were for, and by port', () => {
    const talkers = new Talkers(64);
    talkers.add(
      batch([
        tcp(1000, host(1), me, [40000, 443], { length_bytes: 100 }),
        tcp(1500, me, host(1), [443, 40000], { direction: DIRECTION.out, length_bytes: 200 }),
        tcp(2500, host(1), me, [40001, 443], { verdict: VERDICT.drop }),
        tcp(2600, host(2), me, [40000, 22], { verdict: VERDICT.drop }),
      ]),
      BOOT_MS,
    );
    expect(table(talkers, 'source', 3000)).toEqual([
      ['203.0.113.1', 2, 160, 1, 1],
      ['192.168.1.20', 1, 200, 0, 0.5],
      ['203.0.113.2', 1, 60, 1, 0.5],
    ]);
    expect(table(talkers, 'destination', 3000)).toEqual([
      ['192.168.1.20', 3, 220, 2, 1.5],
      ['203.0.113.1', 1, 200, 0, 0.5],
    ]);
    expect(table(talkers, 'port', 3000)).toEqual([
      ['443/tcp', 3, 360, 1, 1.5],
      ['22/tcp', 1, 60, 1, 0.5],
    ]);
  });

  it('joins the two directions of a flow, named from the end that began', () => {
    const talkers = new Talkers(64);
    talkers.add(
      batch([
        tcp(1000, me, host(1), [50000, 443], { direction: DIRECTION.out }),
        tcp(1001, host(1), me, [443, 50000]),
        tcp(1002, host(1), me, [40000, 22]),
        tcp(1003, me, host(1), [22, 40000], { direction: DIRECTION.out }),
      ]),
      BOOT_MS,
    );
    expect(table(talkers, 'flow', 3000)).toEqual([
      ['192.168.1.20:50000 → 203.0.113.1:443', 2, 120, 0, 1],
      ['203.0.113.1:40000 → 192.168.1.20:22', 2, 120, 0, 1],
    ]);
  });

  it('tells protocols without ports, frames without addresses and IPv6 apart', () => {
    const six = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    const talkers = new Talkers(64);
    talkers.add(
      batch([
        tcp(1000, host(1), me, [0, 0], { protocol: IP_PROTOCOL.icmp }),
        tcp(1000, host(1), me, [0, 0], { protocol: 0, ether_type: ETHER_TYPE.arp }),
        tcp(1000, six, six, [1000, 53], {
          family: 6,
          ether_type: ETHER_TYPE.ipv6,
          protocol: IP_PROTOCOL.udp,
        }),
        tcp(1000, [], [], [0, 0], { family: 0, ether_type: 0x88cc, protocol: 0 }),
      ]),
      BOOT_MS,
    );
    const labels = (kind: TalkerKind) => table(talkers, kind, 2000).map(([label]) => label);
    expect(labels('port').toSorted()).toEqual(['53/udp', 'ARP', 'ICMP', 'LLDP']);
    expect(labels('source').toSorted()).toEqual([
      '02:00:00:00:00:01',
      '2001:db8::1',
      '203.0.113.1',
    ]);
    expect(labels('flow')).toContain('[2001:db8::1]:1000 → [2001:db8::1]:53');
  });

  it('finds by part of an address, a service or a name', () => {
    const talkers = new Talkers(64);
    const { nameOf, ...rest } = NO_NAMES;
    talkers.names = {
      ...rest,
      nameOf: (address) => (address === '203.0.113.2' ? 'Printer.lan' : nameOf(address)),
    };
    talkers.add(
      batch([tcp(1, host(1), me, [40000, 443]), tcp(2, host(2), me, [40000, 22])]),
      BOOT_MS,
    );
    const found = (kind: TalkerKind, find: string) =>
      table(talkers, kind, 2000, { find }).map(([label]) => label);
    expect(found('source', '113.1')).toEqual(['203.0.113.1']);
    expect(found('source', ' printer')).toEqual(['203.0.113.2']);
    expect(found('port', 'HTTPS')).toEqual(['443/tcp']);
    expect(found('flow', 'ssh')).toEqual(['203.0.113.2:40000 → 192.168.1.20:22']);
    expect(found('source', 'nobody')).toEqual([]);
  });

  it.each([
    ['label', false, [2, 10, 9]],
    ['packets', false, [2, 10, 9]],
    ['bytes', true, [10, 9, 2]],
    ['firstMs', true, [2, 10, 9]],
  ] as const)('sorts by %s', (column, descending, packets) => {
    const talkers = new Talkers(64);
    const many = (count: number, from: readonly number[], atMs: number, bytes: number) =>
      Array.from({ length: count }, () => tcp(atMs, from, me, [1, 2], { length_bytes: bytes }));
    talkers.add(
      batch([
        ...many(9, host(100), 10, 3000),
        ...many(10, host(20), 20, 5000),
        ...many(2, host(3), 30, 70),
      ]),
      BOOT_MS,
    );
    const sorted = table(talkers, 'source', 1000, { sort: { column, descending } });
    const expected = column === 'packets' ? [2, 9, 10] : packets;
    expect(sorted.map(([, count]) => count)).toEqual(expected);
  });

  it('gives up the flows not seen for longest, and counts them', () => {
    const talkers = new Talkers(4);
    const seen = (atMs: number, ...lasts: readonly number[]) =>
      talkers.add(batch(lasts.map((last) => tcp(atMs, host(last), me, [1, 2]))), BOOT_MS);
    seen(0, 1, 2, 3, 4);
    seen(1000, 1, 2, 2);
    seen(2000, 5, 6);
    expect(table(talkers, 'source', 3000).map(([label, packets]) => [label, packets])).toEqual([
      ['203.0.113.2', 3],
      ['203.0.113.1', 2],
      ['203.0.113.5', 1],
      ['203.0.113.6', 1],
    ]);
    const { other, packets } = talkers.look({ kind: 'source', sort: BY_PACKETS, find: '' }, 0);
    expect([other, packets]).toEqual([{ flows: 2, packets: 2, bytes: 120, drops: 0 }, 9]);
  });

  it('never miscounts, whatever comes and goes', () => {
    const talkers = new Talkers(32);
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 50; round += 1) {
      const records = Array.from({ length: 100 }, () =>
        tcp(round * 700, host(next(250)), me, [next(3), 80]),
      );
      talkers.add(batch(records), BOOT_MS);
      const { groups, order, other, packets } = talkers.look(
        { kind: 'flow', sort: BY_PACKETS, find: '' },
        BOOT_MS + round * 700,
      );
      const shown = [...order].reduce((sum, group) => sum + (groups.packets[group] ?? 0), 0);
      expect(shown + other.packets).toBe((round + 1) * 100);
      expect(packets).toBe((round + 1) * 100);
      expect(order.length).toBeLessThanOrEqual(32);
    }
  });

  it('shows the last minute by second, drops apart', () => {
    const talkers = new Talkers(8);
    talkers.add(
      batch([
        tcp(1000, host(1), me, [1, 2]),
        tcp(1100, host(1), me, [1, 2]),
        tcp(1200, host(1), me, [3, 2], { verdict: VERDICT.drop }),
        tcp(5000, host(1), me, [1, 2]),
        // It comes late, and counts in the newest second of its flow.
        tcp(4900, host(1), me, [1, 2]),
        tcp(61_500, host(1), me, [1, 2]),
      ]),
      BOOT_MS,
    );
    const at = (atMs: number) => {
      const { groups, order } = talkers.look(
        { kind: 'source', sort: BY_PACKETS, find: '' },
        BOOT_MS + atMs,
      );
      const [bars] = groups.bars([...order]);
      return { passed: filled(bars?.passed ?? []), dropped: filled(bars?.dropped ?? []) };
    };
    expect(at(61_000)).toEqual({ passed: { 0: 2, 4: 2 }, dropped: { 0: 1 } });
    expect(at(62_500)).toEqual({ passed: { 3: 2, 59: 1 }, dropped: {} });
    expect(at(200_000)).toEqual({ passed: {}, dropped: {} });
  });

  it('forgets everything', () => {
    const talkers = new Talkers(8);
    talkers.add(batch([tcp(1000, host(1), me, [1, 2])]), BOOT_MS);
    talkers.clear();
    expect(table(talkers, 'source', 2000)).toEqual([]);
    talkers.add(batch([tcp(1000, host(1), me, [1, 2])]), BOOT_MS);
    expect(table(talkers, 'source', 2000)).toHaveLength(1);
  });
});

/** What is not 0, by its place. */
function filled(values: readonly number[]): Record<number, number> {
  return Object.fromEntries([...values.entries()].filter(([, value]) => value !== 0));
}
