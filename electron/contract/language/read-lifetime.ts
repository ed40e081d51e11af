import { parseDuration } from '../duration.ts';
import { Fault, type FaultWords, quoted } from './language-error.ts';
import { type Lifetime, MAX_LIFETIME_SECONDS } from './statement.ts';
import type { TokenReader } from './tokens.ts';

/** RFC 3339, with the seconds left out if one likes. */
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)t(\d\d):(\d\d)(?::(\d\d))?(z|[+-]\d\d:\d\d)$/;

/** What follows `for`: `90s`, `1h30m`, `7d`. */
export function readDuration(reader: TokenReader): Lifetime {
  const words: FaultWords = {
    message: '"for" needs a time.',
    remedy: 'Write days, hours, minutes and seconds, such as 7d, 1h30m or 90s.',
  };
  const token = reader.take(words);
  const forSeconds = parseDuration(token.text.toLowerCase());
  if (forSeconds === undefined) {
    throw new Fault(token, { ...words, message: `${quoted(token.text)} is not a time.` });
  }
  if (forSeconds >= 1 && forSeconds <= MAX_LIFETIME_SECONDS) return { forSeconds };
  throw new Fault(token, {
    message: `${quoted(token.text)} is ${forSeconds < 1 ? 'no time at all' : 'more than 10 years'}.`,
    remedy: 'Write from 1s to 3650d, or leave it out: then the rule stays.',
  });
}

/** What follows `until`: `restart`, or a time such as `2026-11-21T18:00:00Z`. */
export function readUntil(reader: TokenReader): Lifetime {
  const words: FaultWords = {
    message: '"until" needs a time, or "restart".',
    remedy: 'Write until restart, or a time in UTC such as 2026-11-21T18:00:00Z.',
    expected: ['restart'],
  };
  const token = reader.take(words);
  const text = token.text.toLowerCase();
  if (text === 'restart' || text === 'reboot') return { until: 'restart' };
  const until = instant(text);
  if (until !== undefined) return { until };
  throw new Fault(token, { ...words, message: `${quoted(token.text)} is not a time.` });
}

/** `undefined` for what is no such time: days that the calendar does not have included. */
function instant(text: string): number | undefined {
  const parts = INSTANT.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hours, minutes, seconds] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const zone = parts[7] as string;
  const offsetMinutes =
    zone === 'z'
      ? 0
      : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  if (hours > 23 || minutes > 59 || seconds > 59 || Math.abs(offsetMinutes) >= 24 * 60) {
    return undefined;
  }
  const local = Date.UTC(year, month - 1, day, hours, minutes, seconds);
  // Date.UTC turns 31 April into 1 May.
  if (new Date(local).getUTCMonth() !== month - 1) return undefined;
  const until = local - offsetMinutes * 60_000;
  return until >= 0 && year < 9999 ? until : undefined;
}
