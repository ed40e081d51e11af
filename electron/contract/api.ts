/**
 * Everything a client can ask of an engine, in one table: the schema of each method's argument and
 * the type of its answer. Hosts check every argument against it; clients get their types from it.
 */
import * as v from 'valibot';
import type { Accounting } from './accounting.ts';
import type { Diagnosis } from './doctor.ts';
import { matchSchema } from './match.ts';
import type { InstallationPlan, PrivilegesState, UnlockOutcome } from './privileges.ts';
import type { Result } from './result.ts';
import { MAX_LIFETIME_SECONDS, RULE_VERDICTS, type Rule, ruleIdSchema } from './rule.ts';
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
  /** Appends a rule to the list. */
  addRule: answers<Rule>()(
    v.strictObject({
      verdict: v.picklist(RULE_VERDICTS),
      match: matchSchema,
      enabled: v.optional(v.boolean(), true),
      /** Absent or null: the rule stays. */
      lifetimeSeconds: v.optional(v.nullable(lifetimeSeconds)),
    }),
  ),
  /** Changes what is given and leaves the rest, its place and its counters included. */
  updateRule: answers<Rule>()(
    v.strictObject({
      id: ruleIdSchema,
      enabled: v.exactOptional(v.boolean()),
      /** From now on. null: the rule stays. */
      lifetimeSeconds: v.exactOptional(v.nullable(lifetimeSeconds)),
    }),
  ),
  /** Answers the rule as it was, so that the caller can undo. */
  removeRule: answers<Rule>()(v.strictObject({ id: ruleIdSchema })),
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

/** One client's view of an engine. Disposing it ends the client's subscriptions, nothing else. */
export interface Session extends Disposable {
  readonly handlers: ApiHandlers;
  /** `emit` receives every event from now on. */
  onEvent(emit: <E extends EventName>(name: E, value: EventMap[E]) => void): void;
  /** `accept` receives packet batches; it answers false when it had to give one up. */
  onBatch(accept: (frame: Uint8Array) => boolean): void;
}
