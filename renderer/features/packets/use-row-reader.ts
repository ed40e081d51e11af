import { useMemo } from 'react';
import type { AddressNotes } from '../../model/address-notes.ts';
import type { ColumnId } from '../../model/columns.ts';
import type { FittedColumn } from '../../model/fit-columns.ts';
import { originAtText, placeText, vendorText } from '../../model/hosts/host-text.ts';
import { RowReader } from '../../model/row-reader.ts';
import { useApplication, useEngine, useHosts } from '../../stores/application-context.ts';
import { useRowContext } from '../../stores/use-row-context.ts';

/** Reads rows as the rules, interfaces and names of now have them. */
export function useRowReader(columns: readonly FittedColumn[]): RowReader {
  const { history } = useApplication();
  const context = useRowContext();
  const interfaces = useEngine((state) => state.interfaces);
  const notes = useAddressNotes(columns);
  return useMemo(() => {
    const interfaceNames = new Map(interfaces.map(({ ifindex, name }) => [ifindex, name]));
    const capturedBytes = (sequence: number) => history.capturedBytes(sequence);
    return new RowReader(history, {
      ...context,
      interfaceNames,
      capturedBytes,
      ...(notes && { notes }),
    });
  }, [history, context, interfaces, notes]);
}

/** Asked for only while something shows it, as every question may go to the engine. */
function useAddressNotes(columns: readonly FittedColumn[]): AddressNotes | undefined {
  const { hosts } = useApplication();
  const named = useEngine((state) => state.settings.showNames);
  const wanted = named || columns.some(({ id }) => NOTED.has(id));
  const version = useHosts((state) => (wanted ? state.version : -1));
  return useMemo(() => {
    if (version < 0) return undefined;
    return {
      named,
      of: (address) => {
        const { scope, country } = hosts.factsOf(address);
        const name = hosts.nameOf(address);
        const place = placeText(scope, country);
        return name ? { host: name.name, origin: originAtText(name), place } : { place };
      },
      vendorOf: (mac) => vendorText(hosts.cardOf(mac)),
    };
  }, [hosts, version, named]);
}

const NOTED: ReadonlySet<ColumnId> = new Set(['host', 'country', 'vendor']);
