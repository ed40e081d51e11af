/** The kernel's way through the compiled tables, slowly and from their bytes alone. */
import { COUNTED_PROTOCOLS } from '../../../../electron/contract/counted-protocol.ts';
import type { PacketTraits } from '../../../../electron/contract/language/traits.ts';
import { ETHER_TYPE } from '../../../../electron/contract/packet-record.ts';
import type {
  CompiledDirection,
  CompiledRuleset,
  CompiledVectors,
} from '../../../../electron/engine/compiler/compile-ruleset.ts';
import type { CompileContext } from '../../../../electron/engine/compiler/criterion-sets.ts';
import type { RuleEntry } from '../../../../electron/engine/compiler/rule-entry.ts';
import {
  FIELD,
  MAX_RANGES,
  NO_VALUE,
  PROTOCOL_ANY,
  TABLE_LAYOUTS,
  UDP_PORT_KEYS,
} from '../../../../electron/engine/compiler/tables.ts';

export class KernelWalk {
  readonly #ruleset: CompiledRuleset;
  readonly #context: CompileContext;
  readonly #entries: ReadonlyMap<number, RuleEntry>;

  constructor(ruleset: CompiledRuleset, context: CompileContext) {
    this.#ruleset = ruleset;
    this.#context = context;
    this.#entries = new Map(ruleset.ruleEntries.map((entry) => [entry.slot, entry]));
  }

  /** Slots of all enabled rules that match, by rank. */
  matching(traits: PacketTraits): number[] {
    const direction = this.#ruleset[traits.direction];
    const found = [
      ...exactReferences(direction, traits),
      ...(direction.vectors ? walkVectors(direction.vectors, traits, this.#context) : []),
    ];
    const entries = new Set(found.map((reference) => this.#entryOf(reference)));
    return [...entries]
      .filter((entry) => entry.enabled)
      .sort((a, b) => a.rank - b.rank)
      .map(({ slot }) => slot);
  }

  #entryOf(reference: number): RuleEntry {
    const entry = this.#entries.get(reference & 0xffff);
    if (entry?.generation !== reference >>> 16) throw new Error(`${reference} leads nowhere`);
    return entry;
  }
}

function exactReferences({ exact }: CompiledDirection, traits: PacketTraits): number[] {
  const remote = traits.direction === 'in' ? traits.source : traits.destination;
  const protocol = COUNTED_PROTOCOLS.indexOf(classOf(traits));
  const keys = [
    `protocol_rules ${u32(protocol)}`,
    `protocol_rules ${u32(PROTOCOL_ANY)}`,
    remote && `${remote.length === 4 ? 'remote_v4_rules' : 'remote_v6_rules'} ${remote}`,
    traits.destinationPort !== undefined &&
      ['tcp', 'udp'].includes(classOf(traits)) &&
      `port_rules ${u32(traits.destinationPort + (classOf(traits) === 'udp' ? UDP_PORT_KEYS : 0))}`,
  ];
  return exact
    .filter(({ map, key }) => keys.includes(`${map} ${key}`))
    .map(({ reference }) => reference);
}

function classOf({ etherType, ipVersion, protocol }: PacketTraits) {
  if (etherType === ETHER_TYPE.arp) return 'arp';
  if (ipVersion === undefined) return 'other';
  if (protocol === 1) return ipVersion === 4 ? 'icmp' : 'other';
  if (protocol === 58) return ipVersion === 6 ? 'icmpv6' : 'other';
  const byNumber = { 2: 'igmp', 6: 'tcp', 17: 'udp', 47: 'gre', 132: 'sctp' } as const;
  return byNumber[protocol as keyof typeof byNumber] ?? 'other';
}

function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

/** References at all positions that every field in use accepts. */
function walkVectors(
  tables: CompiledVectors,
  traits: PacketTraits,
  context: CompileContext,
): number[] {
  const { size, offsets } = TABLE_LAYOUTS.vector;
  const indexes = Object.values(FIELD)
    .filter((field) => (tables.fields >>> field) & 1)
    .map((field) => vectorIndex(tables, field, traits, context));
  if (indexes.length === 0) throw new Error('no vector to begin with');
  const view = new DataView(tables.vectors.buffer);
  const intersect = (offset: number) =>
    indexes
      .map((index) => view.getBigUint64(index * size + offset, true))
      .reduce((all, one) => all & one);

  const found: number[] = [];
  for (const half of [0, 1]) {
    const summary = intersect(offsets.summary + half * 8);
    for (const word of bitsOf(summary)) {
      const start = (half * 64 + word) * 64;
      for (const bit of bitsOf(intersect(offsets.words + start / 8))) {
        found.push(tables.positions[start + bit] as number);
      }
    }
  }
  return found;
}

function bitsOf(word: bigint): number[] {
  const digits = word.toString(2);
  return [...digits]
    .flatMap((digit, at) => (digit === '1' ? digits.length - 1 - at : []))
    .reverse();
}

function vectorIndex(
  tables: CompiledVectors,
  field: number,
  traits: PacketTraits,
  context: CompileContext,
): number {
  switch (field) {
    case FIELD.source:
      return addressVector(tables, 'source', traits.source) ?? tables.noSourceVector;
    case FIELD.destination:
      return addressVector(tables, 'destination', traits.destination) ?? tables.noDestinationVector;
    case FIELD.sourceMac:
      return macVector(tables, traits.sourceMac, 0) ?? tables.otherSourceMacVector;
    case FIELD.destinationMac:
      return macVector(tables, traits.destinationMac, 1) ?? tables.otherDestinationMacVector;
    default: {
      const { size, offsets } = TABLE_LAYOUTS.class_table;
      const value = fieldValue(field, traits, context) ?? NO_VALUE;
      const start = (tables.table[field] as number) * size + offsets.vectors;
      return new DataView(tables.classTables.buffer).getUint16(start + value * 2, true);
    }
  }
}

function addressVector(
  tables: CompiledVectors,
  end: 'source' | 'destination',
  address: Uint8Array | undefined,
): number | undefined {
  if (!address) return undefined;
  const view = new DataView(address.buffer, address.byteOffset, address.length);
  return address.length === 4
    ? v4Vector(tables.v4[end] as Uint8Array, view.getUint32(0))
    : v6Vector(tables.v6[end] as Uint8Array, view.getBigUint64(0), view.getBigUint64(8));
}

/** Search in `struct v4_ranges`. */
export function v4Vector(bytes: Uint8Array, address: number): number {
  const { offsets } = TABLE_LAYOUTS.v4_ranges;
  const view = new DataView(bytes.buffer);
  const half = address >>> 16;
  let at = view.getUint16(offsets.first + half * 2, true);
  for (let steps = view.getUint8(offsets.steps + half); steps > 0; steps -= 1) {
    const next = at + (1 << (steps - 1));
    if (next >= MAX_RANGES) throw new Error('the search left the table');
    if (view.getUint32(offsets.starts + next * 4, true) <= address) at = next;
  }
  return view.getUint16(offsets.vectors + at * 2, true);
}

/** Search in `struct v6_ranges`. */
export function v6Vector(bytes: Uint8Array, upper: bigint, lower: bigint): number {
  const { offsets } = TABLE_LAYOUTS.v6_ranges;
  const view = new DataView(bytes.buffer);
  let at = view.getUint32(offsets.first, true);
  for (let steps = view.getUint32(offsets.steps, true); steps > 0; steps -= 1) {
    const next = at + (1 << (steps - 1));
    if (next >= MAX_RANGES) throw new Error('the search left the table');
    const startUpper = view.getBigUint64(offsets.starts + next * 16, true);
    const startLower = view.getBigUint64(offsets.starts + next * 16 + 8, true);
    if (startUpper < upper || (startUpper === upper && startLower <= lower)) at = next;
  }
  return view.getUint16(offsets.vectors + at * 2, true);
}

function macVector(
  { macs }: CompiledVectors,
  mac: string,
  isDestination: number,
): number | undefined {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const key = Uint8Array.of(...bytes, isDestination, 0);
  return macs.find((entry) => `${entry.key}` === `${key}`)?.vector;
}

function fieldValue(
  field: number,
  traits: PacketTraits,
  context: CompileContext,
): number | undefined {
  switch (field) {
    case FIELD.interface:
      return context.interfaces.get(traits.interface);
    case FIELD.kind:
      if (traits.etherType === ETHER_TYPE.arp) return 512;
      if (traits.ipVersion === undefined) return 513;
      return (traits.ipVersion === 4 ? 0 : 256) + (traits.protocol as number);
    case FIELD.etherType:
      return traits.etherType;
    case FIELD.arpOperation:
      return traits.arpOperation;
    case FIELD.vlan:
      return traits.vlan;
    case FIELD.sourcePort:
      return traits.sourcePort;
    case FIELD.destinationPort:
      return traits.destinationPort;
    case FIELD.tcpFlags:
      return traits.tcpFlags;
    case FIELD.icmp:
      return traits.icmpType === undefined
        ? undefined
        : (traits.icmpType << 8) | (traits.icmpCode as number);
    case FIELD.length:
      return traits.length;
    case FIELD.ttl:
      return traits.ttl;
    case FIELD.fragment:
      return { none: 0, first: 1, later: 2 }[traits.fragment ?? 'none'];
    case FIELD.established:
      return Number(traits.established);
    case FIELD.malformed:
      return Number(traits.malformed);
    case FIELD.sourceListsLow:
      return maskOf(traits.sourceLists, context) & 0xff;
    case FIELD.sourceListsHigh:
      return maskOf(traits.sourceLists, context) >> 8;
    case FIELD.destinationListsLow:
      return maskOf(traits.destinationLists, context) & 0xff;
    case FIELD.destinationListsHigh:
      return maskOf(traits.destinationLists, context) >> 8;
    default:
      throw new Error(`field ${field}`);
  }
}

function maskOf(names: readonly string[], { lists }: CompileContext): number {
  return names.reduce((mask, name) => mask | (1 << (lists.get(name) as number)), 0);
}
