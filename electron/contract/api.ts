/**
 * Everything a client can ask of an engine, in one table: the schema of each method's argument and
 * the type of its answer. Hosts check every argument against it; clients get their types from it.
 */
import * as v from 'valibot';
import type { Accounting } from './accounting.ts';
import type { Diagnosis } from './doctor.ts';
import type { Explanation } from './explanation.ts';
import { DIRECTIONS, MAX_LIFETIME_SECONDS } from './language/statement.ts';
import { type ListState, listNameSchema, listSourceSchema, refreshSecondsSchema } from './list.ts';
import {
  type LookUpAnswer,
  listsOfSchema,
  lookUpSchema,
  type ReverseNames,
  reverseNamesSchema,
} from './names/look-up.ts';
import type { InstallationPlan, PrivilegesState, UnlockOutcome } from './privileges.ts';
import {
  beginReplaySchema,
  feedReplaySchema,
  type ReplayState,
  replayNumberSchema,
} from './replay.ts';
import type { Result } from './result.ts';
import { clientOriginSchema, type Rule, ruleIdSchema, ruleNameSchema } from './rule.ts';
import { type Settings, settingsChangeSchema } from './settings.ts';
import type {
  Attachment,
  Counters,
  NetworkInterface,
  Notice,
  PlaygroundState,
  RuleBookState,
  Snapshot,
} from './state.ts';

/** IFNAMSIZ is 16 with its end; the kernel refuses slashes and white space. */
const interfaceName = v.pipe(v.string(), v.regex(/^[^\s/]{1,15}$/));
const lifetimeSeconds = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(MAX_LIFETIME_SECONDS),
);
/** One line in the rules' language. */
const lineText = v.pipe(v.string(), v.maxLength(4000));
const place = v.union([ruleIdSchema, v.literal('first')]);
/** Takes the change back by itself unless it is confirmed in time. */
const trial = v.optional(v.boolean(), false);
const nothing = v.optional(v.strictObject({}), {});

interface Method<S extends v.GenericSchema, T> {
  readonly args: S;
  /** Type only. */
  readonly answer?: { readonly type: T };
}

function answers<T>() {
  return <const S extends v.GenericSchema>(args: S): Method<S, T> => ({ args });
}

export const METHODS = {
  /** The whole state; afterwards events keep it current. */
  snapshot: answers<Snapshot>()(nothing),
  /** Starts the stream of packet batches to this client, with its accounting at zero. */
  watchPackets: answers<null>()(nothing),
  /** Ends it. */
  unwatchPackets: answers<null>()(nothing),
  attach: answers<Attachment>()(v.strictObject({ interface: interfaceName })),
  detach: answers<null>()(v.strictObject({ interface: interfaceName })),
  /** Puts a rule into the list. */
  addRule: answers<Rule>()(
    v.strictObject({
      /** A line of a rule file: a statement, perhaps with `off`, a lifetime and a name. */
      line: lineText,
      /** In front of the rule with this id; absent: at the end. `first`: in front of all. */
      before: v.exactOptional(place),
      origin: v.exactOptional(clientOriginSchema),
      /** Instead of the line's own. null: the rule stays. */
      lifetimeSeconds: v.exactOptional(v.nullable(lifetimeSeconds)),
      trial,
    }),
  ),
  /** Changes what is given and leaves the rest, its place and its counters included. */
  updateRule: answers<Rule>()(
    v.strictObject({
      id: ruleIdSchema,
      enabled: v.exactOptional(v.boolean()),
      /** A statement; built-in rules keep theirs. */
      text: v.exactOptional(lineText),
      /** Empty: none. */
      name: v.exactOptional(ruleNameSchema),
      /** From now on. null: the rule stays. */
      lifetimeSeconds: v.exactOptional(v.nullable(lifetimeSeconds)),
      /** The rule ends with the engine. Goes before `lifetimeSeconds`. */
      untilRestart: v.exactOptional(v.literal(true)),
      trial,
    }),
  ),
  /** null: to the end. */
  moveRule: answers<Rule>()(v.strictObject({ id: ruleIdSchema, before: v.nullable(ruleIdSchema) })),
  /** Answers the rule as it was, so that the caller can undo. */
  removeRule: answers<Rule>()(v.strictObject({ id: ruleIdSchema })),
  /**
   * Reads a rule file, whole or not at all. `replace` removes the rules that are there. A default
   * that becomes drop is on trial, and with it the whole import.
   */
  importRules: answers<{ readonly added: number; readonly removed: number }>()(
    v.strictObject({
      file: v.pipe(v.string(), v.maxLength(1_000_000)),
      replace: v.boolean(),
      trial,
    }),
  ),
  /** A default that becomes drop is always on trial. */
  setDefault: answers<null>()(
    v.strictObject({ direction: v.picklist(DIRECTIONS), verdict: v.picklist(['pass', 'drop']) }),
  ),
  /** Keeps what is on trial. */
  confirmTrial: answers<null>()(nothing),
  /** Takes it back at once. */
  revertTrial: answers<null>()(nothing),
  /** Which rule would decide about a packet, and why. Touches no counter, bucket or flow. */
  explain: answers<Explanation>()(
    v.strictObject({
      packet: v.union([
        /** In the rules' own words, with one value each: `in tcp src 192.0.2.9 dport 22`. */
        v.strictObject({ text: lineText }),
        /** A packet record as hexadecimal digits, as a row of the live table holds it. */
        v.strictObject({ record: v.pipe(v.string(), v.regex(/^([0-9a-f]{2}){1,128}$/)) }),
      ]),
    }),
  ),
  /** Reads, or fetches, a list of prefixes, and puts it in force for the rules that name it. */
  addList: answers<ListState>()(
    v.strictObject({
      name: listNameSchema,
      source: listSourceSchema,
      refreshSeconds: v.exactOptional(refreshSecondsSchema),
    }),
  ),
  /** Reads or fetches it again now. The old entries stay in force until the new ones are. */
  refreshList: answers<ListState>()(v.strictObject({ name: listNameSchema })),
  updateList: answers<ListState>()(
    v.strictObject({ name: listNameSchema, refreshSeconds: refreshSecondsSchema }),
  ),
  /** Refused while a rule names it. */
  removeList: answers<null>()(v.strictObject({ name: listNameSchema })),
  /**
   * Sends a text file piece by piece, for {@link listSourceSchema}'s `upload`. Answers the upload's
   * id; absent in the first call.
   */
  uploadList: answers<{ readonly upload: string }>()(
    v.strictObject({
      upload: v.exactOptional(v.pipe(v.string(), v.maxLength(32))),
      piece: v.pipe(v.string(), v.maxLength(500_000)),
    }),
  ),
  /** Names of the lists that hold an address, by address; those on none are left out. */
  listsOf: answers<Readonly<Record<string, readonly string[]>>>()(listsOfSchema),
  /** Countries of addresses and makers of network cards, from files of this machine. Asks nobody. */
  lookUp: answers<LookUpAnswer>()(lookUpSchema),
  /**
   * Asks this machine's name servers, which learn what was asked. Fails with `reverse-dns-off`
   * unless the setting is on. Addresses without a name, or without one in time, are left out.
   */
  reverseNames: answers<ReverseNames>()(reverseNamesSchema),
  /**
   * Opens a data plane of its own with the rules in force. `feedReplay` sends the capture file
   * piece by piece; its packets come back as batches of the stream that is the replay's number. A
   * file that cannot be run any further is told in the state: what came before was run.
   */
  beginReplay: answers<ReplayState>()(beginReplaySchema),
  feedReplay: answers<ReplayState>()(feedReplaySchema),
  /** The file ends, or is given up. */
  endReplay: answers<ReplayState>()(v.strictObject({ replay: replayNumberSchema })),
  startPlayground: answers<PlaygroundState>()(nothing),
  stopPlayground: answers<PlaygroundState>()(nothing),
  /** false: rules drop nothing until it is true again. Not kept: a start always enforces. */
  setEnforcing: answers<boolean>()(v.strictObject({ enforcing: v.boolean() })),
  updateSettings: answers<Settings>()(settingsChangeSchema),
  dismissNotice: answers<null>()(v.strictObject({ id: v.number() })),
  /** Asks the user for the rights to filter. A declined question is an answer, not a failure. */
  unlock: answers<UnlockOutcome>()(nothing),
  /** What {@link install} would put where. Changes nothing. */
  planInstallation: answers<InstallationPlan>()(nothing),
  /** Puts the helper in place, after the password. Declined, it answers what still holds. */
  install: answers<PrivilegesState>()(nothing),
  /** Takes every trace of the helper away. */
  uninstall: answers<PrivilegesState>()(nothing),
  /** Looks at the machine, this process and every interface. Takes a second. */
  diagnose: answers<Diagnosis>()(nothing),
} as const;

export type MethodName = keyof typeof METHODS;
/** What a caller passes. */
export type MethodInput<M extends MethodName> = v.InferInput<(typeof METHODS)[M]['args']>;
/** What the engine receives, after the schema filled in and normalised. */
export type MethodArgs<M extends MethodName> = v.InferOutput<(typeof METHODS)[M]['args']>;
export type MethodAnswer<M extends MethodName> = NonNullable<(typeof METHODS)[M]['answer']>['type'];

/** Slices of the state, pushed whenever they change, and the accounting of this client. */
export interface EventMap {
  readonly interfaces: readonly NetworkInterface[];
  readonly attachments: readonly Attachment[];
  readonly rules: RuleBookState;
  readonly lists: readonly ListState[];
  readonly counters: Counters;
  readonly playground: PlaygroundState;
  readonly settings: Settings;
  readonly notices: readonly Notice[];
  readonly privileges: PrivilegesState;
  readonly enforcing: boolean;
  readonly accounting: Accounting;
}

export type EventName = keyof EventMap;

/** Every method, as the engine implements it and as a client calls it. */
export type ApiHandlers = {
  readonly [M in MethodName]: (args: MethodArgs<M>) => Promise<Result<MethodAnswer<M>>>;
};

/**
 * Takes a frame of packets, or answers false when it gave it up. Of one that it took it calls `onSent`
 * once, when nobody reads it any more: then its memory is used again.
 */
export type AcceptBatch = (frame: Uint8Array, onSent?: () => void) => boolean;

/** One client's view of an engine. Disposing it ends the client's subscriptions, nothing else. */
export interface Session extends Disposable {
  readonly handlers: ApiHandlers;
  /** `emit` receives every event from now on. */
  onEvent(emit: <E extends EventName>(name: E, value: EventMap[E]) => void): void;
  /** `accept` receives packet batches. */
  onBatch(accept: AcceptBatch): void;
}
