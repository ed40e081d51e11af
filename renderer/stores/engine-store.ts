import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Accounting, NO_PACKETS } from '../../electron/contract/accounting.ts';
import type { ListState } from '../../electron/contract/list.ts';
import type { PrivilegesState } from '../../electron/contract/privileges.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../electron/contract/settings.ts';
import type {
  Attachment,
  Counters,
  EngineInfo,
  NetworkInterface,
  Notice,
  PlaygroundState,
  RuleBookState,
} from '../../electron/contract/state.ts';
import type { ConnectionState } from '../connection/connection.ts';
import type { ChartMark } from '../model/rule-changes.ts';

/** The engine's state as last heard. Only events and answers of the engine change it. */
export interface EngineState {
  readonly connection: ConnectionState;
  /** The state is that of the engine at the other end: a snapshot has come since the link is up. */
  readonly current: boolean;
  /** Absent until the first snapshot. */
  readonly engine: EngineInfo | undefined;
  readonly interfaces: readonly NetworkInterface[];
  readonly attachments: readonly Attachment[];
  readonly rules: RuleBookState;
  readonly lists: readonly ListState[];
  /** Absent until the first snapshot. */
  readonly counters: Counters | undefined;
  readonly playground: PlaygroundState;
  readonly settings: Settings;
  readonly notices: readonly Notice[];
  readonly privileges: PrivilegesState;
  readonly enforcing: boolean;
  /**
   * The question for a password was answered, so that a process with the rights may be taking over:
   * then the connection breaks and comes back.
   */
  readonly handover: boolean;
  readonly accounting: Accounting;
  /** When the accounting last said that packets were sampled out, and how many of how many. */
  readonly sampling: Sampling | undefined;
  readonly marks: readonly ChartMark[];
  /** Interfaces that came to be watched a moment ago, until the user was told what this means. */
  readonly fresh: readonly string[];
}

export interface Sampling {
  readonly atMs: number;
  /** One in this many was shown. */
  readonly oneIn: number;
}

export type EngineStore = StoreApi<EngineState>;

/** Everything that a client learns of an engine bit by bit, before it has learned anything. */
export const NOTHING_LEARNED = {
  engine: undefined,
  rules: {
    revision: 0,
    rules: [],
    defaults: { in: 'pass', out: 'pass' },
    builtIn: [],
    findings: [],
    saved: true,
    slots: [],
  },
  lists: [],
  counters: undefined,
  accounting: NO_PACKETS,
  sampling: undefined,
  marks: [],
  fresh: [],
} as const satisfies Partial<EngineState>;

export function createEngineStore(): EngineStore {
  return createStore<EngineState>(() => ({
    ...NOTHING_LEARNED,
    connection: { phase: 'connecting' },
    current: false,
    interfaces: [],
    attachments: [],
    playground: { state: 'off' },
    settings: DEFAULT_SETTINGS,
    notices: [],
    privileges: { missing: [], unlocking: false, installation: 'absent' },
    enforcing: true,
    handover: false,
  }));
}

/** Whether packets can come: an engine is there, and an interface that it watches. */
export function isLive({ connection, attachments }: EngineState): boolean {
  return connection.phase === 'connected' && attachments.some(({ state }) => state === 'attached');
}

/** The link broke because a process with the rights takes over, which has not said anything yet. */
export function isHandedOver({ handover, current }: EngineState): boolean {
  return handover && !current;
}

/** Whether what is shown comes from a recording. */
export function isRecording({ engine }: EngineState): boolean {
  return engine?.recording !== undefined;
}
