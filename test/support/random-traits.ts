/** Packets as the language sees them, of every kind, from the values that random rules ask for. */
import { addressBytes, parseAddress } from '../../electron/contract/address.ts';
import type { PacketTraits } from '../../electron/contract/language/traits.ts';
import { expectOk } from './expect-ok.ts';
import type { Random } from './random.ts';
import { ADDRESSES_V4, ADDRESSES_V6, PORTS } from './random-frames.ts';
import { RANDOM_INTERFACES, RANDOM_MACS } from './random-rules.ts';

type Lists = readonly [string, ...string[]];

/** Its fields agree with each other as those of a parsed packet do. */
export function randomTraits(random: Random, lists?: Lists): PacketTraits {
  const network = randomNetwork(random);
  const onLists = () => (lists && random.chance(2) ? [random.pick(lists)] : []);
  return {
    direction: random.pick(['in', 'out']),
    interface: random.pick(RANDOM_INTERFACES),
    length: random.chance(8) ? 65_535 : 14 + random.below(150),
    sourceMac: random.pick(RANDOM_MACS),
    destinationMac: random.pick(RANDOM_MACS),
    ...(random.chance(3) ? { vlan: random.pick([0, 100, random.below(4096), 4095]) } : {}),
    ...network,
    sourceLists: network.source ? onLists() : [],
    destinationLists: network.source ? onLists() : [],
    established: network.ipVersion !== undefined && random.chance(3),
    malformed: random.chance(6),
    tooManyTags: false,
    tooManyExtensions: network.ipVersion === 6 && random.chance(6),
  };
}

type Network = Pick<PacketTraits, 'etherType'> & Partial<PacketTraits>;

function randomNetwork(random: Random): Network {
  switch (random.below(8)) {
    case 0:
      return {
        etherType: 0x0806,
        ...(random.chance(4) ? {} : randomEnds(random, ADDRESSES_V4)),
        ...(random.chance(4) ? {} : { arpOperation: random.below(4) }),
      };
    case 1:
      // IP whose header could not be read is none.
      return { etherType: random.pick([0x0800, 0x86dd, 0x88cc, 0x8863, 0x0026, 0]) };
    case 2:
    case 3:
    case 4:
      return {
        etherType: 0x0800,
        ipVersion: 4,
        ...randomEnds(random, ADDRESSES_V4),
        ...randomIp(random, 1),
      };
    default:
      return {
        etherType: 0x86dd,
        ipVersion: 6,
        ...randomEnds(random, ADDRESSES_V6),
        ...randomIp(random, 58),
      };
  }
}

function randomEnds(random: Random, pool: readonly [string, ...string[]]): Partial<PacketTraits> {
  const address = () => addressBytes(expectOk(parseAddress(random.pick(pool))));
  return { source: address(), destination: address() };
}

/** `icmp`: the number of the ICMP that belongs to the version. */
function randomIp(random: Random, icmp: number): Partial<PacketTraits> {
  const protocol = random.pick([6, 6, 17, icmp, icmp, 1, 58, 2, 132, 89]);
  const ip = { protocol, ttl: random.below(256) };
  if (random.chance(6)) return { ...ip, fragment: 'later' };
  const whole = random.chance(6) ? { ...ip, fragment: 'first' as const } : ip;
  // Cut off before the transport header.
  if (random.chance(8)) return whole;
  const port = () => random.pick(PORTS) - random.below(2);
  const ports = { sourcePort: port(), destinationPort: port() };
  if (protocol === icmp)
    return { ...whole, icmpType: randomType(random), icmpCode: random.below(16) };
  if (protocol === 17 || protocol === 132) return { ...whole, ...ports };
  if (protocol !== 6) return whole;
  return { ...whole, ...ports, ...(random.chance(8) ? {} : { tcpFlags: random.below(256) }) };
}

function randomType(random: Random): number {
  return random.chance(2) ? random.pick([0, 3, 8, 128, 135]) : random.below(256);
}
