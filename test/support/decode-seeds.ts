/** Whole, honest packets of every kind that can be decoded: what mutation begins with. */
import {
  ethernet,
  icmp,
  icmpv6,
  ipFrame,
  ipv4,
  ipv6,
  ipv6Fragment,
  ipv6Options,
  tcp,
  udp,
  vlanTag,
} from '../../electron/engine/network/lab/frames.ts';
import {
  ascii,
  dhcp,
  dhcpv6Relayed,
  dhcpv6Reply,
  dhcpv6Solicit,
  dnsAnswer,
  dnsQuestion,
  httpRequest,
  httpResponse,
  join,
  ntpClient,
  quicInitial,
  serviceParameters,
  stunRequest,
  tlsClientHello,
  tlsServerHello,
} from './payloads.ts';
import { FRAMES, MACS, V4, V6 } from './test-frames.ts';

/** Largest segment, selective acknowledgement, timestamps, nothing, window scale. */
export const SYN_OPTIONS = Uint8Array.of(
  ...[2, 4, 5, 0xb4, 4, 2, 8, 10, 0x1c, 0x9e, 0x44, 0x10, 0, 0, 0, 0, 1, 3, 3, 7],
);

export function udpFrame(sourcePort: number, destinationPort: number, payload: Uint8Array) {
  return ipFrame(
    MACS,
    { ...V4, protocol: 17 },
    udp({ ...V4, sourcePort, destinationPort }, payload),
  );
}

export function udp6Frame(sourcePort: number, destinationPort: number, payload: Uint8Array) {
  return ipFrame(
    MACS,
    { ...V6, protocol: 17 },
    udp({ ...V6, sourcePort, destinationPort }, payload),
  );
}

export function tcpFrame(sourcePort: number, destinationPort: number, payload: Uint8Array) {
  return ipFrame(
    MACS,
    { ...V4, protocol: 6 },
    tcp({ ...V4, sourcePort, destinationPort, flags: 0x18, window: 501 }, payload),
  );
}

export function ipv6Frame(nextHeader: number, payload: Uint8Array) {
  return ethernet({ ...MACS, etherType: 0x86dd }, ipv6({ ...V6, nextHeader }, payload));
}

const DATAGRAM = udp(
  { ...V6, sourcePort: 5000, destinationPort: 53 },
  dnsQuestion('a.example', 'A'),
);
const QUOTED = ipv4(
  { source: V4.destination, destination: V4.source, protocol: 17 },
  udp(
    { source: V4.destination, destination: V4.source, sourcePort: 40_000, destinationPort: 33_434 },
    new Uint8Array(8),
  ),
);
const ROUTER = Uint8Array.of(
  ...[64, 0x40, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0],
  ...[1, 1, 2, 0, 0, 0, 0, 1],
  ...[3, 4, 64, 0xc0, 0, 1, 0x51, 0x80, 0, 0, 0x38, 0x40, 0, 0, 0, 0],
  ...[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ...[5, 1, 0, 0, 0, 0, 5, 0xdc],
);

export const DECODE_SEEDS: Readonly<Record<string, Uint8Array>> = {
  ...FRAMES,
  synWithOptions: ipFrame(
    MACS,
    { ...V4, protocol: 6 },
    tcp({ ...V4, sourcePort: 40_114, destinationPort: 22, flags: 2, options: SYN_OPTIONS }),
  ),
  dnsQuestion: udpFrame(40_000, 53, dnsQuestion('mirror.example.net', 'A')),
  dnsAnswer: udpFrame(
    53,
    40_000,
    dnsAnswer('mirror.example.net', 'A', [
      { name: 'mirror.example.net', type: 'CNAME', data: 'edge.example.com' },
      { name: 'edge.example.com', type: 'A', data: '192.0.2.80', ttlSeconds: 60 },
      { name: 'edge.example.com', type: 'AAAA', data: '2001:db8::80' },
      { name: 'mirror.example.net', type: 'MX', data: 'mail.example.net' },
      { name: 'mirror.example.net', type: 'TXT', data: 'v=spf1 -all' },
      { name: 'mirror.example.net', type: 'SRV', data: 'sip.example.net' },
    ]),
  ),
  dnsService: udpFrame(
    53,
    40_000,
    dnsAnswer('example.net', 'HTTPS', [
      { name: 'example.net', type: 'HTTPS', data: '', parameters: serviceParameters() },
      { name: 'example.net', type: 'SVCB', data: 'pool.example.com' },
    ]),
  ),
  mdns: udpFrame(5353, 5353, dnsQuestion('_ipp._tcp.local', 'PTR')),
  tlsClientHello: tcpFrame(40_000, 443, tlsClientHello('mirror.example.net')),
  tlsServerHello: tcpFrame(443, 40_000, tlsServerHello()),
  httpRequest: tcpFrame(40_000, 80, httpRequest('/index.html', 'example.net')),
  httpResponse: tcpFrame(80, 40_000, httpResponse()),
  ssdp: udpFrame(
    40_000,
    1900,
    ascii('M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\nMan: "ssdp:discover"\r\n\r\n'),
  ),
  dhcp: udpFrame(
    68,
    67,
    dhcp({ kind: 'discover', clientMac: '00:1b:21:c4:0e:01', hostName: 'laptop' }),
  ),
  dhcpv6: udp6Frame(546, 547, dhcpv6Solicit()),
  dhcpv6Reply: udp6Frame(547, 546, dhcpv6Reply()),
  dhcpv6Relayed: udp6Frame(547, 547, dhcpv6Relayed(dhcpv6Solicit(), 2)),
  quic: udpFrame(40_000, 443, quicInitial(1200)),
  ntp: udpFrame(40_000, 123, ntpClient()),
  stun: udpFrame(40_000, 3478, stunRequest()),
  quoting: ipFrame(MACS, { ...V4, protocol: 1 }, icmp({ type: 11 }, QUOTED)),
  quoting6: ipv6Frame(
    58,
    icmpv6(
      { ...V6, type: 1, code: 4 },
      ipv6({ source: V6.destination, destination: V6.source, nextHeader: 17 }, DATAGRAM),
    ),
  ),
  routerAdvertisement: ipv6Frame(58, routerAdvertisement()),
  extensions: ipv6Frame(
    0,
    ipv6Options(
      { nextHeader: 43, sizeBytes: 8 },
      ipv6Options(
        { nextHeader: 60, sizeBytes: 24 },
        ipv6Options(
          { nextHeader: 44, sizeBytes: 16 },
          ipv6Fragment({ nextHeader: 17, identification: 9 }, DATAGRAM),
        ),
      ),
    ),
  ),
  greTunnel: ipFrame(MACS, { ...V4, protocol: 47 }, join(Uint8Array.of(0, 0, 8, 0), QUOTED)),
  ipInIp: ipFrame(MACS, { ...V4, protocol: 4 }, QUOTED),
  twoTags: ethernet(
    { ...MACS, etherType: 0x88a8 },
    vlanTag({ id: 100, etherType: 0x8100 }, vlanTag({ id: 7, etherType: 0x0800 }, QUOTED)),
  ),
  spanningTree: ethernet(
    { ...MACS, etherType: 38 },
    join(Uint8Array.of(0x42, 0x42, 3), new Uint8Array(43)),
  ),
  ipv4Options: ethernet(
    { ...MACS, etherType: 0x0800 },
    ipv4(
      { ...V4, protocol: 17, options: Uint8Array.of(7, 7, 8, 192, 0, 2, 9, 1, 148, 4, 0, 0) },
      udp({ ...V4, sourcePort: 1, destinationPort: 2 }, new Uint8Array(4)),
    ),
  ),
};

/** The four bytes after the ICMPv6 head stand in identifier and sequence. */
function routerAdvertisement(): Uint8Array {
  return icmpv6({ ...V6, type: 134, identifier: 0x4040, sequence: 1800 }, ROUTER.subarray(4));
}
