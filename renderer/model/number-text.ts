/** Counts, rates and times as the window writes them. */

const COUNT = new Intl.NumberFormat('en-US');

/** `1,284,551` */
export function countText(count: number): string {
  return COUNT.format(count);
}

/** `1 packet`, `2 packets` */
export function quantityText(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** Packets per second, whole from 10 on: `164/s`, `0.4/s`. */
export function rateText(perSecond: number): string {
  if (perSecond >= 10 || perSecond === 0) return `${countText(Math.round(perSecond))}/s`;
  return `${Math.max(0.1, Math.round(perSecond * 10) / 10)}/s`;
}

const SCALES = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** Three figures and a letter: `1.25 M`, `640 k`, `12`. Below a thousand it is whole. */
function scaledText(value: number): string {
  for (const [scale, letter] of SCALES) {
    // What would be rounded to a thousand belongs to the next letter.
    if (value < scale * 0.9995) continue;
    const scaled = value / scale;
    return `${scaled.toFixed(scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0)} ${letter}`;
  }
  return `${Math.round(value)} `;
}

/** `1.25 MB`, `640 kB`, `12 B`; a kB is 1000 bytes. */
export function bytesText(bytes: number): string {
  return `${scaledText(bytes)}B`;
}

/** `1.25 Mbit/s`, `12 bit/s` */
export function bitRateText(bitsPerSecond: number): string {
  return `${scaledText(bitsPerSecond)}bit/s`;
}

/** For the axis of a chart: `1.5 M`, `640 k`, `12`. */
export function shortCountText(count: number): string {
  for (const [scale, letter] of SCALES) {
    if (count >= scale) return `${Number((count / scale).toFixed(2))} ${letter}`;
  }
  return String(Number(count.toFixed(1)));
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is left of a rule, from both in milliseconds since 1970: `59:21 left`, `2 d left`, `always`. */
export function timeLeftText(expiryMs: number | undefined, nowMs: number): string {
  return expiryMs === undefined ? 'always' : `${remainingText(expiryMs, nowMs)} left`;
}

/** The time until a moment, from both in milliseconds since 1970: `59:21`, `2 d`. */
export function remainingText(endMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((endMs - nowMs) / 1000));
  return seconds >= 2 * DAY ? `${Math.floor(seconds / DAY)} d` : clockText(seconds);
}

/** `0:42`, `59:21`, `1:02:03` */
export function clockText(totalSeconds: number): string {
  const whole = Math.max(0, Math.floor(totalSeconds));
  const seconds = String(whole % MINUTE).padStart(2, '0');
  const minutes = Math.floor(whole / MINUTE) % MINUTE;
  const hours = Math.floor(whole / HOUR);
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${minutes}:${seconds}`;
}

/** Local time of day from milliseconds since 1970: `14:02:11`. */
export function timeOfDayText(timeMs: number): string {
  const time = new Date(timeMs);
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** `at 14:02:11`, or of another day `on 2026-11-28 at 14:02:11`. */
export function momentText(timeMs: number, nowMs: number): string {
  const at = `at ${timeOfDayText(timeMs)}`;
  const [day, today] = [dayText(timeMs), dayText(nowMs)];
  return day === today ? at : `on ${day} ${at}`;
}

/** Local day from milliseconds since 1970: `2026-11-28`. */
export function dayText(timeMs: number): string {
  const time = new Date(timeMs);
  const two = (part: number) => String(part).padStart(2, '0');
  return [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
}

/** `14:02:11.402` */
export function preciseTimeText(timeMs: number): string {
  const wholeMs = Math.floor(timeMs);
  return `${timeOfDayText(wholeMs)}.${String(((wholeMs % 1000) + 1000) % 1000).padStart(3, '0')}`;
}

/** How long ago: `now`, `12 s`, `3 min`, `2 h`. */
export function agoText(timeMs: number, nowMs: number): string {
  const seconds = Math.floor((nowMs - timeMs) / 1000);
  if (seconds < 2) return 'now';
  if (seconds < 2 * MINUTE) return `${seconds} s`;
  if (seconds < 2 * HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  return seconds < 2 * DAY ? `${Math.floor(seconds / HOUR)} h` : `${Math.floor(seconds / DAY)} d`;
}

const MICROSECOND_MS = 0.001;

/** Seconds to the microsecond from milliseconds: `12.402113`, `-0.000250`. */
export function secondsText(durationMs: number): string {
  // Half a microsecond below zero is no time at all, and not "-0".
  const rounded = Math.abs(durationMs) < MICROSECOND_MS / 2 ? 0 : durationMs;
  return (rounded / 1000).toFixed(6);
}
