import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Accounting, NO_PACKETS } from '../../electron/contract/accounting.ts';
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
  /** Absent until the first snapshot. */
  readonly engine: EngineInfo | undefined;
  readonly interfaces: readonly NetworkInterface[];
  readonly attachments: readonly Attachment[];
  readonly rules: RuleBookState;
  /** Absent until the first snapshot. */
  readonly counters: Counters | undefined;
  readonly playground: PlaygroundState;
  readonly settings: Settings;
  readonly notices: readonly Notice[];
  readonly privileges: PrivilegesState;
  readonly enforcing: boolean;
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

export function createEngineStore(): EngineStore {
  return createStore<EngineState>(() => ({
    connection: { phase: 'connecting' },
    engine: undefined,
    interfaces: [],
    attachments: [],
    rules: { revision: 0, rules: [], saved: true, slots: [] },
    counters: undefined,
    playground: { state: 'off' },
    settings: DEFAULT_SETTINGS,
    notices: [],
    privileges: { missing: [], unlocking: false, installation: 'absent' },
    enforcing: true,
    accounting: NO_PACKETS,
    sampling: undefined,
    marks: [],
    fresh: [],
  }));
}

/** Whether packets can come: an engine is there, and an interface that it watches. */
export function isLive({ connection, attachments }: EngineState): boolean {
  return connection.phase === 'connected' && attachments.some(({ state }) => state === 'attached');
}
