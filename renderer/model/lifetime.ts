/** How long a rule that a click makes lasts: so many seconds, until Portcullis restarts, or for good. */
export type ClickLifetime = number | 'restart' | null;

/** What a menu offers. */
export const LIFETIMES: readonly { readonly label: string; readonly lifetime: ClickLifetime }[] = [
  { label: '5 minutes', lifetime: 300 },
  { label: '1 hour', lifetime: 3600 },
  { label: 'Until restart', lifetime: 'restart' },
  { label: 'Always', lifetime: null },
];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** In words: `1 h`, `5 min`, `until restart`, `always`. */
export function lifetimeText(lifetime: ClickLifetime): string {
  if (lifetime === null) return 'always';
  if (lifetime === 'restart') return 'until restart';
  if (lifetime % DAY === 0) return `${lifetime / DAY} d`;
  if (lifetime % HOUR === 0) return `${lifetime / HOUR} h`;
  if (lifetime % MINUTE === 0) return `${lifetime / MINUTE} min`;
  return `${lifetime} s`;
}

/** The same within a sentence: `for 1 h`, `until Portcullis restarts`, `until you unblock it`. */
export function forLifetimeText(lifetime: ClickLifetime): string {
  if (lifetime === null) return 'until you unblock it';
  return lifetime === 'restart' ? 'until Portcullis restarts' : `for ${lifetimeText(lifetime)}`;
}
