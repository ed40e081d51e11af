/** Frames of every kind the filter parses, from few addresses and ports so that rules hit them. */
import {
  arp,
  ethernet,
  icmp,
  icmpv6,
  ipv4,
  ipv6,
  ipv6Fragment,
  ipv6Options,
  tcp,
  udp,
  vlanTag,
} from '../../electron/engine/network/lab/frames.ts';
import type { Random } from './random.ts';

export const ADDRESSES_V4 = ['192.0.2.1', '192.0.2.2', '198.51.100.7', '203.0.113.77'] as const;
export const ADDRESSES_V6 = ['2001:db8::1', '2001:db8::2', 'fe80::1', '2001:db8:bad::9'] as const;
export const PORTS = [22, 53, 80, 443, 8080, 65535] as const;
const MACS = { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' };
const EXTENSIONS = [0, 43, 60, 135] as const;

/** Well formed, unless `mutate` is asked to spoil it. */
export function randomFrame(random: Random): Uint8Array {
  const [etherType, payload] = randomNetwork(random);
  let type = etherType;
  let body = payload;
  for (let tags = random.chance(3) ? random.below(6) : 0; tags > 0; tags -= 1) {
    body = vlanTag({ id: random.below(4096), etherType: type }, body);
    type = random.pick([0x8100, 0x88a8, 0x9100]);
  }
  return ethernet({ ...MACS, etherType: type }, body);
}

/** Cuts it off somewhere, or changes some of its bytes. Never shorter than an Ethernet header. */
export function mutate(random: Random, frame: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(frame);
  for (let changes = random.below(4); changes > 0; changes -= 1) {
    copy[12 + random.below(Math.min(60, copy.length - 12))] = random.below(256);
  }
  return random.chance(2) ? copy.subarray(0, 14 + random.below(copy.length - 13)) : copy;
}

function randomNetwork(random: Random): [number, Uint8Array] {
  switch (random.below(8)) {
    case 0:
      return [0x0806, randomArp(random)];
    case 1:
      return [random.pick([0x0026, 0x88cc, 0x8863]), random.bytes(46)];
    case 2:
    case 3:
    case 4:
      return [0x0800, randomIpv4(random)];
    default:
      return [0x86dd, randomIpv6(random)];
  }
}

function randomArp(random: Random): Uint8Array {
  return arp({
    operation: 1 + random.below(2),
    senderMac: MACS.source,
    senderAddress: random.pick(ADDRESSES_V4),
    targetAddress: random.pick(ADDRESSES_V4),
  });
}

function randomIpv4(random: Random): Uint8Array {
  const ends = { source: random.pick(ADDRESSES_V4), destination: random.pick(ADDRESSES_V4) };
  const protocol = random.pick([1, 2, 6, 17, 47, 132, 58, 89]);
  const header = {
    ...ends,
    protocol,
    ttl: random.below(256),
    ...(random.chance(3) ? { options: new Uint8Array(4 * (1 + random.below(10))) } : {}),
    ...(random.chance(5) ? { moreFragments: true } : {}),
    ...(random.chance(5) ? { fragmentOffsetBytes: 8 * random.below(100) } : {}),
  };
  return ipv4(header, randomTransport(random, protocol, ends));
}

function randomIpv6(random: Random): Uint8Array {
  const ends = { source: random.pick(ADDRESSES_V6), destination: random.pick(ADDRESSES_V6) };
  const protocol = random.pick([6, 17, 58, 58, 47, 132, 59, 1]);
  let next: number = protocol;
  let payload = randomTransport(random, protocol, ends);
  for (let count = random.chance(2) ? random.below(8) : 0; count > 0; count -= 1) {
    if (random.chance(4)) {
      payload = ipv6Fragment(
        {
          nextHeader: next,
          identification: random.below(1 << 30),
          moreFragments: random.chance(2),
          fragmentOffsetBytes: random.chance(2) ? 0 : 8 * random.below(50),
        },
        payload,
      );
      next = 44;
    } else {
      payload = ipv6Options({ nextHeader: next, sizeBytes: 8 * (1 + random.below(3)) }, payload);
      next = random.pick(EXTENSIONS);
    }
  }
  return ipv6({ ...ends, nextHeader: next, hopLimit: random.below(256) }, payload);
}

function randomTransport(
  random: Random,
  protocol: number,
  ends: { source: string; destination: string },
): Uint8Array {
  const payload = random.bytes(random.below(40));
  const ports = { sourcePort: random.pick(PORTS), destinationPort: random.pick(PORTS) };
  const echo = {
    type: random.below(256),
    code: random.below(16),
    identifier: random.below(65536),
    sequence: random.below(65536),
  };
  switch (protocol) {
    case 6:
      return tcp(
        { ...ends, ...ports, flags: random.below(256), window: random.below(65536) },
        payload,
      );
    case 17:
      return udp({ ...ends, ...ports }, payload);
    case 1:
      return icmp(echo, payload);
    case 58:
      return ends.source.includes(':') ? icmpv6({ ...echo, ...ends }, payload) : payload;
    default:
      return payload;
  }
}
