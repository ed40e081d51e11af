import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { AddressNotes } from '../../model/address-notes.ts';
import type { FittedColumn } from '../../model/fit-columns.ts';
import { placeText } from '../../model/hosts/host-text.ts';
import { RowReader } from '../../model/row-reader.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';

/** Reads rows as the rules, interfaces and names of now have them. */
export function useRowReader(columns: readonly FittedColumn[]): RowReader {
  const { history, names } = useApplication();
  const book = useEngine((state) => state.rules);
  const interfaces = useEngine((state) => state.interfaces);
  const notes = useAddressNotes(columns.some(({ id }) => id === 'host' || id === 'country'));
  return useMemo(() => {
    const ownAddresses = new Set(
      interfaces.flatMap(({ addresses }) => addresses.map((address) => address.split('/', 1)[0])),
    ) as ReadonlySet<string>;
    const interfaceNames = new Map(interfaces.map(({ ifindex, name }) => [ifindex, name]));
    const capturedBytes = (sequence: number) => history.capturedBytes(sequence);
    return new RowReader(history, {
      names,
      book,
      ownAddresses,
      interfaceNames,
      capturedBytes,
      ...(notes && { notes }),
    });
  }, [history, names, book, interfaces, notes]);
}

/** Asked for only while a column shows it, as every question may go to the engine. */
function useAddressNotes(wanted: boolean): AddressNotes | undefined {
  const { hosts } = useApplication();
  const version = useStore(hosts.store, (state) => (wanted ? state.version : -1));
  return useMemo(() => {
    if (version < 0) return undefined;
    return (address) => {
      const { scope, country } = hosts.factsOf(address);
      const host = hosts.nameOf(address)?.name;
      return { ...(host !== undefined && { host }), place: placeText(scope, country) };
    };
  }, [hosts, version]);
}
