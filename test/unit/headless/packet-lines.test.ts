import { expect, it } from 'vitest';
import {
  ETHER_TYPE,
  IP_PROTOCOL,
  REASON,
  VERDICT,
} from '../../../electron/contract/packet-record.ts';
import {
  createColumnFormat,
  formatJson,
  type LineContext,
} from '../../../electron/headless/packet-lines.ts';
import { makeRecord } from '../../support/make-record.ts';

/** Midday where the test runs, minus the time since boot in the records. */
const MIDDAY_MS = new Date(2026, 0, 2, 12, 0, 0, 0).getTime();
const CONTEXT: LineContext = { bootTimeMs: MIDDAY_MS, interfaceName: () => 'eth7' };

const SYN = makeRecord({
  time_boot_ns: 1_002_900_000,
  protocol: IP_PROTOCOL.tcp,
  source: [192, 0, 2, 1],
  destination: [192, 0, 2, 9],
  source_port: 40_000,
  destination_port: 80,
  flags: 2,
  info_a: 64_240,
});
const PING6 = makeRecord({
  ether_type: ETHER_TYPE.ipv6,
  family: 6,
  protocol: IP_PROTOCOL.icmpv6,
  source: [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  destination: [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2],
  flags: 128,
  verdict: VERDICT.drop,
  direction: 1,
  tag_count: 1,
  vlan_id: 5,
});
const LLC = makeRecord({ ether_type: 38, family: 0, ttl: 0 });

it('prints one JSON object per packet', () => {
  expect(JSON.parse(formatJson(SYN, CONTEXT))).toEqual({
    time: new Date(MIDDAY_MS + 1_002).toISOString().replace('Z', '900000Z'),
    interface: 'eth7',
    direction: 'in',
    verdict: 'pass',
    protocol: 'TCP',
    source: '192.0.2.1',
    sourcePort: 40_000,
    destination: '192.0.2.9',
    destinationPort: 80,
    sourceMac: '02:00:00:00:00:01',
    etherType: 0x0800,
    ttl: 64,
    lengthBytes: 60,
    info: 'SYN win 64240',
  });
});

it('leaves out of the object what the packet has not', () => {
  expect(JSON.parse(formatJson(PING6, CONTEXT))).toMatchObject({
    direction: 'out',
    verdict: 'drop',
    source: '2001:db8::1',
    vlan: 5,
  });
  expect(Object.keys(JSON.parse(formatJson(PING6, CONTEXT)))).not.toContain('sourcePort');
  const llc = Object.keys(JSON.parse(formatJson(LLC, CONTEXT)));
  expect(llc).not.toContain('source');
  expect(llc).not.toContain('ttl');
  const bad = formatJson(makeRecord({ reason: REASON.badHeader }), CONTEXT);
  expect(JSON.parse(bad).malformed).toBe('bad header');
});

it('prints aligned columns, which widen for a longer address', () => {
  const format = createColumnFormat();
  expect([SYN, PING6, LLC].map((record) => format(record, CONTEXT))).toEqual([
    '12:00:01.002  in   pass  192.0.2.1:40000        192.0.2.9:80           TCP        60  SYN win 64240',
    '12:00:00.000  out  drop  2001:db8::1            2001:db8::2            ICMPv6     60  Echo request id 0 seq 0, vlan 5',
    '12:00:00.000  in   pass  02:00:00:00:00:01                             LLC        60  from 02:00:00:00:00:01',
  ]);
  const long = makeRecord({
    ether_type: ETHER_TYPE.ipv6,
    family: 6,
    protocol: IP_PROTOCOL.udp,
    source: new Array<number>(16).fill(0x11),
    destination: new Array<number>(16).fill(0x22),
    source_port: 53,
  });
  const source = '[1111:1111:1111:1111:1111:1111:1111:1111]:53';
  expect(format(long, CONTEXT)).toContain(`  ${source}  `);
  expect(format(SYN, CONTEXT)).toContain(`  ${'192.0.2.1:40000'.padEnd(source.length)}  `);
});
