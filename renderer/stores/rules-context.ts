import { useStore } from 'zustand';
import type { Draft } from '../model/rules/draft.ts';
import type { Application } from './application.ts';
import { useApplication, useEngine } from './application-context.ts';
import type { ListsViewState } from './rules-list-actions.ts';
import { createRulesModel, type RulesModel } from './rules-model.ts';
import type { RulesViewState } from './rules-view-store.ts';

const models = new WeakMap<Application, RulesModel>();

/** What the Rules view of a window knows and can do; made when it is first asked for. */
export function rulesModelOf(application: Application): RulesModel {
  let model = models.get(application);
  if (!model) {
    const { connection, engine, actions } = application;
    model = createRulesModel(connection, engine, actions);
    models.set(application, model);
  }
  return model;
}

export function useRulesModel(): RulesModel {
  return rulesModelOf(useApplication());
}

export function useRulesView<T>(select: (state: RulesViewState) => T): T {
  return useStore(useRulesModel().view, select);
}

export function useLists<T>(select: (state: ListsViewState) => T): T {
  return useStore(useRulesModel().lists.store, select);
}

/** Of the open rule: what was changed, or the rule as it is. */
export function useDraft(): Draft | undefined {
  const { editor } = useRulesModel();
  useRulesView(({ selected }) => selected);
  useRulesView(({ drafts }) => drafts);
  useEngine(({ rules }) => rules);
  return editor.draft();
}

/** Opens the Rules view with the answer to which rule decides about the packet of a row. */
export function explainRecord(application: Application, record: Uint8Array): void {
  const digits = [...record].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const { view, explainer } = rulesModelOf(application);
  // The answer has the whole width when no rule is open.
  view.setState({ page: 'rules', selected: undefined });
  location.hash = '#rules';
  void explainer.explainRecord(digits);
}

/** Opens the Rules view with a new rule that says this, in front of another; null: behind all. */
export function openNewRule(application: Application, text: string, before: string | null): void {
  const { editor, view } = rulesModelOf(application);
  editor.begin(text, before);
  view.setState({ wantsFocus: true });
  location.hash = '#rules';
}
