import { useMemo } from 'react';
import type { RowContext } from '../model/row-text.ts';
import { useApplication, useEngine } from './application-context.ts';
import { useOwnAddresses } from './use-own-addresses.ts';

/** What rows are described with; another object whenever it says something else. */
export function useRowContext(): RowContext {
  const { names } = useApplication();
  const book = useEngine((state) => state.rules);
  const ownAddresses = useOwnAddresses();
  return useMemo(() => ({ names, book, ownAddresses }), [names, book, ownAddresses]);
}
