import type { RuleFinding } from '../../../electron/contract/state.ts';

/**
 * Why a rule can do nothing, in words: `Never reached, rule 3 covers it`, `Same as rule 2`.
 * `placeOf` gives the place of a rule by its id, from 1.
 */
export function findingText(
  { kind, by }: Pick<RuleFinding, 'kind' | 'by'>,
  placeOf: (id: string) => number | undefined,
): string {
  const number = placeOf(by);
  const other = number === undefined ? 'another rule' : `rule ${number}`;
  return kind === 'duplicate' ? `Same as ${other}` : `Never reached, ${other} covers it`;
}
