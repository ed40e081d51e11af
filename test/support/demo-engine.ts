/**
 * An engine without a kernel: made-up packets, real rules. The window is developed and looked at
 * with it, in a browser and without any privilege.
 */
import { type Accounting, NO_PACKETS } from '../../electron/contract/accounting.ts';
import type { ApiHandlers, EventMap, EventName, Session } from '../../electron/contract/api.ts';
import type { Protocol } from '../../electron/contract/match.ts';
import { PROTOCOLS } from '../../electron/contract/match.ts';
import { BATCH_HEADER_BYTES, writeBatchHeader } from '../../electron/contract/packet-batch.ts';
import {
  NO_RULE_SLOT,
  REASON,
  RECORD_BYTES,
  RECORD_OFFSETS,
  VERDICT,
} from '../../electron/contract/packet-record.ts';
import { fail, ok, type Result } from '../../electron/contract/result.ts';
import { formatRule, type Rule } from '../../electron/contract/rule.ts';
import { DEFAULT_SETTINGS } from '../../electron/contract/settings.ts';
import type {
  Attachment,
  Counters,
  NetworkInterface,
  PacketCount,
  Snapshot,
  VerdictCount,
} from '../../electron/contract/state.ts';
import {
  createPrivilegeHandlers,
  DEMO_PRIVILEGES,
  type DemoPrivilegeAnswers,
} from './demo-privileges.ts';
import { DEMO_PACKETS, type DemoPacket, demoMatches } from './demo-traffic.ts';
import { Random } from './random.ts';

export interface DemoOptions {
  readonly packetsPerSecond: number;
  /** Interfaces watched from the start. */
  readonly attached: readonly string[];
  /** Rules from the start. */
  readonly rules: readonly Rule[];
  /** Milliseconds before an answer, as a slow machine would take. */
  readonly answerDelayMs: number;
  /** Packets per second that are sampled out. */
  readonly sampledOutPerSecond: number;
  /** Packets shown, sampled out and dropped before it starts, each; to see long counts. */
  readonly countedBefore?: number;
  readonly snapshot: Partial<Snapshot>;
  /** What becomes of unlocking, installing and diagnosing. */
  readonly privileges?: DemoPrivilegeAnswers;
}

export interface DemoEngine extends Session {
  /** Changes what it shows, from outside of any call. */
  patch(slices: Partial<Snapshot>): void;
  /** Sends so many packets now. */
  send(packets: number): void;
}

export const DEMO_INTERFACES: readonly NetworkInterface[] = [
  link('enp5s0', 2, 'igc', ['192.168.1.20/24', '2001:db8:20::14/64']),
  link('wlp3s0', 3, 'iwlwifi', ['192.168.1.21/24']),
  { ...link('tun0', 6, 'tun', ['10.8.0.2/24']), heldBy: { id: 41, mode: 'native' } },
  { ...link('virbr0', 4, 'bridge', ['192.168.122.1/24']), state: 'down' },
  link('lo', 1, 'loopback', ['127.0.0.1/8', '::1/128']),
];

const TICK_MS = 50;
const COUNTERS_EVERY = 5;

export function createDemoEngine(options: DemoOptions): DemoEngine {
  const random = new Random(7);
  const startedAt = Date.now();
  let watching = false;
  let listen: <E extends EventName>(name: E, value: EventMap[E]) => void = () => {};
  let accept: (frame: Uint8Array) => boolean = () => true;
  const before = options.countedBefore ?? 0;
  let accounting: Accounting = NO_PACKETS;
  const byRule = new Map<string, PacketCount>();
  const byProtocol = new Map<Protocol | 'other', VerdictCount>();
  let total: VerdictCount = { ...NOTHING, drop: { packets: before, bytes: 0 } };
  let slot = 0;
  const slots = new Map<string, number>();
  let state: Snapshot = {
    engine: {
      version: '0.1.0',
      host: 'test',
      kernel: '6.18.0',
      libbpf: '1.1.2',
      bootTimeMs: startedAt,
    },
    interfaces: DEMO_INTERFACES,
    attachments: options.attached.map((name) => attachment(name)),
    rules: { revision: 41, rules: [], saved: true, slots: [] },
    counters: readCounters(),
    playground: { state: 'off' },
    settings: DEFAULT_SETTINGS,
    notices: [],
    privileges: DEMO_PRIVILEGES,
    enforcing: true,
    ...options.snapshot,
  };
  setRules(options.rules);

  let carried = 0;
  let ticks = 0;
  const timer = setInterval(() => {
    carried += (options.packetsPerSecond * TICK_MS) / 1000;
    const packets = Math.floor(carried * (0.8 + random.below(400) / 1000));
    carried = Math.max(0, carried - packets);
    if (state.attachments.some((each) => each.state === 'attached')) send(packets);
    ticks += 1;
    if (ticks % COUNTERS_EVERY === 0) {
      patch({ counters: readCounters() });
      if (watching) listen('accounting', accounting);
    }
    expire();
  }, TICK_MS);

  function send(packets: number): void {
    if (packets === 0) return;
    const frame = new Uint8Array(BATCH_HEADER_BYTES + packets * RECORD_BYTES);
    writeBatchHeader(frame, packets);
    const view = new DataView(frame.buffer);
    for (let index = 0; index < packets; index += 1) {
      const packet = DEMO_PACKETS[random.below(DEMO_PACKETS.length)] as DemoPacket;
      const rule = state.rules.rules.find(
        (each) => state.enforcing && each.enabled && demoMatches(each.match, packet),
      );
      const at = BATCH_HEADER_BYTES + index * RECORD_BYTES;
      frame.set(packet.bytes, at);
      const ageMs = Date.now() - startedAt - TICK_MS + (index / packets) * TICK_MS;
      view.setBigUint64(at, BigInt(Math.max(0, Math.round(ageMs * 1e6))), true);
      if (rule) {
        const dropped = rule.verdict === 'drop';
        view.setUint16(at + RECORD_OFFSETS.rule_slot, slots.get(rule.id) ?? NO_RULE_SLOT, true);
        view.setUint8(at + RECORD_OFFSETS.verdict, dropped ? VERDICT.drop : VERDICT.pass);
        view.setUint8(at + RECORD_OFFSETS.reason, REASON.rule);
      }
      count(packet, rule);
    }
    if (!watching) return;
    const sampledOut = Math.round((options.sampledOutPerSecond * TICK_MS) / 1000);
    const sent = accept(frame);
    accounting = {
      ...accounting,
      seen: accounting.seen + packets + sampledOut,
      delivered: accounting.delivered + (sent ? packets : 0),
      sampledOut: accounting.sampledOut + sampledOut,
      lostLink: accounting.lostLink + (sent ? 0 : packets),
    };
  }

  function count({ lengthBytes, protocol }: DemoPacket, rule: Rule | undefined): void {
    const verdict = rule?.verdict ?? 'pass';
    const key = protocol ?? 'other';
    total = plus(total, verdict, lengthBytes);
    byProtocol.set(key, plus(byProtocol.get(key) ?? NOTHING, verdict, lengthBytes));
    if (rule) byRule.set(rule.id, plusOne(byRule.get(rule.id) ?? NONE, lengthBytes));
  }

  function readCounters(): Counters {
    const protocols = [...PROTOCOLS, 'other'] as const;
    return {
      timeMs: Date.now(),
      total,
      byProtocol: Object.fromEntries(
        protocols.map((name) => [name, byProtocol.get(name) ?? NOTHING]),
      ) as Counters['byProtocol'],
      byRule: Object.fromEntries(byRule),
      byInterface: { enp5s0: total },
    };
  }

  function patch(slices: Partial<Snapshot>): void {
    state = { ...state, ...slices };
    for (const [name, value] of Object.entries(slices)) listen(name as 'rules', value as never);
  }

  function setRules(rules: readonly Rule[]): void {
    for (const rule of rules) {
      if (slots.has(rule.id)) continue;
      slots.set(rule.id, slot);
      slot += 1;
    }
    const known = new Map(state.rules.slots.map((each) => [each.ruleId, each]));
    for (const rule of rules) {
      const place = slots.get(rule.id) ?? 0;
      known.set(rule.id, { slot: place, generation: 0, ruleId: rule.id, text: formatRule(rule) });
    }
    const revision = state.rules.revision + 1;
    patch({ rules: { revision, rules, saved: true, slots: [...known.values()] } });
  }

  function expire(): void {
    const now = Date.now();
    const left = state.rules.rules.filter(({ expiry }) => expiry === undefined || expiry > now);
    if (left.length < state.rules.rules.length) setRules(left);
  }

  function find(id: string): Result<Rule> {
    const rule = state.rules.rules.find((each) => each.id === id);
    return rule ? ok(rule) : fail('unknown-rule', 'This rule is gone.', 'Look at the list again.');
  }

  const handlers: ApiHandlers = {
    snapshot: async () => ok(state),
    watchPackets: async () => {
      watching = true;
      accounting = { ...NO_PACKETS, seen: 2 * before, delivered: before, sampledOut: before };
      return ok(null);
    },
    unwatchPackets: async () => {
      watching = false;
      return ok(null);
    },
    attach: async ({ interface: name }) => {
      await delay();
      if (name === 'lo') {
        return fail(
          'kernel-refused',
          'The kernel refused to attach to lo.',
          'Update the kernel, or watch another interface.',
          'EOPNOTSUPP',
        );
      }
      const made = attachment(name);
      patch({ attachments: [...state.attachments, made] });
      return ok(made);
    },
    detach: async ({ interface: name }) => {
      await delay();
      const gone = state.attachments.find((each) => each.interface === name);
      if (!gone) return fail('not-attached', `${name} is not attached.`, 'Nothing is to be done.');
      patch({ attachments: state.attachments.filter((each) => each !== gone) });
      return ok(null);
    },
    addRule: async ({ verdict, match, enabled, lifetimeSeconds }) => {
      await delay();
      const text = formatRule({ verdict, match });
      if (state.rules.rules.some((rule) => formatRule(rule) === text)) {
        return fail('duplicate-rule', `There is a rule "${text}" already.`, 'Switch that one on.');
      }
      const rule: Rule = {
        id: `r${Date.now().toString(36)}${random.below(1000)}`,
        enabled,
        verdict,
        match,
        createdAt: Date.now(),
        ...(lifetimeSeconds ? { expiry: Date.now() + lifetimeSeconds * 1000 } : {}),
      };
      setRules([...state.rules.rules, rule]);
      return ok(rule);
    },
    updateRule: async ({ id, enabled, lifetimeSeconds }) => {
      await delay();
      const found = find(id);
      if (!found.ok) return found;
      const { expiry: oldExpiry, ...rest } = found.value;
      const end = lifetimeSeconds ? Date.now() + lifetimeSeconds * 1000 : undefined;
      const expiry = lifetimeSeconds === undefined ? oldExpiry : end;
      const changed = {
        ...rest,
        enabled: enabled ?? rest.enabled,
        ...(expiry === undefined ? {} : { expiry }),
      };
      setRules(state.rules.rules.map((rule) => (rule.id === id ? changed : rule)));
      return ok(changed);
    },
    removeRule: async ({ id }) => {
      await delay();
      const found = find(id);
      if (found.ok) setRules(state.rules.rules.filter((rule) => rule.id !== id));
      return found;
    },
    startPlayground: async () => {
      patch({ playground: { state: 'starting' } });
      await delay();
      patch({ playground: { state: 'on', interface: 'portcullis0' } });
      return ok(state.playground);
    },
    stopPlayground: async () => {
      await delay();
      patch({ playground: { state: 'off' } });
      return ok(state.playground);
    },
    setEnforcing: async ({ enforcing }) => {
      patch({ enforcing });
      return ok(enforcing);
    },
    updateSettings: async (settings) => {
      const defined = Object.entries(settings).filter(([, value]) => value !== undefined);
      patch({ settings: { ...state.settings, ...Object.fromEntries(defined) } });
      return ok(state.settings);
    },
    dismissNotice: async ({ id }) => {
      patch({ notices: state.notices.filter((notice) => notice.id !== id) });
      return ok(null);
    },
    ...createPrivilegeHandlers({
      state: () => state,
      patch,
      delay,
      answers: options.privileges ?? {},
    }),
  };

  function delay(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, options.answerDelayMs));
  }

  return {
    handlers,
    onEvent: (emit) => {
      listen = emit;
    },
    onBatch: (take) => {
      accept = take;
    },
    patch,
    send,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

const NONE: PacketCount = { packets: 0, bytes: 0 };
const NOTHING: VerdictCount = { pass: NONE, drop: NONE };

function plus(count: VerdictCount, verdict: 'pass' | 'drop', bytes: number): VerdictCount {
  return { ...count, [verdict]: plusOne(count[verdict], bytes) };
}

function plusOne({ packets, bytes }: PacketCount, more: number): PacketCount {
  return { packets: packets + 1, bytes: bytes + more };
}

function link(
  name: string,
  ifindex: number,
  driver: string,
  addresses: readonly string[],
): NetworkInterface {
  return { name, ifindex, driver, state: 'up', mtuBytes: 1500, addresses };
}

function attachment(name: string): Attachment {
  const base = {
    interface: name,
    programId: 77,
    attachedAt: Date.now(),
    state: 'attached',
  } as const;
  const ifindex = DEMO_INTERFACES.find((each) => each.name === name)?.ifindex ?? 9;
  if (!name.startsWith('wl')) return { ...base, ifindex, mode: 'native' };
  return {
    ...base,
    ifindex,
    mode: 'generic',
    whyGeneric: 'The driver iwlwifi has no support for XDP.',
  };
}
