import type { KeyboardEvent } from 'react';
import { boundRange, type SecondRange } from '../../model/traffic-charts.ts';

interface TrafficKeys {
  readonly range: SecondRange;
  /** The second after the last one that is known. */
  readonly endSecond: number;
  readonly zoomed: boolean;
  readonly cursor: number | undefined;
  readonly setCursor: (second: number | undefined) => void;
  readonly zoom: (range: SecondRange) => void;
  readonly reset: () => void;
}

/** Of the arrow keys with Shift, in seconds. */
const LONG_STEP = 10;

/** Keys of the charts: the cursor, and the stretch that is shown. */
export function useTrafficKeys(keys: TrafficKeys): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target !== event.currentTarget) return;
    if (press(event, keys)) event.preventDefault();
  };
}

function press(event: KeyboardEvent, keys: TrafficKeys): boolean {
  const { range, cursor } = keys;
  const length = range.end - range.from;
  switch (event.key) {
    case 'ArrowLeft':
      return step(keys, event.shiftKey ? -LONG_STEP : -1);
    case 'ArrowRight':
      return step(keys, event.shiftKey ? LONG_STEP : 1);
    case 'PageUp':
      return pan(keys, -Math.ceil(length / 2));
    case 'PageDown':
      return pan(keys, Math.ceil(length / 2));
    case 'Home':
      keys.setCursor(range.from);
      return true;
    case 'End':
      keys.setCursor(range.end - 1);
      return true;
    case '+':
    case '=':
      return scale(keys, 0.5);
    case '-':
      return scale(keys, 2);
    case '0':
      keys.reset();
      return true;
    case 'Escape':
      if (!keys.zoomed && cursor === undefined) return false;
      keys.setCursor(undefined);
      keys.reset();
      return true;
    default:
      return false;
  }
}

/** Moves the cursor, and the stretch with it where it would leave that. */
function step(keys: TrafficKeys, seconds: number): boolean {
  const { range, endSecond } = keys;
  const wanted = (keys.cursor ?? range.end) + seconds;
  const second = Math.min(endSecond - 1, Math.max(0, wanted));
  if (second < range.from) pan(keys, second - range.from);
  else if (second >= range.end) pan(keys, second - range.end + 1);
  keys.setCursor(second);
  return true;
}

function pan({ range, endSecond, zoom }: TrafficKeys, seconds: number): boolean {
  zoom(boundRange({ from: range.from + seconds, end: range.end + seconds }, endSecond));
  return true;
}

/** Around the cursor, or else the newest end. */
function scale({ range, endSecond, cursor, zoom }: TrafficKeys, factor: number): boolean {
  const around = cursor ?? range.end;
  const from = around - (around - range.from) * factor;
  const end = around + (range.end - around) * factor;
  zoom(boundRange({ from, end }, endSecond));
  return true;
}
