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

/** `14:02:11.402` */
export function preciseTimeText(timeMs: number): string {
  const wholeMs = Math.floor(timeMs);
  return `${timeOfDayText(wholeMs)}.${String(((wholeMs % 1000) + 1000) % 1000).padStart(3, '0')}`;
}
