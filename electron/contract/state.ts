/** What an engine knows and shows. Each slice is replaced as a whole when it changes. */
import type { CountedProtocol } from './counted-protocol.ts';
import type { Failure } from './failure.ts';
import type { DefaultVerdict, Direction } from './language/statement.ts';
import type { ListState } from './list.ts';
import type { PrivilegesState } from './privileges.ts';
import type { Rule } from './rule.ts';
import type { Settings } from './settings.ts';

export type AttachMode = 'native' | 'generic';

export interface ForeignProgram {
  readonly id: number;
  /** Absent where the kernel does not permit to ask (it wants CAP_SYS_ADMIN). */
  readonly name?: string;
  readonly mode: AttachMode | 'offload';
}

export interface NetworkInterface {
  readonly name: string;
  readonly ifindex: number;
  /** Kernel driver or kind of link: `e1000e`, `veth`, `bridge`, `loopback`. */
  readonly driver: string;
  readonly state: 'up' | 'down' | 'unknown';
  /** What its frames begin with. Where it is something else, nothing can be filtered. */
  readonly framing: 'ethernet' | 'ip' | 'other';
  readonly mtuBytes: number;
  readonly mac?: string;
  /** With prefix length: `192.0.2.1/24`. */
  readonly addresses: readonly string[];
  /** The XDP program of somebody else that holds this interface. */
  readonly heldBy?: ForeignProgram;
  readonly playground?: true;
}

export interface Attachment {
  readonly interface: string;
  readonly ifindex: number;
  readonly mode: AttachMode;
  /** Why it is not native. Present exactly when the mode is generic. */
  readonly whyGeneric?: string;
  readonly programId: number;
  /** How outgoing packets are filtered: by a TCX link, by clsact on older kernels, or not at all. */
  readonly egress: 'tcx' | 'clsact' | 'none';
  /** Present exactly when `egress` is none. */
  readonly whyNoEgress?: string;
  /** Present exactly when it is not. */
  readonly egressProgramId?: number;
  readonly attachedAt: number;
  /** `gone`: the interface vanished; its rules wait for it to come back. */
  readonly state: 'attached' | 'gone';
}

export interface RuleBookState {
  /** Rises by one with every change. */
  readonly revision: number;
  readonly rules: readonly Rule[];
  /** What no rule decided. */
  readonly defaults: Readonly<Record<Direction, DefaultVerdict>>;
  /**
   * Exceptions to a default that drops: they stand behind `rules`, and are in force only while the
   * default of their direction is drop.
   */
  readonly builtIn: readonly Rule[];
  /** A change that is taken back by itself unless it is confirmed. */
  readonly trial?: Trial;
  /** Rules that can do nothing, and why. */
  readonly findings: readonly RuleFinding[];
  /** Whether this revision is on disk. */
  readonly saved: boolean;
  /** Where the counters of a rule are, and what a row's rule means: `slot:generation` to rule text. */
  readonly slots: readonly RuleSlot[];
}

export interface Trial {
  /** What is tried, as a line of text: `default in drop`. */
  readonly what: string;
  /** Milliseconds since 1970 when it is taken back. The engine counts, not the page. */
  readonly endsAt: number;
}

/** `duplicate`: rule `by` says the same. `shadowed`: whatever it would match, `by` decides before. */
export interface RuleFinding {
  readonly ruleId: string;
  readonly kind: 'duplicate' | 'shadowed';
  readonly by: string;
}

/** Names the rule behind a record's slot and generation. Kept for a while after the rule is gone. */
export interface RuleSlot {
  readonly slot: number;
  readonly generation: number;
  readonly ruleId: string;
  readonly text: string;
}

export interface PacketCount {
  readonly packets: number;
  readonly bytes: number;
}

export interface VerdictCount {
  readonly pass: PacketCount;
  readonly drop: PacketCount;
}

export interface RuleCount extends PacketCount {
  /** Milliseconds since 1970 when the count was last seen to rise. Absent: never since the start. */
  readonly lastHitMs?: number;
}

/** Exact counts of the kernel, whatever was sampled or lost on the way to a screen. */
export interface Counters {
  /** Milliseconds since 1970 when these were read. */
  readonly timeMs: number;
  readonly total: VerdictCount;
  readonly byProtocol: Readonly<Record<CountedProtocol, VerdictCount>>;
  /** By rule id. Rules that never matched may be absent. */
  readonly byRule: Readonly<Record<string, RuleCount>>;
  /** Packets that no rule decided. */
  readonly byDefault: Readonly<Record<Direction, RuleCount>>;
  /** By name of the list: packets that a list criterion looked up and found in it. */
  readonly byList: Readonly<Record<string, number>>;
  /** By interface name. */
  readonly byInterface: Readonly<Record<string, VerdictCount>>;
}

export interface PlaygroundState {
  readonly state: 'off' | 'starting' | 'on';
  /** The interface of this machine that faces the lab. */
  readonly interface?: string;
}

export interface EngineInfo {
  readonly version: string;
  readonly host: 'electron' | 'headless' | 'test';
  readonly kernel: string;
  readonly libbpf: string;
  /** Adds to `timeBootNs / 1e6` for milliseconds since 1970. */
  readonly bootTimeMs: number;
  /** What keeps the engine from filtering, if anything does. */
  readonly unable?: Failure;
  /** Packets come from a recording: nothing real is seen or dropped, and no rule is kept. */
  readonly recording?: Recording;
}

export interface Recording {
  readonly packets: number;
  /** It begins anew after this. */
  readonly durationMs: number;
}

/** Something the user should know that no call of theirs asked for. */
export interface Notice extends Failure {
  readonly id: number;
  readonly timeMs: number;
}

export interface Snapshot {
  readonly engine: EngineInfo;
  readonly interfaces: readonly NetworkInterface[];
  readonly attachments: readonly Attachment[];
  readonly rules: RuleBookState;
  readonly lists: readonly ListState[];
  readonly counters: Counters;
  readonly playground: PlaygroundState;
  readonly settings: Settings;
  readonly notices: readonly Notice[];
  readonly privileges: PrivilegesState;
  /** false: everything passes, whatever the rules say, and is still shown and counted. */
  readonly enforcing: boolean;
}
