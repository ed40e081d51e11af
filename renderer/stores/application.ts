import { Connection } from '../connection/connection.ts';
import type { OpenTransport } from '../connection/open-transport.ts';
import { createReadNames } from '../model/hosts/read-names.ts';
import { linkTypeOf } from '../model/link-type.ts';
import { PacketHistory } from '../model/packet-history.ts';
import { RuleNames } from '../model/rule-names.ts';
import { Talkers } from '../model/talkers/talkers.ts';
import { Traffic } from '../model/traffic.ts';
import { type ActionsStore, createActionsStore } from './actions-store.ts';
import { Details } from './details-store.ts';
import { Doctor } from './doctor-store.ts';
import { createEngineStore, type EngineStore } from './engine-store.ts';
import { Exporter } from './exporter.ts';
import { Find } from './find-store.ts';
import { HostActions } from './host-actions.ts';
import { Hosts } from './hosts-store.ts';
import { createPacketsStore, type PacketsStore } from './packets-store.ts';
import { PressedPointer } from './pressed-pointer.ts';
import { PrivilegeActions } from './privilege-actions.ts';
import { receive } from './receive.ts';
import { ReplayFile } from './replay-store.ts';
import { RuleActions } from './rule-actions.ts';
import { shareHosts } from './share-hosts.ts';
import { Table } from './table-store.ts';
import { createTalkersStore, type TalkersStore } from './talkers-store.ts';
import { createTrafficViewStore, type TrafficViewStore } from './traffic-view-store.ts';
import { TrialActions } from './trial-actions.ts';

/** Rows kept: 88 MB once they are all there, and hours of what a person can read. */
const HISTORY_ROWS = 1_000_000;
/** Of the packets themselves. */
const HISTORY_BYTES = 64 * 1024 * 1024;

/** The window's state and everything that can be done in it, apart from how it looks. */
export interface Application {
  readonly engine: EngineStore;
  readonly packets: PacketsStore;
  readonly table: Table;
  readonly actions: ActionsStore;
  readonly history: PacketHistory;
  readonly names: RuleNames;
  readonly find: Find;
  readonly traffic: Traffic;
  /** Who is behind an address. */
  readonly hosts: Hosts;
  readonly talkers: Talkers;
  readonly talkersView: TalkersStore;
  readonly trafficView: TrafficViewStore;
  readonly rules: RuleActions;
  readonly trial: TrialActions;
  readonly host: HostActions;
  readonly privileges: PrivilegeActions;
  readonly doctor: Doctor;
  readonly details: Details;
  readonly exporter: Exporter;
  readonly replay: ReplayFile;
  readonly connection: Connection;
  readonly pointer: PressedPointer;
}

/** `schedule` runs its argument with the next frame. */
export function createApplication(
  open: OpenTransport,
  schedule: (commit: () => void) => void,
): Application {
  const engine = createEngineStore();
  const actions = createActionsStore();
  const history = new PacketHistory(HISTORY_ROWS, HISTORY_BYTES);
  const names = new RuleNames();
  const traffic = new Traffic();
  const talkers = new Talkers();
  const pointer = new PressedPointer();
  const packets = createPacketsStore(history, schedule, {
    whenFree: (act) => pointer.whenUp('rows', act),
  });
  const connection = new Connection(open, {
    onState: (state) => {
      // A fresh link says nothing until its snapshot is there.
      engine.setState({ connection: state, current: false });
    },
    onClient: (client) => {
      receive(client, {
        engine,
        packets,
        table,
        actions,
        history,
        names,
        traffic,
        talkers,
        hosts,
        doctor,
        replay,
        pointer,
      });
    },
    returnsSoon: () => engine.getState().handover,
  });
  const replay = new ReplayFile(connection, engine, schedule);
  const doctor = new Doctor(connection);
  const hosts = new Hosts(connection, {
    read: createReadNames((ifindex) => linkTypeOf(engine.getState().interfaces, ifindex)),
    mayAskNetwork: () => engine.getState().settings.reverseDns,
  });
  const find = new Find({ history, packets, engine, names, connection });
  shareHosts(hosts, find, talkers);
  const table = new Table(connection, engine, actions);
  return {
    engine,
    packets,
    table,
    actions,
    history,
    names,
    find,
    traffic,
    hosts,
    talkers,
    talkersView: createTalkersStore(),
    trafficView: createTrafficViewStore(),
    connection,
    rules: new RuleActions(connection, engine, actions),
    trial: new TrialActions(connection, actions),
    host: new HostActions(connection, engine, actions),
    privileges: new PrivilegeActions(connection, engine, actions, doctor),
    doctor,
    details: new Details({ history, packets }),
    exporter: new Exporter({ history, names, engine, hosts, table, actions, isReplay: false }),
    replay,
    pointer,
  };
}
