/** Where frames begin with their IP header, rules match as behind Ethernet. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIRECTIONS, type Direction } from '../../electron/contract/language/statement.ts';
import { REASON } from '../../electron/contract/packet-record.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { FRAMES } from '../support/test-frames.ts';

const ETHERNET_BYTES = 14;
const NAMES = ['ping', 'ping6', 'udp6', 'udp', 'syn', 'syn6', 'first', 'later'] as const;
const RULES = [
  'drop both tcp dport 8080',
  'drop both src 203.0.113.0/24 icmp',
  'drop both ttl 1-9',
];

let ethernet: PrivatePlane;
let rawIp: PrivatePlane;
beforeAll(async () => {
  ethernet = await PrivatePlane.open();
  rawIp = await PrivatePlane.open({ isRawIp: true });
});
afterAll(() => {
  ethernet?.[Symbol.dispose]();
  rawIp?.[Symbol.dispose]();
});

test.each(RULES)('%s', async (line) => {
  for (const plane of [ethernet, rawIp]) await plane.setRules([rule(line)]);
  for (const name of NAMES) {
    for (const direction of DIRECTIONS) {
      const frame = FRAMES[name];
      const expected = seen(ethernet, frame, direction);
      const actual = seen(rawIp, frame.subarray(ETHERNET_BYTES), direction);
      expect(actual, `${name}, ${direction}`).toEqual(expected);
    }
  }
});

/** What stands in the IP header and behind it. */
function seen(plane: PrivatePlane, frame: Uint8Array, direction: Direction) {
  const { record, verdict } = plane.run(frame, direction);
  if (!record) throw new Error('no record arrived');
  const { family, protocol, ttl, fragment, sourcePort, destinationPort, etherType } = record;
  const ends = [record.source, record.destination].map((address) => [...address]);
  return {
    ...{ verdict, ends, family, protocol, ttl, fragment, sourcePort, destinationPort, etherType },
    ...{ flags: record.flags, slot: record.ruleSlot, reason: record.reason, marks: record.marks },
  };
}

test('neither version of IP is a bad header', async () => {
  await rawIp.setRules([rule('drop in malformed')]);
  const frame = new Uint8Array(60).fill(0x55);
  expect(rawIp.run(frame).verdict).toBe('drop');
  await rawIp.setRules([]);
  expect(rawIp.run(frame)).toMatchObject({
    verdict: 'pass',
    record: { reason: REASON.badHeader, family: 0, etherType: 0 },
  });
});
