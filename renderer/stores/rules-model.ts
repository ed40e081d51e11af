import type { Connection } from '../connection/connection.ts';
import type { ActionsStore } from './actions-store.ts';
import type { EngineStore } from './engine-store.ts';
import { RuleBookActions } from './rules-book-actions.ts';
import { RuleEditor } from './rules-editor.ts';
import { Explainer } from './rules-explainer.ts';
import { ListActions } from './rules-list-actions.ts';
import { createRulesViewStore, type RulesViewStore } from './rules-view-store.ts';

/** What the Rules view knows and can do. */
export interface RulesModel {
  readonly view: RulesViewStore;
  readonly book: RuleBookActions;
  readonly editor: RuleEditor;
  readonly explainer: Explainer;
  readonly lists: ListActions;
}

export function createRulesModel(
  connection: Connection,
  engine: EngineStore,
  actions: ActionsStore,
): RulesModel {
  const view = createRulesViewStore();
  const book = new RuleBookActions(connection, engine, actions);
  return {
    view,
    book,
    editor: new RuleEditor(view, engine, book),
    explainer: new Explainer(connection, view),
    lists: new ListActions(connection, actions),
  };
}
