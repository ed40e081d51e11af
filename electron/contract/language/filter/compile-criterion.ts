import { IP_PROTOCOL, MARK, RECORD_OFFSETS } from '../../packet-record.ts';
import type { AddressField, Criterion, NumberField, ProtocolWord, Range } from '../criterion.ts';
import { prefixBytes } from '../prefix.ts';
import type { AddressTest, FilterContext } from './filter-context.ts';
import {
  addressOffset,
  addressSize,
  fieldU16,
  fieldU32,
  hasMark,
  hasPorts,
  ipVersion,
  isArpRecord,
  isComingIn,
  type PacketTest,
} from './record-fields.ts';

type NumberTest = (value: number) => boolean;

const MAX_LENGTH = 65_535;

/** One criterion of a rule; agrees with {@link matches} on every record. */
export function compileCriterion(criterion: Criterion, context: FilterContext): PacketTest {
  const test = compilePositive(criterion, context);
  return criterion.not ? (bytes, offset, sequence) => !test(bytes, offset, sequence) : test;
}

function compilePositive(criterion: Criterion, context: FilterContext): PacketTest {
  if ('ranges' in criterion) return compileNumber(criterion.field, numberTest(criterion.ranges));
  if ('lists' in criterion) {
    return atEnds(criterion.field, context.listTest(criterion.lists));
  }
  if ('prefixes' in criterion) {
    const tests = criterion.prefixes.map((prefix) => prefixTest(prefixBytes(prefix), prefix.bits));
    return atEnds(criterion.field, someAddress(tests));
  }
  switch (criterion.field) {
    case 'interface': {
      const names = new Set(criterion.names);
      const { interfaceName } = context;
      return (bytes, offset) =>
        names.has(interfaceName(fieldU32(bytes, offset + RECORD_OFFSETS.ifindex)));
    }
    case 'protocol':
      return compileProtocols(criterion.values);
    case 'ether-src':
      return compileMacs(criterion.macs, RECORD_OFFSETS.source_mac);
    case 'ether-dst':
      return compileMacs(criterion.macs, RECORD_OFFSETS.destination_mac);
    case 'flags': {
      const { patterns } = criterion;
      return (bytes, offset) => {
        if (!hasTcpFlags(bytes, offset)) return false;
        const flags = bytes[offset + RECORD_OFFSETS.flags] as number;
        for (const { set, clear } of patterns) {
          if ((flags & set) === set && (flags & clear) === 0) return true;
        }
        return false;
      };
    }
    case 'fragment': {
      const first = criterion.kinds.includes('first');
      const later = criterion.kinds.includes('later');
      return (bytes, offset) => {
        const fragment = bytes[offset + RECORD_OFFSETS.fragment];
        return fragment !== 0 && ipVersion(bytes, offset) !== 0 && (fragment === 1 ? first : later);
      };
    }
    case 'established':
      return (bytes, offset) => hasMark(bytes, offset, MARK.established);
    case 'malformed':
      return (bytes, offset) => hasMark(bytes, offset, MARK.malformed);
  }
}

function numberTest(ranges: readonly Range[]): NumberTest {
  const [only] = ranges;
  if (ranges.length === 1 && only) {
    const { low, high } = only;
    return (value) => low <= value && value <= high;
  }
  return (value) => {
    for (const { low, high } of ranges) if (low <= value && value <= high) return true;
    return false;
  };
}

function compileNumber(field: NumberField, test: NumberTest): PacketTest {
  const u16 =
    (at: number): PacketTest =>
    (bytes, offset) =>
      test(fieldU16(bytes, offset + at));
  const where =
    (has: (bytes: Uint8Array, offset: number) => boolean, then: PacketTest): PacketTest =>
    (bytes, offset, sequence) =>
      has(bytes, offset) && then(bytes, offset, sequence);
  const u8 =
    (at: number): PacketTest =>
    (bytes, offset) =>
      test(bytes[offset + at] as number);
  switch (field) {
    case 'ether-type':
      return u16(RECORD_OFFSETS.ether_type);
    case 'length':
      return (bytes, offset) =>
        test(Math.min(fieldU32(bytes, offset + RECORD_OFFSETS.length_bytes), MAX_LENGTH));
    case 'arp-op':
      return where(
        (bytes, offset) => hasMark(bytes, offset, MARK.hasFlags) && isArpRecord(bytes, offset),
        u16(RECORD_OFFSETS.info_a),
      );
    case 'vlan':
      return where(
        (bytes, offset) => bytes[offset + RECORD_OFFSETS.tag_count] !== 0,
        u16(RECORD_OFFSETS.vlan_id),
      );
    case 'sport':
      return where(hasPorts, u16(RECORD_OFFSETS.source_port));
    case 'dport':
      return where(hasPorts, u16(RECORD_OFFSETS.destination_port));
    case 'port':
      return where(
        hasPorts,
        (bytes, offset) =>
          test(fieldU16(bytes, offset + RECORD_OFFSETS.source_port)) ||
          test(fieldU16(bytes, offset + RECORD_OFFSETS.destination_port)),
      );
    case 'icmp-type':
      return where(hasIcmpType, u8(RECORD_OFFSETS.flags));
    case 'icmp-code':
      return where(hasIcmpType, u8(RECORD_OFFSETS.code));
    case 'ttl':
      return where((bytes, offset) => ipVersion(bytes, offset) !== 0, u8(RECORD_OFFSETS.ttl));
  }
}

function hasTcpFlags(bytes: Uint8Array, offset: number): boolean {
  return (
    bytes[offset + RECORD_OFFSETS.protocol] === IP_PROTOCOL.tcp &&
    hasMark(bytes, offset, MARK.hasFlags) &&
    ipVersion(bytes, offset) !== 0
  );
}

function hasIcmpType(bytes: Uint8Array, offset: number): boolean {
  const version = ipVersion(bytes, offset);
  const icmp = version === 4 ? IP_PROTOCOL.icmp : IP_PROTOCOL.icmpv6;
  return (
    version !== 0 &&
    bytes[offset + RECORD_OFFSETS.protocol] === icmp &&
    hasMark(bytes, offset, MARK.hasFlags)
  );
}

function prefixTest(prefix: Uint8Array, bits: number): AddressTest {
  const whole = bits >> 3;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  const part = (prefix[whole] ?? 0) & mask;
  return (bytes, at, size) => {
    if (size !== prefix.length) return false;
    for (let index = 0; index < whole; index += 1) {
      if (bytes[at + index] !== prefix[index]) return false;
    }
    return mask === 0 || ((bytes[at + whole] as number) & mask) === part;
  };
}

function someAddress(tests: readonly AddressTest[]): AddressTest {
  const [only] = tests;
  if (tests.length === 1 && only) return only;
  return (bytes, at, size) => {
    for (const test of tests) if (test(bytes, at, size)) return true;
    return false;
  };
}

/** Asks of the end, or the ends, that a field names. */
export function atEnds(field: AddressField, test: AddressTest): PacketTest {
  const at = (bytes: Uint8Array, offset: number, isSource: boolean): boolean => {
    const size = addressSize(bytes, offset);
    return size > 0 && test(bytes, addressOffset(offset, isSource), size);
  };
  switch (field) {
    case 'src':
      return (bytes, offset) => at(bytes, offset, true);
    case 'dst':
      return (bytes, offset) => at(bytes, offset, false);
    case 'remote':
      return (bytes, offset) => at(bytes, offset, isComingIn(bytes, offset));
    case 'local':
      return (bytes, offset) => at(bytes, offset, !isComingIn(bytes, offset));
    case 'host':
      return (bytes, offset) => at(bytes, offset, true) || at(bytes, offset, false);
  }
}

function compileMacs(macs: readonly string[], field: number): PacketTest {
  const wanted = macs.map((mac) => mac.split(':').map((pair) => Number.parseInt(pair, 16)));
  return (bytes, offset) => {
    for (const mac of wanted) {
      let at = 0;
      while (at < 6 && bytes[offset + field + at] === mac[at]) at += 1;
      if (at === 6) return true;
    }
    return false;
  };
}

const NUMBERS: Readonly<Record<Exclude<ProtocolWord, 'arp' | 'ip' | 'ip6'>, number>> = IP_PROTOCOL;

function compileProtocols(values: readonly (ProtocolWord | number)[]): PacketTest {
  const tests = values.map(compileProtocol);
  const [only] = tests;
  if (tests.length === 1 && only) return only;
  return (bytes, offset, sequence) => {
    for (const test of tests) if (test(bytes, offset, sequence)) return true;
    return false;
  };
}

function compileProtocol(value: ProtocolWord | number): PacketTest {
  if (value === 'arp') return isArpRecord;
  if (value === 'ip') return (bytes, offset) => ipVersion(bytes, offset) === 4;
  if (value === 'ip6') return (bytes, offset) => ipVersion(bytes, offset) === 6;
  const number = typeof value === 'number' ? value : NUMBERS[value];
  // Both ICMPs belong to one version of IP each, unless they are asked for by number.
  const version = value === 'icmp' ? 4 : value === 'icmpv6' ? 6 : undefined;
  return (bytes, offset) => {
    if (bytes[offset + RECORD_OFFSETS.protocol] !== number) return false;
    const found = ipVersion(bytes, offset);
    return version === undefined ? found !== 0 : found === version;
  };
}
