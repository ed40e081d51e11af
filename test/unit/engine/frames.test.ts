import { describe, expect, test } from 'vitest';
import { ETHER_TYPE, IP_PROTOCOL } from '../../../electron/contract/packet-record.ts';
import {
  ARP_OPERATION,
  arp,
  BROADCAST_MAC,
  ethernet,
  IPV6_EXTENSION,
  icmp,
  icmpv6,
  igmp,
  internetChecksum,
  ipFrame,
  ipv4,
  ipv6,
  ipv6Fragment,
  ipv6Options,
  pseudoHeader,
  TCP_FLAG,
  tcp,
  udp,
  VLAN_ETHER_TYPE,
  vlanTag,
} from '../../../electron/engine/network/lab/frames.ts';

const MACS = { destination: '02:00:00:00:00:01', source: '02:00:00:00:00:02' };
const ENDS = { source: '192.0.2.10', destination: '192.0.2.1' };
const ENDS6 = { source: '2001:db8::10', destination: '2001:db8::1' };
const ports = { sourcePort: 1234, destinationPort: 80 };

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

describe('link layer', () => {
  test('a frame is destination, source, type, payload', () => {
    const frame = ethernet({ ...MACS, etherType: ETHER_TYPE.ipv6 }, Uint8Array.of(1, 2));
    expect(hex(frame)).toBe('020000000001' + '020000000002' + '86dd' + '0102');
  });

  test('tags nest, each announcing what follows', () => {
    const inner = vlanTag({ id: 42, etherType: ETHER_TYPE.ipv4 }, Uint8Array.of(0xff));
    const outer = vlanTag({ id: 4094, priority: 7, etherType: VLAN_ETHER_TYPE.customer }, inner);
    expect(hex(outer)).toBe('effe' + '8100' + '002a' + '0800' + 'ff');
  });

  test('an ARP request leaves the target MAC open', () => {
    const request = arp({
      operation: ARP_OPERATION.request,
      senderMac: MACS.source,
      senderAddress: ENDS.source,
      targetAddress: ENDS.destination,
    });
    expect(hex(request)).toBe(
      `0001080006040001${'020000000002'}${'c000020a'}${'000000000000'}${'c0000201'}`,
    );
  });

  test('malformed text is a bug of the caller', () => {
    expect(() => ethernet({ ...MACS, source: '2:0', etherType: 0 }, text(''))).toThrow('not a MAC');
    expect(() => udp({ source: '1.2.3', destination: '::', ...ports })).toThrow(
      'not an IP address',
    );
  });
});

describe('network layer', () => {
  test('the IPv4 header of a well-known worked example', () => {
    const header = ipv4(
      {
        source: '192.168.0.1',
        destination: '192.168.0.199',
        protocol: IP_PROTOCOL.udp,
        dontFragment: true,
      },
      new Uint8Array(95),
    ).subarray(0, 20);
    expect(hex(header)).toBe('45000073000040004011b861c0a80001c0a800c7');
  });

  test('IPv4 options lengthen the header and are checksummed', () => {
    const options = Uint8Array.of(0x94, 4, 0, 0);
    const packet = ipv4({ ...ENDS, protocol: 2, options }, text('ab'));
    expect(packet[0]).toBe(0x46);
    expect(packet.length).toBe(26);
    expect(internetChecksum(packet.subarray(0, 24))).toBe(0);
    expect(() => ipv4({ ...ENDS, protocol: 2, options: text('abc') }, text(''))).toThrow(
      RangeError,
    );
  });

  test('IPv4 fragments carry flags and an offset in units of eight', () => {
    const flags = (packet: Uint8Array) => hex(packet.subarray(6, 8));
    const header = { ...ENDS, protocol: 17 };
    expect(flags(ipv4({ ...header, moreFragments: true }, text('')))).toBe('2000');
    expect(flags(ipv4({ ...header, fragmentOffsetBytes: 1480 }, text('')))).toBe('00b9');
  });

  test('an IPv6 header counts its payload only', () => {
    const packet = ipv6({ ...ENDS6, nextHeader: 59, flowLabel: 0xabcde, hopLimit: 3 }, text('abc'));
    expect(hex(packet.subarray(0, 8))).toBe('600abcde' + '0003' + '3b' + '03');
    expect(packet.length).toBe(43);
  });

  test('IPv6 extension headers chain', () => {
    const fragment = ipv6Fragment(
      { nextHeader: 17, identification: 7, fragmentOffsetBytes: 8, moreFragments: true },
      text(''),
    );
    expect(hex(fragment)).toBe('1100' + '0009' + '00000007');
    const options = ipv6Options({ nextHeader: IPV6_EXTENSION.fragment, sizeBytes: 16 }, fragment);
    expect(hex(options.subarray(0, 5))).toBe('2c01' + '010c' + '00');
    expect(options.length).toBe(24);
  });

  test('a frame gets the family of its addresses', () => {
    const four = ipFrame(MACS, { ...ENDS, protocol: 1, ttl: 9 }, icmp({ type: 8 }));
    expect([four[13], four[14], four[22], four[23]]).toEqual([0x00, 0x45, 9, 1]);
    const six = ipFrame(
      { ...MACS, destination: BROADCAST_MAC },
      { ...ENDS6, protocol: 58, ttl: 9 },
      icmpv6({ ...ENDS6, type: 128 }),
    );
    expect([six[0], six[13], six[14], six[20], six[21]]).toEqual([0xff, 0xdd, 0x60, 58, 9]);
  });
});

describe('transport layer', () => {
  test.each([
    ['IPv4', ENDS],
    ['IPv6', ENDS6],
  ])('checksums cover addresses and payloads of odd length, over %s', (_, ends) => {
    const payload = text('odd');
    const segments = [
      { bytes: udp({ ...ends, ...ports }, payload), protocol: IP_PROTOCOL.udp },
      {
        bytes: tcp({ ...ends, ...ports, flags: TCP_FLAG.syn }, payload),
        protocol: IP_PROTOCOL.tcp,
      },
      { bytes: icmpv6({ ...ends, type: 128 }, payload), protocol: IP_PROTOCOL.icmpv6 },
    ];
    for (const { bytes, protocol } of segments) {
      expect(internetChecksum(pseudoHeader(ends, protocol, bytes.length), bytes)).toBe(0);
    }
  });

  test('a TCP segment has its flags, options and defaults where they belong', () => {
    const segment = tcp({
      ...ENDS,
      ...ports,
      flags: TCP_FLAG.syn | TCP_FLAG.ack,
      sequence: 0xffff_fffe,
      acknowledgment: 5,
      window: 1024,
      options: Uint8Array.of(2, 4, 5, 0xb4),
    });
    expect(hex(segment.subarray(0, 16))).toBe(
      '04d20050' + 'fffffffe' + '00000005' + '6012' + '0400',
    );
    expect(segment.length).toBe(24);
  });

  test('a UDP checksum that comes out as zero is sent as ones', () => {
    const zeroSum = Array.from({ length: 0x1_0000 }, (_, port) => port).find((sourcePort) => {
      const segment = udp({ ...ENDS, sourcePort, destinationPort: 1 });
      return segment[6] === 0xff && segment[7] === 0xff;
    });
    expect(zeroSum).toBeDefined();
  });

  test('ICMP echo has identifier and sequence, IGMP its group', () => {
    const echo = icmp({ type: 8, identifier: 0x1234, sequence: 0x5678 }, text('hello'));
    expect(hex(echo.subarray(4))).toBe(`12345678${hex(text('hello'))}`);
    expect(internetChecksum(echo)).toBe(0);
    expect(hex(igmp({ type: 0x16, group: '224.0.0.251' }))).toBe('1600' + '0904' + 'e00000fb');
  });

  test('sums of any length fold into 16 bits', () => {
    expect(internetChecksum(new Uint8Array(65_536).fill(0xff))).toBe(0);
    expect(internetChecksum(Uint8Array.of(0x01))).toBe(0xfeff);
  });
});
