import type { TimeForm } from '../../electron/contract/table-settings.ts';
import { secondsText } from './number-text.ts';
import type { RowText } from './row-text.ts';

/** What the time of a row can be counted from, in milliseconds since 1970. */
export interface TimeOrigins {
  /** The reference that was set, or else the first packet there was. */
  readonly referenceMs: number | undefined;
  /** Of the row above; `undefined` at the top. */
  readonly previousMs: number | undefined;
}

/** What the Time column says: `14:02:11.402`, `12.402113`, or since the row above `0.000125`. */
export function rowTimeText(row: RowText, form: TimeForm, origins: TimeOrigins): string {
  switch (form) {
    case 'absolute':
      return row.time;
    case 'relative':
      return secondsText(row.timeMs - (origins.referenceMs ?? row.timeMs));
    case 'delta':
      return deltaText(row, origins.previousMs);
  }
}

/** Nothing for the row at the top. */
export function deltaText(row: RowText, previousMs: number | undefined): string {
  return previousMs === undefined ? '' : secondsText(row.timeMs - previousMs);
}
