/**
 * An engine without a kernel: made-up packets, real rules. The window is developed and looked at
 * with it, in a browser and without any privilege.
 */
import { type Accounting, NO_PACKETS } from '../../electron/contract/accounting.ts';
import type { ApiHandlers, EventMap, EventName, Session } from '../../electron/contract/api.ts';
import { encodeBatch } from '../../electron/contract/batch-packer.ts';
import {
  COUNTED_PROTOCOLS,
  type CountedProtocol,
} from '../../electron/contract/counted-protocol.ts';
import type { Direction } from '../../electron/contract/language/statement.ts';
import {
  REASON,
  RECORD_BYTES,
  RECORD_OFFSETS,
  VERDICT,
} from '../../electron/contract/packet-record.ts';
import { fail, ok } from '../../electron/contract/result.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import { DEFAULT_SETTINGS } from '../../electron/contract/settings.ts';
import type {
  Attachment,
  Counters,
  NetworkInterface,
  PacketCount,
  RuleCount,
  Snapshot,
  VerdictCount,
} from '../../electron/contract/state.ts';
import { createDemoBook, DEMO_BOOK } from './demo-book.ts';
import { type DemoDecision, demoDecide } from './demo-decide.ts';
import { createDemoListHandlers } from './demo-lists.ts';
import { DEMO_NAMES } from './demo-names.ts';
import {
  createPrivilegeHandlers,
  DEMO_PRIVILEGES,
  type DemoPrivilegeAnswers,
} from './demo-privileges.ts';
import { createDemoReplay } from './demo-replay.ts';
import { DEMO_PACKETS, type DemoPacket } from './demo-traffic.ts';
import { join } from './payloads.ts';
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
/** Of each packet that the page gets to see. */
const SNAPSHOT_BYTES = 256;
const COUNTERS_EVERY = 5;

export function createDemoEngine(options: DemoOptions): DemoEngine {
  const random = new Random(7);
  const startedAt = Date.now();
  let watching = false;
  let listen: <E extends EventName>(name: E, value: EventMap[E]) => void = () => {};
  let accept: (frame: Uint8Array) => boolean = () => true;
  const before = options.countedBefore ?? 0;
  let accounting: Accounting = NO_PACKETS;
  const byRule = new Map<string, RuleCount>();
  const byProtocol = new Map<CountedProtocol, VerdictCount>();
  const byDefault: Record<Direction, RuleCount> = { in: NONE, out: NONE };
  let total: VerdictCount = { ...NOTHING, drop: { packets: before, bytes: 0 } };
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
    rules: DEMO_BOOK,
    lists: [],
    counters: readCounters(),
    playground: { state: 'off' },
    settings: DEFAULT_SETTINGS,
    notices: [],
    privileges: DEMO_PRIVILEGES,
    enforcing: true,
    ...options.snapshot,
  };
  const book = createDemoBook({ state: () => state, patch, delay });
  book.setRules(options.rules);

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
    book.expire();
  }, TICK_MS);

  function send(packets: number): void {
    if (packets === 0) return;
    const records = new Uint8Array(packets * RECORD_BYTES);
    const capturedBytes = new Uint16Array(packets);
    const captured: Uint8Array[] = [];
    const view = new DataView(records.buffer);
    for (let index = 0; index < packets; index += 1) {
      const packet = DEMO_PACKETS[random.below(DEMO_PACKETS.length)] as DemoPacket;
      const decision = decide(packet);
      const at = index * RECORD_BYTES;
      records.set(packet.bytes, at);
      const snapshot = packet.frame.subarray(0, SNAPSHOT_BYTES);
      captured.push(snapshot);
      capturedBytes[index] = snapshot.length;
      const ageMs = Date.now() - startedAt - TICK_MS + (index / packets) * TICK_MS;
      view.setBigUint64(at, BigInt(Math.max(0, Math.round(ageMs * 1e6))), true);
      view.setUint8(at + RECORD_OFFSETS.verdict, VERDICT[decision.verdict]);
      if (decision.rule) {
        view.setUint16(at + RECORD_OFFSETS.rule_slot, book.slotOf(decision.rule), true);
        view.setUint8(at + RECORD_OFFSETS.reason, REASON.rule);
      }
      count(packet, decision);
    }
    if (!watching) return;
    const sampledOut = Math.round((options.sampledOutPerSecond * TICK_MS) / 1000);
    const sent = accept(encodeBatch({ records, capturedBytes, bytes: join(...captured) }));
    accounting = {
      ...accounting,
      seen: accounting.seen + packets + sampledOut,
      delivered: accounting.delivered + (sent ? packets : 0),
      sampledOut: accounting.sampledOut + sampledOut,
      lostLink: accounting.lostLink + (sent ? 0 : packets),
    };
  }

  function decide({ traits }: DemoPacket): DemoDecision {
    if (!state.enforcing) return { verdict: 'pass', rule: undefined, counted: [] };
    return demoDecide(state.rules, traits.direction, traits, random.below(2) === 0);
  }

  function count({ lengthBytes, protocol, traits }: DemoPacket, decision: DemoDecision): void {
    const { verdict, rule, counted } = decision;
    total = plus(total, verdict, lengthBytes);
    byProtocol.set(protocol, plus(byProtocol.get(protocol) ?? NOTHING, verdict, lengthBytes));
    for (const { id } of rule ? [...counted, rule] : counted) {
      byRule.set(id, hit(byRule.get(id) ?? NONE, lengthBytes));
    }
    const { direction } = traits;
    if (!rule) byDefault[direction] = hit(byDefault[direction], lengthBytes);
  }

  function readCounters(): Counters {
    return {
      timeMs: Date.now(),
      total,
      byProtocol: Object.fromEntries(
        COUNTED_PROTOCOLS.map((name) => [name, byProtocol.get(name) ?? NOTHING]),
      ) as Counters['byProtocol'],
      byRule: Object.fromEntries(byRule),
      byDefault: { ...byDefault },
      byList: {},
      byInterface: { enp5s0: total },
    };
  }

  function patch(slices: Partial<Snapshot>): void {
    state = { ...state, ...slices };
    for (const [name, value] of Object.entries(slices)) listen(name as 'rules', value as never);
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
    ...book.handlers,
    ...createDemoListHandlers({ state: () => state, patch, delay }),
    ...DEMO_NAMES,
    ...createDemoReplay((frame) => accept(frame), { decide, slotOf: book.slotOf }),
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

function hit(count: RuleCount, bytes: number): RuleCount {
  return { ...plusOne(count, bytes), lastHitMs: Date.now() };
}

function link(
  name: string,
  ifindex: number,
  driver: string,
  addresses: readonly string[],
): NetworkInterface {
  return { name, ifindex, driver, state: 'up', framing: 'ethernet', mtuBytes: 1500, addresses };
}

function attachment(name: string): Attachment {
  const base = {
    interface: name,
    programId: 77,
    attachedAt: Date.now(),
    state: 'attached',
  } as const;
  const ifindex = DEMO_INTERFACES.find((each) => each.name === name)?.ifindex ?? 9;
  if (!name.startsWith('wl')) return { ...base, ifindex, mode: 'native', egress: 'tcx' };
  return {
    ...base,
    ifindex,
    mode: 'generic',
    whyGeneric: 'The driver iwlwifi has no support for XDP.',
    egress: 'none',
    whyNoEgress: 'Another program holds the clsact hook of wlp3s0.',
  };
}
