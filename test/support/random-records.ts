/** Records as bytes, of every kind of packet, from the values that random rules ask for. */
import { addressBytes, parseAddress } from '../../electron/contract/address.ts';
import { MARK, NO_RULE_SLOT } from '../../electron/contract/packet-record.ts';
import { expectOk } from './expect-ok.ts';
import { makeRecordBytes, type RecordFields } from './make-record.ts';
import type { Random } from './random.ts';
import { ADDRESSES_V4, ADDRESSES_V6, PORTS } from './random-frames.ts';
import { RANDOM_ETHER_TYPES, RANDOM_MACS } from './random-rules.ts';

export function randomRecord(random: Random): Uint8Array {
  const family = random.pick([4, 4, 4, 6, 6, 0]);
  const pool = family === 6 ? ADDRESSES_V6 : ADDRESSES_V4;
  const address = () => [...addressBytes(expectOk(parseAddress(random.pick(pool))))];
  const mac = () =>
    random
      .pick(RANDOM_MACS)
      .split(':')
      .map((pair) => Number.parseInt(pair, 16));
  const ends = family === 0 ? {} : { source: address(), destination: address() };
  const etherType = family === 6 ? 0x86dd : random.pick([0x0800, 0x0800, ...RANDOM_ETHER_TYPES]);
  const port = () => random.pick(PORTS) - random.below(2);
  const protocol = random.pick([6, 6, 17, 1, 58, 2, 132, 89]);
  // No ICMP has ports, and no record says so.
  const hasPorts = protocol !== 1 && protocol !== 58 && random.chance(2);
  const fields: RecordFields = {
    ...ends,
    family,
    ether_type: etherType,
    ifindex: random.below(4),
    length_bytes: random.chance(8) ? 65_530 + random.below(20) : 14 + random.below(150),
    source_mac: mac(),
    destination_mac: mac(),
    source_port: port(),
    destination_port: port(),
    vlan_id: random.pick([0, 100, 4095]),
    tag_count: random.below(3),
    protocol,
    info_a: random.below(4),
    flags: random.chance(2) ? random.pick([0, 3, 8, 128, 135]) : random.below(256),
    code: random.below(16),
    ttl: random.below(256),
    fragment: random.chance(3) ? random.below(3) : 0,
    direction: random.below(2),
    verdict: random.below(2),
    rule_slot: random.chance(2) ? NO_RULE_SLOT : random.below(5),
    reason: random.below(3),
    marks:
      (hasPorts ? MARK.hasPorts : 0) |
      (random.chance(2) ? MARK.hasFlags : 0) |
      (random.chance(3) ? MARK.established : 0) |
      (random.chance(4) ? MARK.malformed : 0),
  };
  return makeRecordBytes(fields);
}
