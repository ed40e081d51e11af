import { useMemo } from 'react';
import { countText } from '../../model/number-text.ts';
import { isDrop } from '../../model/rule-changes.ts';
import { useEngine } from '../../stores/application-context.ts';

/** Of the rules that are on, where the panel itself has no room. */
export function BlockedCount() {
  const rules = useEngine((state) => state.rules.rules);
  const count = useMemo(() => rules.filter((rule) => rule.enabled && isDrop(rule)).length, [rules]);
  return count > 0 && <span className="mono">{countText(count)}</span>;
}
