import { useEffect, useMemo, useRef } from 'react';
import type { RowReader } from '../../model/row-reader.ts';
import { useApplication, useDetails } from '../../stores/application-context.ts';

/** The other end of the selected row, remembered while the selection lasts. */
export function useKinAddress(reader: RowReader, selected: number | undefined): string | undefined {
  return useMemo(() => {
    const row = selected === undefined ? undefined : reader.read(selected);
    return row?.remote;
  }, [reader, selected]);
}

/**
 * Lets go of a selected row that runs out of the view. One that was just chosen may still come into
 * it, and whoever looks back keeps it.
 */
export function useSelectionInSight(
  selected: number | undefined,
  inSight: boolean,
  following: boolean,
): void {
  const { packets } = useApplication();
  const seen = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (inSight) seen.current = selected;
    else if (following && selected !== undefined && seen.current === selected) {
      packets.select(undefined);
    }
  }, [packets, selected, inSight, following]);
}

/** The details take room from the list: what they are about stays in sight. */
export function useSelectionRevealed(height: number, reveal: () => void): void {
  const isOpen = useDetails((state) => state.isOpen);
  const latest = useRef(reveal);
  latest.current = reveal;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the height is another one
  useEffect(() => {
    if (isOpen) latest.current();
  }, [isOpen, height]);
}
