import type { ListSource, ListState } from '../../../electron/contract/list.ts';
import { type Rule, statementOf } from '../../../electron/contract/rule.ts';
import { countText } from '../number-text.ts';

/** Where a list comes from, short: `lists.example.net/drop.txt`, `/etc/drop.txt`, `drop.txt, sent`. */
export function sourceText(source: ListSource): string {
  if ('url' in source) return source.url.replace(/^https:\/\//, '');
  return 'path' in source ? source.path : `${source.fileName}, sent from here`;
}

/** `+12 −3`, or empty where nothing is known or changed. */
export function changeText(change: ListState['lastChange']): string {
  if (!change || (change.added === 0 && change.removed === 0)) return '';
  return `+${countText(change.added)} \u2212${countText(change.removed)}`;
}

/** The rules that name a list, in order. */
export function rulesUsing(rules: readonly Rule[], list: string): readonly Rule[] {
  // Most rules name none, and there may be thousands.
  return rules.filter(
    (rule) =>
      rule.text.includes('list ') &&
      statementOf(rule).match.some(
        (criterion) => 'lists' in criterion && criterion.lists.includes(list),
      ),
  );
}

/** How often a list is fetched again. */
export const REFRESH_CHOICES = [
  { value: 'null', label: 'when asked', seconds: null },
  { value: '3600', label: 'every hour', seconds: 3600 },
  { value: '21600', label: 'every 6 hours', seconds: 21_600 },
  { value: '86400', label: 'every day', seconds: 86_400 },
  { value: '604800', label: 'every week', seconds: 604_800 },
] as const;

/** A name for a list out of its address or file: `drop.txt` becomes `drop`. */
export function suggestedName(source: string): string {
  const [path = ''] = source.trim().split(/[?#]/);
  const last = path.split('/').filter(Boolean).at(-1) ?? '';
  return last
    .toLowerCase()
    .replace(/\.(txt|csv|json|netset|ipset|list|gz)$/, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 31);
}
