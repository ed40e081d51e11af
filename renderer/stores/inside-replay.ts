import type { Application } from './application.ts';
import { Details } from './details-store.ts';
import { Exporter } from './exporter.ts';
import { Find } from './find-store.ts';
import { saveFile } from './save-file.ts';
import { Table } from './table-store.ts';

/** The application as it is where the packets of a replay are shown instead of live ones. */
export function insideReplay(application: Application): Application {
  const { connection, engine, actions, replay } = application;
  const { history, packets, names } = replay;
  return {
    ...application,
    history,
    packets,
    names,
    find: new Find({ history, packets, engine, names, connection }),
    table: new Table(connection, engine, actions),
    details: new Details({ history, packets }),
    exporter: new Exporter({ history, names, engine, actions, save: saveFile }),
  };
}
