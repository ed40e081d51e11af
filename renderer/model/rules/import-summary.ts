import { DIRECTIONS, type RuleFile } from '../../../electron/contract/language/statement.ts';
import { quantityText } from '../number-text.ts';

/** What a rule file would bring: `12 rules, 1 of them off; incoming packets are dropped by default.` */
export function importSummary({ rules, defaults }: RuleFile): string {
  const off = rules.filter(({ enabled }) => !enabled).length;
  const parts = rules.length === 0 ? [] : [`${quantityText(rules.length, 'rule')}${offText(off)}`];
  for (const direction of DIRECTIONS) {
    const verdict = defaults[direction];
    if (!verdict) continue;
    const which = direction === 'in' ? 'incoming' : 'outgoing';
    parts.push(`${which} packets ${verdict === 'drop' ? 'are dropped' : 'pass'} by default`);
  }
  const drops = Object.values(defaults).includes('drop');
  const trial = drops ? ' With such a default the whole import is on trial.' : '';
  return `${parts.join('; ')}.${trial}`;
}

function offText(off: number): string {
  return off === 0 ? '' : `, ${off} of them off`;
}
