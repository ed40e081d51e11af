import { useMemo } from 'react';
import type { RowContext } from '../model/row-text.ts';
import { useApplication, useEngine } from './application-context.ts';

/** What rows are described with; another object whenever it says something else. */
export function useRowContext(): RowContext {
  const { names } = useApplication();
  const book = useEngine((state) => state.rules);
  const interfaces = useEngine((state) => state.interfaces);
  return useMemo(() => {
    const ownAddresses: ReadonlySet<string> = new Set(
      interfaces.flatMap(({ addresses }) =>
        addresses.map((address) => address.split('/', 1)[0] as string),
      ),
    );
    return { names, book, ownAddresses };
  }, [names, book, interfaces]);
}
