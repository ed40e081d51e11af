import { useMemo } from 'react';
import { useEngine } from './application-context.ts';

/** The addresses of this machine's interfaces, without their prefix lengths. */
export function useOwnAddresses(): ReadonlySet<string> {
  const interfaces = useEngine((state) => state.interfaces);
  return useMemo(
    () =>
      new Set(
        interfaces.flatMap(({ addresses }) => addresses.map((each) => each.split('/', 1)[0] ?? '')),
      ),
    [interfaces],
  );
}
