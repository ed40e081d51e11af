import { useCallback, useEffect } from 'react';
import type { PacketRows } from '../../model/packet-rows.ts';
import type { RowReader } from '../../model/row-reader.ts';
import type { RowText } from '../../model/row-text.ts';
import { deltaText, rowTimeText } from '../../model/row-time.ts';
import { useApplication, useTable } from '../../stores/application-context.ts';

/** What the columns of time say of a row, which may depend on others. */
export function useRowTimes(reader: RowReader, shown: PacketRows) {
  const { table } = useApplication();
  const form = useTable((state) => state.time);
  const referenceMs = useTable((state) => state.reference?.timeMs ?? state.firstMs);
  const oldest = shown.sequenceAt(shown.first);
  const isBegun = referenceMs !== undefined;
  useEffect(() => {
    const timeMs = isBegun || oldest === undefined ? undefined : reader.timeMs(oldest);
    if (timeMs !== undefined) table.begin(timeMs);
  }, [table, reader, isBegun, oldest]);
  return useCallback(
    (position: number, row: RowText) => {
      const before = shown.sequenceAt(position - 1);
      const previousMs = before === undefined ? undefined : reader.timeMs(before);
      return {
        time: rowTimeText(row, form, { referenceMs, previousMs }),
        delta: deltaText(row, previousMs),
      };
    },
    [reader, shown, form, referenceMs],
  );
}
