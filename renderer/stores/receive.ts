import type { Accounting } from '../../electron/contract/accounting.ts';
import type { Client } from '../../electron/contract/connect.ts';
import { LIVE_STREAM } from '../../electron/contract/packet-batch.ts';
import type {
  Attachment,
  Counters,
  EngineInfo,
  RuleBookState,
} from '../../electron/contract/state.ts';
import { CounterNews } from '../model/counter-news.ts';
import type { PacketHistory } from '../model/packet-history.ts';
import { endedRules, ruleChanges } from '../model/rule-changes.ts';
import type { RuleNames } from '../model/rule-names.ts';
import type { Talkers } from '../model/talkers/talkers.ts';
import type { Traffic } from '../model/traffic.ts';
import { LOG_SECONDS } from '../model/traffic-log.ts';
import { type ActionsStore, forgetAllUndo, forgetUndo } from './actions-store.ts';
import type { Doctor } from './doctor-store.ts';
import { type EngineStore, NOTHING_LEARNED, type Sampling } from './engine-store.ts';
import { beginHandover, endHandover } from './handover.ts';
import type { Hosts } from './hosts-store.ts';
import type { PacketsStore } from './packets-store.ts';
import type { PressedPointer } from './pressed-pointer.ts';
import type { ReplayFile } from './replay-store.ts';
import type { Table } from './table-store.ts';

/** How long the sampling strip stays after the last packet that was sampled out. */
const SAMPLING_MS = 3000;

/** An interface attached longer ago than this is nothing new, in milliseconds. */
const FRESH_MS = 15_000;

/** Marks of rule changes that are kept; they stand side by side in a chart. */
const MAX_MARKS = 200;

export interface Receivers {
  readonly engine: EngineStore;
  readonly packets: PacketsStore;
  readonly table: Table;
  readonly actions: ActionsStore;
  readonly history: PacketHistory;
  readonly names: RuleNames;
  readonly traffic: Traffic;
  readonly hosts: Hosts;
  readonly talkers: Talkers;
  readonly doctor: Doctor;
  readonly replay: ReplayFile;
  readonly pointer: PressedPointer;
}

/** Keeps the stores in step with the engine behind a fresh client, until the client closes. */
export function receive(client: Client, receivers: Receivers): void {
  const { engine, packets, actions, history, names, traffic, talkers, hosts, pointer } = receivers;
  const counterNews = new CounterNews();
  const setRules = (rules: RuleBookState) => {
    names.learn(rules);
    const now = Date.now();
    const ended = endedRules(engine.getState().rules.rules, rules.rules, now);
    if (ended.length > 0) forgetUndo(actions, new Set(ended.map(({ id }) => id)));
    engine.setState(({ rules: before, marks, engine: known }) => {
      const fresh = known ? ruleChanges(before, rules, now) : [];
      const kept = marks.filter(({ timeMs }) => timeMs > now - LOG_SECONDS * 1000);
      return { rules, marks: [...kept, ...fresh].slice(-MAX_MARKS) };
    });
  };
  const setCounters = (counters: Counters) => {
    traffic.add(counters, engine.getState().rules);
    if (counterNews.take(counters)) {
      pointer.whenUp('counters', () => engine.setState({ counters }));
    }
  };
  const setAccounting = (accounting: Accounting) => {
    pointer.whenUp('accounting', () =>
      engine.setState(({ accounting: before, sampling }) => ({
        accounting,
        sampling: nextSampling(before, accounting, sampling),
      })),
    );
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
  client.on('lists', (lists) => engine.setState({ lists }));
  client.on('counters', setCounters);
  client.on('playground', (playground) => engine.setState({ playground }));
  client.on('settings', (settings) => engine.setState({ settings }));
  client.on('privileges', (privileges) => {
    if (engine.getState().privileges.unlocking && !privileges.unlocking) beginHandover(engine);
    engine.setState({ privileges });
  });
  client.on('enforcing', (enforcing) => engine.setState({ enforcing }));
  client.on('notices', (notices) => engine.setState({ notices }));
  client.on('accounting', setAccounting);
  client.onPackets((batch) => {
    if (batch.stream !== LIVE_STREAM) return receivers.replay.take(batch);
    talkers.add(batch, names.bootTimeMs(history.end));
    history.append(batch);
    hosts.listen(batch);
    packets.touch();
  });

  void client.call('snapshot').then((answer) => {
    if (!answer.ok) return client.close();
    const { counters, rules, attachments, ...slices } = answer.value;
    const before = engine.getState().engine;
    if (before && isPlayed(before) !== isPlayed(slices.engine)) beginAfresh(receivers);
    names.begin(history.end, slices.engine.bootTimeMs);
    setRules(rules);
    setCounters(counters);
    setAttachments(attachments);
    engine.setState({ ...slices, current: true });
    endHandover(engine);
    // Only now: a row without the rule names and the clock of its engine could not be drawn.
    void client.call('watchPackets').then((watching) => {
      if (watching.ok || (slices.engine.unable && !isPlayed(slices.engine))) return;
      const title = 'Live packets cannot be shown';
      actions.setState({ failed: { title, failure: watching.error } });
    });
  });
}

function isPlayed({ recording }: EngineInfo): boolean {
  return recording !== undefined;
}

/** What is real never stands beside what was recorded: no row, no count, no change to take back. */
function beginAfresh(receivers: Receivers): void {
  const { engine, packets, table, actions, history, traffic, talkers, hosts, doctor } = receivers;
  history.clear();
  traffic.clear();
  talkers.clear();
  hosts.forgetNames();
  doctor.forget();
  forgetAllUndo(actions);
  engine.setState(NOTHING_LEARNED);
  packets.beginAfresh();
  table.forget();
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
