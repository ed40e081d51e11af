/**
 * The maps of bpf/maps.h as bytes. A test compares every size and offset here with the BTF of the
 * built object.
 */
import type { Protocol } from '../../contract/match.ts';

/** Of the filter, as the kernel lists it. */
export const PROGRAM_NAME = 'portcullis_xdp';
export const MAX_RULES = 4096;
export const MAX_INTERFACES = 64;
/** Of the map `records`. */
export const RING_BYTES = 8 * 1024 * 1024;
export const BUDGET_WINDOWS_PER_SECOND = 1e9 / 2 ** 24;

/** Order of `enum protocol_class`. */
export const PROTOCOL_CLASSES = [
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  'arp',
  'igmp',
  'sctp',
  'gre',
  'other',
] as const satisfies readonly (Protocol | 'other')[];
export type ProtocolClass = (typeof PROTOCOL_CLASSES)[number];

/** Key in `protocol_rules` of the rules that match every packet. */
export const PROTOCOL_ANY = PROTOCOL_CLASSES.length;

export const FEATURE = { remoteV4: 1, remoteV6: 2, ports: 4, protocols: 8 } as const;

export const RULE_VERDICT = { pass: 0, drop: 1 } as const;

export const LAYOUTS = {
  rule: { size: 16, offsets: { expires_boot_ns: 0, rank: 8, generation: 12, verdict: 14 } },
  count: { size: 16, offsets: { packets: 0, bytes: 8 } },
  interface_counters: {
    size: 320,
    offsets: {
      by_protocol: 0,
      recorded: 288,
      not_asked_for: 296,
      sampled_out: 304,
      ring_full: 312,
    },
  },
  program_config: {
    size: 16,
    offsets: { clock_offset_ns: 0, interface_slot: 8, has_frags: 12 },
  },
  controls: { size: 16, offsets: { features: 0, watched_classes: 4, budget_per_window: 8 } },
} as const;

export interface RuleEntry {
  /** 0: never. CLOCK_BOOTTIME. */
  readonly expiresBootNs: bigint;
  readonly rank: number;
  readonly generation: number;
  readonly verdict: keyof typeof RULE_VERDICT;
}

export function encodeRule(rule: RuleEntry): Uint8Array {
  const { size, offsets } = LAYOUTS.rule;
  const view = new DataView(new ArrayBuffer(size));
  view.setBigUint64(offsets.expires_boot_ns, rule.expiresBootNs, true);
  view.setUint32(offsets.rank, rule.rank, true);
  view.setUint16(offsets.generation, rule.generation, true);
  view.setUint8(offsets.verdict, RULE_VERDICT[rule.verdict]);
  return new Uint8Array(view.buffer);
}

/** `rule_reference`: what match maps lead to. */
export function encodeReference(slot: number, generation: number): Uint8Array {
  return encodeU32(slot + generation * 0x1_0000);
}

export interface Controls {
  /** Bits of {@link FEATURE}. */
  readonly features: number;
  readonly watchedClasses: readonly ProtocolClass[];
  readonly budgetPerSecond: number;
}

export function encodeControls(controls: Controls): Uint8Array {
  const { size, offsets } = LAYOUTS.controls;
  const view = new DataView(new ArrayBuffer(size));
  let classes = 0;
  for (const name of controls.watchedClasses) classes |= 1 << PROTOCOL_CLASSES.indexOf(name);
  view.setUint32(offsets.features, controls.features, true);
  view.setUint32(offsets.watched_classes, classes, true);
  // Rounded up, so that a budget above 0 always shows something.
  const perWindow = Math.ceil(controls.budgetPerSecond / BUDGET_WINDOWS_PER_SECOND);
  view.setUint32(offsets.budget_per_window, perWindow, true);
  return new Uint8Array(view.buffer);
}

export interface ProgramConfig {
  readonly interfaceSlot: number;
  readonly hasFrags: boolean;
  /** Only private instances set it. */
  readonly clockOffsetNs?: bigint;
}

export function encodeProgramConfig(config: ProgramConfig): Uint8Array {
  const { size, offsets } = LAYOUTS.program_config;
  const view = new DataView(new ArrayBuffer(size));
  view.setBigInt64(offsets.clock_offset_ns, config.clockOffsetNs ?? 0n, true);
  view.setUint32(offsets.interface_slot, config.interfaceSlot, true);
  view.setUint8(offsets.has_frags, config.hasFrags ? 1 : 0);
  return new Uint8Array(view.buffer);
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
