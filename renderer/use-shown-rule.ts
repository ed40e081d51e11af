import { useEffect } from 'react';
import { isInBlockedPanel } from './model/blocked-groups.ts';
import { ruleIndex } from './model/rule-index.ts';
import { useActions, useApplication } from './stores/application-context.ts';
import { rulesModelOf } from './stores/rules-context.ts';

/** Runs when a rule is pointed out from elsewhere, with whether the Blocked panel has a line for it. */
export function useShownRule(show: (inPanel: boolean) => void): void {
  const application = useApplication();
  const { engine, actions } = application;
  const requests = useActions((state) => state.showRequests);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs with each request only
  useEffect(() => {
    const { highlighted } = actions.getState();
    if (requests === 0 || highlighted === undefined) return;
    const rule = ruleIndex(engine.getState().rules).rule(highlighted);
    if (!rule) return;
    const inPanel = isInBlockedPanel(rule);
    if (!inPanel && rule.origin !== 'built-in') rulesModelOf(application).editor.select(rule.id);
    show(inPanel);
  }, [requests]);
}
