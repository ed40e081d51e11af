import { ruleIndex } from '../../model/rule-index.ts';
import { useEngine } from '../../stores/application-context.ts';
import { useRulesView } from '../../stores/rules-context.ts';
import { NEW_RULE } from '../../stores/rules-view-store.ts';

/** How many rules stand in front of one, or of the one that is being written. */
export function usePlace(id: string): number {
  const book = useEngine((state) => state.rules);
  const before = useRulesView((state) => state.newBefore);
  const place = ruleIndex(book).place(id === NEW_RULE ? (before ?? '') : id);
  return place === undefined ? book.rules.length : place - 1;
}
