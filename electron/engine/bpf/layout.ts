/**
 * The maps of bpf/maps.h as bytes. A test compares every size and offset here with the BTF of the
 * built object. The tables that rules are compiled to have their layout beside the compiler.
 */
import { COUNTED_PROTOCOLS, type CountedProtocol } from '../../contract/counted-protocol.ts';
import type { Direction } from '../../contract/language/statement.ts';
import { MAX_RULES } from '../../contract/rule.ts';
import type { RecordChoice } from '../../contract/settings.ts';
import type { RuleEntry } from '../compiler/rule-entry.ts';
import { FIELDS_WITH_TABLE, RULE_ACTION } from '../compiler/tables.ts';

/** Of the filters, as the kernel lists them. */
export const PROGRAM_NAMES = {
  in: 'portcullis_xdp',
  out: 'portcullis_tc',
} as const satisfies Record<Direction, string>;
/** Rules that people made, and room for the built-in ones. */
export const MAX_SLOTS = MAX_RULES + 64;
export const MAX_INTERFACES = 64;
export const MAX_FLOWS = 65_536;
export const MAX_LIST_LENGTHS_V6 = 129;
/** Of each flow, where only those are wanted. */
export const FIRST_PACKETS = 10;
const WORD_BITS = 64;
/** Of the map `records`: 170 ms of 4,000,000 records a second, or 80 of 500,000 with all of their bytes. */
export const RING_BYTES = 64 * 1024 * 1024;
export const BUDGET_WINDOWS_PER_SECOND = 1e9 / 2 ** 24;

/** In the place of an offset of the clock: it stands where `DataPlane.setReplayed` puts it. */
export const CLOCK_IS_SET = -(2n ** 63n);

/** `enum feature` */
export const FEATURE = {
  remoteV4: 1,
  remoteV6: 2,
  ports: 4,
  protocols: 8,
  defaultDrop: 16,
  asksTransport: 32,
  sourceLists: 64,
  destinationLists: 128,
  hasRules: 256,
  asksFlags: 512,
} as const;

/** `enum wanted` */
export const WANTED = { none: 0, all: 1, first: 2 } as const;

/** Of a watched protocol: what is wanted of packets that pass, and of those that are dropped. */
const WANTED_BY_VERDICT = {
  all: [WANTED.all, WANTED.all],
  first: [WANTED.first, WANTED.first],
  dropped: [WANTED.none, WANTED.all],
} as const satisfies Record<RecordChoice['which'], readonly [number, number]>;

export const LAYOUTS = {
  rule: {
    size: 32,
    offsets: {
      expires_boot_ns: 0,
      cost: 8,
      depth: 16,
      rank: 24,
      generation: 28,
      action: 30,
      enabled: 31,
    },
  },
  count: { size: 16, offsets: { packets: 0, bytes: 8 } },
  interface_counters: {
    size: 368,
    offsets: {
      by_protocol: 0,
      undecided: 288,
      recorded: 320,
      not_asked_for: 328,
      sampled_out: 336,
      ring_full: 344,
      merged: 352,
      spent_in_jiffy: 360,
    },
  },
  address_hash: { size: 20, offsets: { multipliers: 0, shift: 16 } },
  program_config: {
    size: 224,
    offsets: {
      clock_offset_ns: 0,
      v4_hash: 8,
      v6_hash: 28,
      interface_slot: 48,
      fields: 52,
      no_source_vector: 56,
      no_destination_vector: 58,
      other_source_mac_vector: 60,
      other_destination_mac_vector: 62,
      table: 64,
      has_short_way: 82,
      is_raw_ip: 83,
      has_frags: 84,
      vector_words: 85,
      marks_flows: 86,
      notes_flows: 87,
      has_loop_helper: 88,
      has_load_helper: 89,
      list_lengths_v6_count: 90,
      list_lengths_v6: 91,
    },
  },
  v4_place: { size: 8, offsets: { address: 0, rule: 4 } },
  v4_bucket: { size: 64, offsets: { places: 0 } },
  v6_place: { size: 24, offsets: { address: 0, rule: 16 } },
  v6_bucket: { size: 128, offsets: { places: 0 } },
  controls: {
    size: 40,
    offsets: {
      enforcing: 0,
      budget_per_window: 4,
      snapshot_bytes: 8,
      wanted: 12,
      flow_seed: 32,
    },
  },
  replayed_packet: { size: 16, offsets: { boot_ns: 0, length_bytes: 8 } },
  policy: { size: 8, offsets: { features: 0 } },
} as const;

export function encodeRule(rule: RuleEntry): Uint8Array {
  const { size, offsets } = LAYOUTS.rule;
  const view = new DataView(new ArrayBuffer(size));
  view.setBigUint64(offsets.expires_boot_ns, rule.expiresBootNs, true);
  view.setBigUint64(offsets.cost, rule.cost, true);
  view.setBigUint64(offsets.depth, rule.depth, true);
  view.setUint32(offsets.rank, rule.rank, true);
  view.setUint16(offsets.generation, rule.generation, true);
  view.setUint8(offsets.action, RULE_ACTION[rule.action]);
  view.setUint8(offsets.enabled, rule.enabled ? 1 : 0);
  return new Uint8Array(view.buffer);
}

/** `features`: bits of {@link FEATURE}. */
export function encodePolicy(features: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(LAYOUTS.policy.size));
  view.setUint32(LAYOUTS.policy.offsets.features, features, true);
  return new Uint8Array(view.buffer);
}

export interface Controls {
  readonly enforcing: boolean;
  readonly watchedClasses: readonly CountedProtocol[];
  readonly budgetPerSecond: number;
  readonly record: RecordChoice;
  /** Any, as long as it cannot be guessed. */
  readonly flowSeed: bigint;
}

export function encodeControls(controls: Controls): Uint8Array {
  const { size, offsets } = LAYOUTS.controls;
  const view = new DataView(new ArrayBuffer(size));
  view.setUint32(offsets.enforcing, controls.enforcing ? 1 : 0, true);
  // Rounded up, so that a budget above 0 always shows something.
  const perWindow = Math.ceil(controls.budgetPerSecond / BUDGET_WINDOWS_PER_SECOND);
  view.setUint32(offsets.budget_per_window, perWindow, true);
  const [passed, dropped] = WANTED_BY_VERDICT[controls.record.which];
  for (const name of controls.watchedClasses) {
    const at = offsets.wanted + 2 * COUNTED_PROTOCOLS.indexOf(name);
    view.setUint8(at, passed);
    view.setUint8(at + 1, dropped);
  }
  view.setUint32(offsets.snapshot_bytes, controls.record.snapshotBytes, true);
  view.setBigUint64(offsets.flow_seed, controls.flowSeed, true);
  return new Uint8Array(view.buffer);
}

/** The bucket of an address: (the sum of its 32-bit words, each times its multiplier) >>> shift. */
export interface AddressHash {
  readonly multipliers: readonly number[];
  readonly shift: number;
}

/** What the verifier takes for constants. */
export interface ProgramConfig {
  readonly v4Hash: AddressHash;
  readonly v6Hash: AddressHash;
  readonly interfaceSlot: number;
  /** Frames begin with their IP header. */
  readonly isRawIp: boolean;
  readonly hasFrags: boolean;
  /** Rules ask for flows. */
  readonly marksFlows: boolean;
  /** Rules of the other direction ask for flows. */
  readonly notesFlows: boolean;
  readonly hasLoopHelper: boolean;
  readonly hasLoadHelper: boolean;
  /** Only private instances set it. */
  readonly clockOffsetNs: bigint;
  /** Absent: no rule needs vectors. */
  readonly vectors?: {
    readonly positions: { readonly length: number };
    readonly fields: number;
    readonly table: Uint8Array;
    readonly noSourceVector: number;
    readonly noDestinationVector: number;
    readonly otherSourceMacVector: number;
    readonly otherDestinationMacVector: number;
  };
  /** In bits, longest first. */
  readonly listLengthsV6: readonly number[];
}

export function encodeProgramConfig(config: ProgramConfig): Uint8Array {
  const { size, offsets } = LAYOUTS.program_config;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(offsets.clock_offset_ns, config.clockOffsetNs, true);
  writeHash(view, offsets.v4_hash, config.v4Hash);
  writeHash(view, offsets.v6_hash, config.v6Hash);
  view.setUint32(offsets.interface_slot, config.interfaceSlot, true);
  view.setUint8(offsets.is_raw_ip, config.isRawIp ? 1 : 0);
  view.setUint8(offsets.has_frags, config.hasFrags ? 1 : 0);
  view.setUint8(offsets.marks_flows, config.marksFlows ? 1 : 0);
  view.setUint8(offsets.notes_flows, config.notesFlows ? 1 : 0);
  view.setUint8(offsets.has_loop_helper, config.hasLoopHelper ? 1 : 0);
  view.setUint8(offsets.has_load_helper, config.hasLoadHelper ? 1 : 0);
  const { vectors, listLengthsV6 } = config;
  const hasShortWay = !vectors && !config.marksFlows && !config.notesFlows && !config.isRawIp;
  view.setUint8(offsets.has_short_way, hasShortWay ? 1 : 0);
  if (vectors) {
    view.setUint8(offsets.vector_words, Math.ceil(vectors.positions.length / WORD_BITS));
    view.setUint32(offsets.fields, vectors.fields, true);
    view.setUint16(offsets.no_source_vector, vectors.noSourceVector, true);
    view.setUint16(offsets.no_destination_vector, vectors.noDestinationVector, true);
    view.setUint16(offsets.other_source_mac_vector, vectors.otherSourceMacVector, true);
    view.setUint16(offsets.other_destination_mac_vector, vectors.otherDestinationMacVector, true);
    bytes.set(vectors.table.subarray(0, FIELDS_WITH_TABLE), offsets.table);
  }
  view.setUint8(offsets.list_lengths_v6_count, listLengthsV6.length);
  bytes.set(listLengthsV6.slice(0, MAX_LIST_LENGTHS_V6), offsets.list_lengths_v6);
  return bytes;
}

function writeHash(view: DataView, offset: number, { multipliers, shift }: AddressHash): void {
  const { offsets } = LAYOUTS.address_hash;
  for (const [index, multiplier] of multipliers.entries()) {
    view.setUint32(offset + offsets.multipliers + 4 * index, multiplier, true);
  }
  view.setUint32(offset + offsets.shift, shift, true);
}

export function encodeU32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** Exact below 2^53, which a counter of packets or bytes does not reach in the life of a machine. */
export function readU64(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * 0x1_0000_0000 + view.getUint32(offset, true);
}
