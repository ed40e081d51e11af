import type { RuleBookState } from '../../electron/contract/state.ts';
import { quantityText } from './number-text.ts';

/**
 * What acts on an interface from the moment it is watched, as the subject of a sentence: `2 rules`,
 * `1 rule and the default drop`. `undefined` where nothing would be dropped.
 */
export function rulesInForce({
  rules,
  defaults,
}: Pick<RuleBookState, 'rules' | 'defaults'>): string | undefined {
  const enabled = rules.filter((rule) => rule.enabled).length;
  const drops = defaults.in === 'drop' || defaults.out === 'drop';
  const parts = [
    ...(enabled > 0 ? [quantityText(enabled, 'rule')] : []),
    ...(drops ? ['the default drop'] : []),
  ];
  return parts.length > 0 ? parts.join(' and ') : undefined;
}
