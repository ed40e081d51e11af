/** Lists as people and programs read them. */
import { formatDuration } from '../../contract/duration.ts';
import type { ListSource, ListState } from '../../contract/list.ts';
import type { Counters } from '../../contract/state.ts';
import { printable } from '../printable.ts';
import { countedText, countText } from './count-text.ts';
import { type Column, tableText } from './table.ts';
import { agoText } from './time-text.ts';

/** What `--json` prints of a list. */
export function listObject(list: ListState, { byList }: Counters) {
  return { ...list, packets: byList[list.name] ?? 0 };
}

const COLUMNS: readonly Column[] = [
  { heading: 'NAME' },
  { heading: 'STATE' },
  { heading: 'PREFIXES', align: 'right' },
  { heading: 'SKIPPED', align: 'right' },
  { heading: 'PACKETS', align: 'right' },
  { heading: 'REFRESHED' },
  { heading: 'EVERY' },
  { heading: 'SOURCE' },
];

/** What `list show` prints. */
export function listsText(
  lists: readonly ListState[],
  { byList }: Counters,
  nowMs: number,
): string {
  if (lists.length === 0) return 'There are no lists.\n';
  const rows = lists.map((list) => [
    list.name,
    list.state,
    countText(list.prefixes.v4 + list.prefixes.v6),
    countText(list.invalidLines),
    countText(byList[list.name] ?? 0),
    list.refreshedAt === undefined ? 'never' : agoText(list.refreshedAt, nowMs),
    intervalText(list),
    sourceText(list.source),
  ]);
  const failures = lists.filter(({ failure }) => failure).map(failureText);
  return [tableText(COLUMNS, rows), ...failures].join('');
}

/** What is told of one list: what it holds, what changed, and which lines were skipped. */
export function listText(list: ListState, nowMs: number): string {
  const { name, state, prefixes, invalidLines, firstInvalid, lastChange, refreshedAt } = list;
  const count = `${countText(prefixes.v4)} of IPv4, ${countText(prefixes.v6)} of IPv6`;
  const when = refreshedAt === undefined ? 'never read yet' : `read ${agoText(refreshedAt, nowMs)}`;
  const change = lastChange
    ? `; ${countText(lastChange.added)} added, ${countText(lastChange.removed)} removed`
    : '';
  return [
    `${name}: ${state}, ${count}; ${when}${change}\n`,
    `  from ${sourceText(list.source)}, refreshed ${intervalText(list)}\n`,
    failureText(list),
    invalidLines > 0 ? `  ${countedText(invalidLines, 'line')} skipped, such as:\n` : '',
    ...firstInvalid.map(
      ({ line, text, why }) => `    line ${line}: ${printable(why ? `${text} (${why})` : text)}\n`,
    ),
  ].join('');
}

function failureText({ name, failure }: ListState): string {
  if (!failure) return '';
  return `  ${name}: ${printable(failure.message)} ${printable(failure.remedy)}\n`;
}

function intervalText({ refreshSeconds }: ListState): string {
  return refreshSeconds === null ? 'when asked' : `every ${formatDuration(refreshSeconds)}`;
}

function sourceText(source: ListSource): string {
  if ('url' in source) return printable(source.url);
  return printable('path' in source ? source.path : source.fileName);
}
