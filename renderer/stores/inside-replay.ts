import { RECORD_OFFSETS } from '../../electron/contract/packet-record.ts';
import { FLIP_MARK } from '../../electron/contract/replay.ts';
import type { Application } from './application.ts';
import { Details } from './details-store.ts';
import { engineInReplay } from './engine-in-replay.ts';
import { Exporter } from './exporter.ts';
import { Find } from './find-store.ts';
import { shareWithFind } from './share-hosts.ts';
import { Table } from './table-store.ts';

/**
 * The application as it is where the packets of a replay are shown instead of live ones. Made once:
 * it listens for as long as the application is there.
 */
export function insideReplay(application: Application): Application {
  const { connection, actions, replay, hosts } = application;
  const engine = engineInReplay(application.engine, replay);
  const { history, packets, names } = replay;
  const find = new Find({ history, packets, engine, names, connection });
  shareWithFind(hosts, find);
  const table = new Table(connection, engine, actions);
  replay.store.subscribe((now, before) => {
    const isAnother = now.phase === 'running' && before.phase !== 'running';
    if (isAnother) table.forget();
    if (isAnother || now.onlyFlips !== before.onlyFlips) {
      find.narrowTo(now.onlyFlips ? isFlip : undefined);
    }
    const first = now.summary !== before.summary ? history.read(history.first) : undefined;
    if (first) table.begin(names.bootTimeMs(history.first) + first.timeBootNs / 1e6);
  });
  const shown = { ...application, engine, history, packets, names, find, table };
  return {
    ...shown,
    details: new Details(shown),
    exporter: new Exporter({ ...shown, isReplay: true }),
  };
}

function isFlip(bytes: Uint8Array, offset: number): boolean {
  return ((bytes[offset + RECORD_OFFSETS.marks] ?? 0) & FLIP_MARK) !== 0;
}
