import { randomBytes } from 'node:crypto';
import type { ApiHandlers, EventMap, EventName, Session } from '../contract/api.ts';
import { ok } from '../contract/result.ts';
import type { PacketStream } from './capture/packet-stream.ts';
import type { EngineCore } from './engine-core.ts';
import { addRule, removeRule, updateRule } from './rules/rule-book.ts';

type Emit = <E extends EventName>(name: E, value: EventMap[E]) => void;

/** One client's view of the engine: its calls, its events, its stream of packets. */
export function createSession(core: EngineCore): Session {
  let acceptBatch: (frame: Uint8Array) => boolean = () => false;
  let stream: PacketStream | undefined;
  let stopListening = () => {};

  const handlers: ApiHandlers = {
    snapshot: async () => ok(core.snapshot()),
    watchPackets: async () => {
      endStream();
      const opened = core.openStream((frame) => acceptBatch(frame));
      if (!opened.ok) return opened;
      stream = opened.value;
      return ok(null);
    },
    unwatchPackets: async () => {
      endStream();
      return ok(null);
    },
    attach: (args) => core.attach(args.interface),
    detach: (args) => core.detach(args.interface),
    addRule: ({ verdict, match, enabled, lifetimeSeconds }) => {
      const id = randomBytes(6).toString('hex');
      const expiry = expiryOf(lifetimeSeconds ?? null);
      const lifetime = expiry === null ? {} : { expiry };
      return core.changeRule(id, (book) =>
        addRule(book, { verdict, match, enabled, ...lifetime }, id, Date.now()),
      );
    },
    updateRule: ({ id, enabled, lifetimeSeconds }) => {
      const change = {
        ...(enabled === undefined ? {} : { enabled }),
        ...(lifetimeSeconds === undefined ? {} : { expiry: expiryOf(lifetimeSeconds) }),
      };
      return core.changeRule(id, (book) => updateRule(book, id, change));
    },
    removeRule: ({ id }) => core.changeRule(id, (book) => removeRule(book, id)),
    startPlayground: () => core.startPlayground(),
    stopPlayground: () => core.stopPlayground(),
    setEnforcing: ({ enforcing }) => core.setEnforcing(enforcing),
    updateSettings: (settings) => core.updateSettings(settings),
    dismissNotice: async ({ id }) => {
      core.notices.dismiss(id);
      return ok(null);
    },
    unlock: () => core.privileges.unlock(),
    planInstallation: async () => ok(await core.privileges.plan()),
    install: () => core.privileges.install(),
    uninstall: () => core.privileges.uninstall(),
    diagnose: async () => ok(await core.diagnose()),
  };

  return {
    handlers,
    onEvent(emit) {
      stopListening = core.hub.listen(withAccounting(emit));
    },
    onBatch(accept) {
      acceptBatch = accept;
    },
    [Symbol.dispose]() {
      stopListening();
      endStream();
    },
  };

  /** Counters are for all; where the packets went is this client's own affair. */
  function withAccounting(emit: Emit): Emit {
    return (name, value) => {
      emit(name, value);
      if (name !== 'counters' || !stream) return;
      const accounting = core.account(stream);
      if (accounting) emit('accounting', accounting);
    };
  }

  function endStream(): void {
    if (stream) core.closeStream(stream);
    stream = undefined;
  }
}

function expiryOf(lifetimeSeconds: number | null): number | null {
  return lifetimeSeconds === null ? null : Date.now() + lifetimeSeconds * 1000;
}
