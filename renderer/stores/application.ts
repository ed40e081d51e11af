import type { Accounting } from '../../electron/contract/accounting.ts';
import type { Client } from '../../electron/contract/connect.ts';
import { RECORD_BYTES } from '../../electron/contract/packet-record.ts';
import type { Attachment, Counters, RuleBookState } from '../../electron/contract/state.ts';
import { Connection } from '../connection/connection.ts';
import type { OpenTransport } from '../connection/open-transport.ts';
import { PacketHistory } from '../model/packet-history.ts';
import { endedRules, ruleChanges } from '../model/rule-changes.ts';
import { RuleNames } from '../model/rule-names.ts';
import { CHART_SECONDS, Traffic } from '../model/traffic.ts';
import { type ActionsStore, createActionsStore, forgetUndo } from './actions-store.ts';
import { createEngineStore, type EngineStore, type Sampling } from './engine-store.ts';
import { HostActions } from './host-actions.ts';
import { createPacketsStore, type PacketsStore } from './packets-store.ts';
import { RuleActions } from './rule-actions.ts';

/** Rows kept: 16 MB, and hours of what a person can read. */
const HISTORY_ROWS = 200_000;
/** How long the sampling strip stays after the last packet that was sampled out. */
const SAMPLING_MS = 3000;

/** An interface attached longer ago than this is nothing new, in milliseconds. */
const FRESH_MS = 15_000;

/** The window's state and everything that can be done in it, apart from how it looks. */
export interface Application {
  readonly engine: EngineStore;
  readonly packets: PacketsStore;
  readonly actions: ActionsStore;
  readonly history: PacketHistory;
  readonly names: RuleNames;
  readonly traffic: Traffic;
  readonly rules: RuleActions;
  readonly host: HostActions;
  readonly connection: Connection;
}

/** `schedule` runs its argument with the next frame. */
export function createApplication(
  open: OpenTransport,
  schedule: (commit: () => void) => void,
): Application {
  const engine = createEngineStore();
  const actions = createActionsStore();
  const history = new PacketHistory(HISTORY_ROWS);
  const packets = createPacketsStore(history, schedule);
  const names = new RuleNames();
  const traffic = new Traffic();
  const connection = new Connection(open, {
    onState: (state) => engine.setState({ connection: state }),
    onClient: (client) => {
      receive(client, { engine, packets, actions, history, names, traffic });
    },
  });
  return {
    engine,
    packets,
    actions,
    history,
    names,
    traffic,
    connection,
    rules: new RuleActions(connection, engine, actions),
    host: new HostActions(connection, engine, actions),
  };
}

type Receivers = Pick<
  Application,
  'engine' | 'packets' | 'actions' | 'history' | 'names' | 'traffic'
>;

function receive(client: Client, receivers: Receivers): void {
  const { engine, packets, actions, history, names, traffic } = receivers;
  const setRules = (rules: RuleBookState) => {
    names.learn(rules);
    const now = Date.now();
    const ended = endedRules(engine.getState().rules.rules, rules.rules, now);
    if (ended.length > 0) forgetUndo(actions, new Set(ended.map(({ id }) => id)));
    engine.setState(({ rules: before, marks, engine: known }) => {
      const fresh = known ? ruleChanges(before.rules, rules.rules, now) : [];
      const kept = marks.filter(({ timeMs }) => timeMs > now - CHART_SECONDS * 1000);
      return { rules, marks: [...kept, ...fresh] };
    });
  };
  const setCounters = (counters: Counters) => {
    traffic.add(counters);
    engine.setState({ counters });
  };
  const setAccounting = (accounting: Accounting) => {
    engine.setState(({ accounting: before, sampling }) => ({
      accounting,
      sampling: nextSampling(before, accounting, sampling),
    }));
  };

  const setAttachments = (attachments: readonly Attachment[]) => {
    engine.setState(({ attachments: before, fresh }) => ({
      attachments,
      fresh: [
        ...fresh.filter((name) => attachments.some((each) => each.interface === name)),
        ...newlyAttached(before, attachments),
      ],
    }));
  };

  client.on('interfaces', (interfaces) => engine.setState({ interfaces }));
  client.on('attachments', setAttachments);
  client.on('rules', setRules);
  client.on('counters', setCounters);
  client.on('playground', (playground) => engine.setState({ playground }));
  client.on('settings', (settings) => engine.setState({ settings }));
  client.on('privileges', (privileges) => engine.setState({ privileges }));
  client.on('enforcing', (enforcing) => engine.setState({ enforcing }));
  client.on('notices', (notices) => engine.setState({ notices }));
  client.on('accounting', setAccounting);
  client.onPackets((records) => {
    history.append(records, records.byteLength / RECORD_BYTES);
    packets.touch();
  });

  void client.call('snapshot').then((answer) => {
    if (!answer.ok) return client.close();
    const { counters, rules, attachments, ...slices } = answer.value;
    names.begin(history.end, slices.engine.bootTimeMs);
    setRules(rules);
    setCounters(counters);
    setAttachments(attachments);
    engine.setState(slices);
    // Only now: a row without the rule names and the clock of its engine could not be drawn.
    void client.call('watchPackets').then((watching) => {
      if (watching.ok || slices.engine.unable) return;
      const title = 'Live packets cannot be shown';
      actions.setState({ failed: { title, failure: watching.error } });
    });
  });
}

/** Not those of a host that has run for a while, which a reloaded page finds. */
function newlyAttached(
  before: readonly Attachment[],
  after: readonly Attachment[],
): readonly string[] {
  const known = new Set(before.map(({ interface: name }) => name));
  const since = Date.now() - FRESH_MS;
  return after
    .filter(({ interface: name, attachedAt }) => !known.has(name) && attachedAt > since)
    .map(({ interface: name }) => name);
}

function nextSampling(
  before: Accounting,
  after: Accounting,
  current: Sampling | undefined,
): Sampling | undefined {
  const sampledOut = after.sampledOut - before.sampledOut;
  const now = Date.now();
  if (sampledOut <= 0) return current && now - current.atMs > SAMPLING_MS ? undefined : current;
  const shown = Math.max(1, after.delivered - before.delivered);
  return { atMs: now, oneIn: Math.max(2, Math.round((shown + sampledOut) / shown)) };
}
