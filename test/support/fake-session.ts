import type {
  AcceptBatch,
  ApiHandlers,
  EventMap,
  EventName,
  MethodAnswer,
  MethodName,
  Session,
} from '../../electron/contract/api.ts';
import { encodeBatch } from '../../electron/contract/batch-packer.ts';
import type { Explanation } from '../../electron/contract/explanation.ts';
import type { ListState } from '../../electron/contract/list.ts';
import type { LookUpAnswer } from '../../electron/contract/names/look-up.ts';
import { MAX_BATCH_RECORDS } from '../../electron/contract/packet-batch.ts';
import { RECORD_BYTES } from '../../electron/contract/packet-record.ts';
import { fail, ok, type Result } from '../../electron/contract/result.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import { DEFAULT_SETTINGS } from '../../electron/contract/settings.ts';
import type { Counters, PacketCount, Snapshot } from '../../electron/contract/state.ts';
import { Random } from './random.ts';

/** A session without an engine: it answers with fixed values, and the test plays the engine. */
export interface FakeSession extends Session {
  /** Every call that passed the schema, in order. */
  readonly calls: readonly { readonly method: MethodName; readonly args: unknown }[];
  disposals: number;
  emit<E extends EventName>(name: E, value: EventMap[E]): void;
  /** As the engine does: false when the frame was given up. */
  readonly sendBatch: AcceptBatch;
  /** Lets the calls of {@link HANGING_METHOD} come to an end. */
  releaseHanging(): void;
}

/** Its calls stay under way until released. */
export const HANGING_METHOD = 'startPlayground';
/** Throws, as a bug would. */
export const BROKEN_METHOD = 'stopPlayground';
/** Fails, as the world does. */
export const FAILING_METHOD = 'detach';

export const FAILURE = {
  code: 'not-attached',
  message: 'Nothing is attached to eth7.',
  remedy: 'Attach it first.',
} as const;

export const RULE: Rule = {
  id: 'a1',
  enabled: true,
  text: 'drop tcp dport 8080',
  origin: 'typed',
  createdAt: 1_700_000_000_000,
};

const REPLAY = {
  replay: 1,
  packets: 0,
  dropped: 0,
  flips: 0,
  notRun: 0,
  bootTimeMs: 0,
  interfaces: [],
};

const NONE: PacketCount = { packets: 0, bytes: 0 };
const NOTHING = { pass: NONE, drop: NONE };

export const COUNTERS: Counters = {
  timeMs: 1_700_000_000_000,
  total: NOTHING,
  byProtocol: {
    tcp: NOTHING,
    udp: NOTHING,
    icmp: NOTHING,
    icmpv6: NOTHING,
    arp: NOTHING,
    igmp: NOTHING,
    sctp: NOTHING,
    gre: NOTHING,
    other: NOTHING,
  },
  byRule: {},
  byDefault: { in: NONE, out: NONE },
  byList: {},
  byInterface: {},
};

export const SNAPSHOT: Snapshot = {
  engine: { version: '0.0.0', host: 'test', kernel: '6.1.0', libbpf: '1.1', bootTimeMs: 0 },
  interfaces: [],
  attachments: [],
  rules: {
    revision: 1,
    rules: [RULE],
    defaults: { in: 'pass', out: 'pass' },
    builtIn: [],
    findings: [],
    saved: true,
    slots: [],
  },
  lists: [],
  counters: COUNTERS,
  playground: { state: 'off' },
  settings: DEFAULT_SETTINGS,
  notices: [],
  privileges: { missing: [], unlocking: false, installation: 'absent' },
  enforcing: true,
};

const LIST: ListState = {
  name: 'drop-list',
  source: { url: 'https://lists.example/drop.txt' },
  refreshSeconds: 3600,
  state: 'ready',
  prefixes: { v4: 2, v6: 1 },
  invalidLines: 0,
  firstInvalid: [],
};

const EXPLANATION: Explanation = {
  packet: 'in tcp dport 8080',
  direction: 'in',
  steps: [{ ruleId: 'a1', outcome: 'decides', why: 'the destination port is 8080' }],
  verdict: 'drop',
  decidedBy: 'a1',
  lists: { source: [], destination: [] },
};

export const LOOKED_UP: LookUpAnswer = {
  addresses: { '192.0.2.9': { scope: 'documentation' }, '193.0.6.139': { country: 'NL' } },
  macs: { '00:00:0c:00:00:01': { vendor: 'Cisco Systems, Inc' } },
};

export function createFakeSession(): FakeSession {
  const calls: { method: MethodName; args: unknown }[] = [];
  const hanging: (() => void)[] = [];
  let emit: (<E extends EventName>(name: E, value: EventMap[E]) => void) | undefined;
  let accept: AcceptBatch | undefined;

  function answering<M extends MethodName>(
    method: M,
    answer: Result<MethodAnswer<M>>,
  ): ApiHandlers[M] {
    return (async (args: unknown) => {
      calls.push({ method, args });
      return answer;
    }) as ApiHandlers[M];
  }

  const handlers: ApiHandlers = {
    snapshot: answering('snapshot', ok(SNAPSHOT)),
    watchPackets: answering('watchPackets', ok(null)),
    unwatchPackets: answering('unwatchPackets', ok(null)),
    attach: answering('attach', fail('unknown-interface', 'There is no eth7.', 'Choose another.')),
    detach: answering(FAILING_METHOD, { ok: false, error: FAILURE }),
    addRule: answering('addRule', ok(RULE)),
    updateRule: answering('updateRule', ok(RULE)),
    moveRule: answering('moveRule', ok(RULE)),
    removeRule: answering('removeRule', ok(RULE)),
    importRules: answering('importRules', ok({ added: 1, removed: 0 })),
    setDefault: answering('setDefault', ok(null)),
    confirmTrial: answering('confirmTrial', ok(null)),
    revertTrial: answering('revertTrial', ok(null)),
    explain: answering('explain', ok(EXPLANATION)),
    addList: answering('addList', ok(LIST)),
    refreshList: answering('refreshList', ok(LIST)),
    updateList: answering('updateList', ok(LIST)),
    removeList: answering('removeList', ok(null)),
    beginReplay: answering('beginReplay', ok(REPLAY)),
    feedReplay: answering('feedReplay', ok(REPLAY)),
    endReplay: answering('endReplay', ok(REPLAY)),
    uploadList: answering('uploadList', ok({ upload: 'u1' })),
    listsOf: answering('listsOf', ok({ '192.0.2.9': ['drop-list'] })),
    lookUp: answering('lookUp', ok(LOOKED_UP)),
    reverseNames: answering('reverseNames', ok({ '192.0.2.9': 'host.example' })),
    startPlayground: (args) => {
      calls.push({ method: HANGING_METHOD, args });
      return new Promise((resolve) => hanging.push(() => resolve(ok({ state: 'on' }))));
    },
    stopPlayground: async () => {
      throw new Error('a bug with a secret');
    },
    updateSettings: answering('updateSettings', ok(DEFAULT_SETTINGS)),
    setEnforcing: answering('setEnforcing', ok(true)),
    dismissNotice: answering('dismissNotice', ok(null)),
    unlock: answering('unlock', ok('cancelled')),
    planInstallation: answering('planInstallation', ok({ steps: [] })),
    install: answering('install', ok(SNAPSHOT.privileges)),
    uninstall: answering('uninstall', ok(SNAPSHOT.privileges)),
    diagnose: answering('diagnose', ok({ timeMs: 0, findings: [] })),
  };

  return {
    calls,
    handlers,
    disposals: 0,
    onEvent: (listener) => {
      emit = listener;
    },
    onBatch: (listener) => {
      accept = listener;
    },
    emit: (name, value) => emit?.(name, value),
    sendBatch: (frame, onSent) => accept?.(frame, onSent) ?? false,
    releaseHanging: () => {
      for (const release of hanging.splice(0)) release();
    },
    [Symbol.dispose]() {
      this.disposals += 1;
    },
  };
}

/** As large as a batch gets without bytes of packets: no record is like the one before. */
export function makeLargestBatch(): Uint8Array {
  return encodeBatch({ records: new Random(1).bytes(MAX_BATCH_RECORDS * RECORD_BYTES) });
}

/** A well-formed batch; every byte of its records is `fill`. */
export function makeBatch(records: number, fill = 0): Uint8Array {
  if (records > MAX_BATCH_RECORDS) throw new Error('no batch is as large as that');
  return encodeBatch({ records: new Uint8Array(records * RECORD_BYTES).fill(fill) });
}
