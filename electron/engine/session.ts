import type { AcceptBatch, ApiHandlers, EventMap, EventName, Session } from '../contract/api.ts';
import { ok } from '../contract/result.ts';
import type { PacketStream } from './capture/packet-stream.ts';
import { Replays } from './capture-replay/replays.ts';
import type { EngineCore } from './engine-core.ts';

type Emit = <E extends EventName>(name: E, value: EventMap[E]) => void;

/** One client's view of the engine: its calls, its events, its stream of packets. */
export function createSession(core: EngineCore): Session {
  let acceptBatch: AcceptBatch = () => false;
  let stream: PacketStream | undefined;
  let stopListening = () => {};
  const replays = new Replays((number, args) =>
    core.openReplay(number, args, (frame) => acceptBatch(frame)),
  );

  const handlers: ApiHandlers = {
    snapshot: async () => ok(core.snapshot()),
    watchPackets: async () => {
      endStream();
      const opened = core.openStream((frame, onSent) => acceptBatch(frame, onSent));
      if (!opened.ok) return opened;
      stream = opened.value;
      return ok(null);
    },
    unwatchPackets: async () => {
      endStream();
      return ok(null);
    },
    attach: (args) => core.interfaces.attach(args.interface),
    detach: (args) => core.interfaces.detach(args.interface),
    addRule: (args) => core.rules.add(args),
    updateRule: (args) => core.rules.update(args),
    moveRule: (args) => core.rules.move(args),
    removeRule: (args) => core.rules.remove(args),
    importRules: (args) => core.rules.import(args),
    setDefault: (args) => core.rules.setDefault(args),
    confirmTrial: () => core.rules.confirmTrial(),
    revertTrial: () => core.rules.revertTrial(),
    explain: async (args) => core.explain(args),
    addList: (args) => core.withLists((lists) => lists.add(args)),
    refreshList: ({ name }) => core.withLists((lists) => lists.refresh(name)),
    updateList: ({ name, refreshSeconds }) =>
      core.withLists((lists) => lists.update(name, refreshSeconds)),
    removeList: ({ name }) => core.withLists((lists) => lists.remove(name)),
    uploadList: ({ upload, piece }) => core.withLists((_, uploads) => uploads.add(upload, piece)),
    listsOf: ({ addresses }) => core.withLists(async (lists) => ok(lists.listsOf(addresses))),
    lookUp: (args) => core.names.lookUp(args),
    reverseNames: (args) => core.names.reverseNames(args),
    beginReplay: (args) => replays.begin(args),
    feedReplay: (args) => replays.feed(args),
    endReplay: (args) => replays.end(args),
    startPlayground: () => core.interfaces.startPlayground(),
    stopPlayground: () => core.interfaces.stopPlayground(),
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
      replays[Symbol.dispose]();
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
