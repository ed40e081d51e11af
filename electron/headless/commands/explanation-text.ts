import type { Explanation, ExplanationStep } from '../../contract/explanation.ts';
import type { RuleBookState } from '../../contract/state.ts';
import { printable } from '../printable.ts';
import { ruleName } from './rule-address.ts';
import { tableText } from './table.ts';

/** What `rule explain` prints: each rule that was asked, and which one decided. */
export function explanationText(explanation: Explanation, book: RuleBookState): string {
  const { packet, direction, steps, verdict, decidedBy, lists } = explanation;
  const texts = new Map([...book.rules, ...book.builtIn].map(({ id, text }) => [id, text]));
  const rows = steps.map(({ ruleId, outcome, why }) => [
    ruleName(book, ruleId),
    texts.get(ruleId) ?? '',
    OUTCOMES[outcome],
    why,
  ]);
  const table = rows.length === 0 ? '' : tableText(COLUMNS, rows);
  const by =
    decidedBy === undefined ? `the default of ${direction}` : `rule ${ruleName(book, decidedBy)}`;
  return [
    `${printable(packet)}\n`,
    table,
    listText('source', lists.source),
    listText('destination', lists.destination),
    `${verdict}, by ${by}.\n`,
  ].join('');
}

const COLUMNS = [
  { heading: '#', align: 'right' },
  { heading: 'RULE' },
  { heading: 'OUTCOME' },
  { heading: 'WHY' },
] as const;

const OUTCOMES: Readonly<Record<ExplanationStep['outcome'], string>> = {
  no: 'no match',
  decides: 'decides',
  'steps-on': 'steps on',
  off: 'off',
  expired: 'expired',
  'other-direction': 'other way',
};

function listText(end: 'source' | 'destination', names: readonly string[]): string {
  if (names.length === 0) return '';
  return `The ${end} is in ${names.length === 1 ? 'the list' : 'the lists'} ${names.join(', ')}.\n`;
}
