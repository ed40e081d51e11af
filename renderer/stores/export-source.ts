import { LINK_TYPE } from '../../electron/contract/capture-file/format.ts';
import type { FileInterface } from '../../electron/contract/capture-file/pcapng-writer.ts';
import type { PacketRecord } from '../../electron/contract/packet-record.ts';
import type { AddressNotes } from '../model/address-notes.ts';
import type { ColumnId } from '../model/columns.ts';
import { originAtText, placeText, vendorText } from '../model/hosts/host-text.ts';
import type { ExportSource } from '../model/packet-export.ts';
import type { PacketHistory } from '../model/packet-history.ts';
import { RowReader } from '../model/row-reader.ts';
import type { RuleNames } from '../model/rule-names.ts';
import { shownColumns } from '../model/table-layout.ts';
import type { EngineStore } from './engine-store.ts';
import type { Hosts } from './hosts-store.ts';
import type { Table } from './table-store.ts';

export interface ExportParts {
  readonly history: PacketHistory;
  readonly names: RuleNames;
  readonly engine: EngineStore;
  readonly hosts: Hosts;
  readonly table: Table;
  /** The packets come out of a replay. */
  readonly isReplay: boolean;
}

/** What packets mean as things are now: rules, interfaces, names, and the columns that are shown. */
export function exportSource(parts: ExportParts, comment: string): ExportSource {
  const { history, names, engine, hosts, table, isReplay } = parts;
  const { engine: info, interfaces, rules: book } = engine.getState();
  const fileInterfaces = interfacesByIndex(engine);
  const own = interfaces.flatMap(({ addresses }) => addresses);
  const columns = shownColumns(table.store.getState().layout).map(({ id }) => id);
  return {
    history,
    application: `Portcullis ${info?.version ?? ''}`.trim(),
    comment,
    isReplay,
    bootTimeMs: (sequence) => names.bootTimeMs(sequence),
    rule: (sequence: number, record: PacketRecord) =>
      names.deciding(sequence, record, engine.getState().rules),
    interfaceOf: (ifindex) =>
      fileInterfaces.get(ifindex) ?? { name: `#${ifindex}`, linkType: LINK_TYPE.ethernet },
    columns,
    rows: new RowReader(history, {
      names,
      book,
      ownAddresses: new Set(own.map((address) => address.split('/', 1)[0] ?? '')),
      interfaceNames: new Map([...fileInterfaces].map(([ifindex, { name }]) => [ifindex, name])),
      capturedBytes: (sequence) => history.capturedBytes(sequence),
      // A look at three addresses a row is not for nothing.
      ...(columns.some((id) => NOTED.has(id)) && { notes: notesFrom(hosts) }),
    }),
  };
}

const NOTED: ReadonlySet<ColumnId> = new Set(['host', 'country', 'vendor']);

/** Those that are watched, also where nothing else is known of them. */
function interfacesByIndex(engine: EngineStore): ReadonlyMap<number, FileInterface> {
  const { attachments, interfaces } = engine.getState();
  const found = new Map<number, FileInterface>();
  for (const { ifindex, interface: name } of attachments) {
    found.set(ifindex, { name, linkType: LINK_TYPE.ethernet });
  }
  for (const { ifindex, name, framing } of interfaces) {
    const linkType = framing === 'ip' ? LINK_TYPE.rawIp : LINK_TYPE.ethernet;
    found.set(ifindex, { name, linkType });
  }
  return found;
}

/** Addresses stay addresses; who is behind them has columns of its own, and is looked up before. */
function notesFrom(hosts: Hosts): AddressNotes {
  return {
    named: false,
    of: (address) => {
      const { scope, country } = hosts.knownFactsOf(address);
      const name = hosts.knownNameOf(address);
      const place = placeText(scope, country);
      return name ? { host: name.name, origin: originAtText(name), place } : { place };
    },
    vendorOf: (mac) => vendorText(hosts.knownCardOf(mac)),
  };
}
