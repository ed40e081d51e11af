import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Explanation } from '../../electron/contract/explanation.ts';
import type { Failure } from '../../electron/contract/failure.ts';
import type { Draft } from '../model/rules/draft.ts';

/** Stands for the id of the rule that is being written and does not exist yet. No rule has it. */
export const NEW_RULE = '+';

/** A question about a packet and its answer. */
export interface Question {
  /** In the rules' words, as typed or as the engine read them off a row. */
  readonly text: string;
  readonly asking: boolean;
  readonly answer: Explanation | undefined;
  readonly failure: Failure | undefined;
}

export interface RulesViewState {
  readonly page: 'rules' | 'lists';
  /** What the list is narrowed to. */
  readonly find: string;
  /** The rule in the editor: an id, or {@link NEW_RULE}. */
  readonly selected: string | undefined;
  /** What was changed and not applied, by rule id or {@link NEW_RULE}. */
  readonly drafts: ReadonlyMap<string, Draft>;
  /** In front of which rule the new one goes; null: behind all. */
  readonly newBefore: string | null;
  readonly question: Question;
  /** The editor is to take the focus as soon as it is there. */
  readonly wantsFocus: boolean;
}

export type RulesViewStore = StoreApi<RulesViewState>;

export const NO_QUESTION: Question = {
  text: '',
  asking: false,
  answer: undefined,
  failure: undefined,
};

/** What the Rules view shows and what was begun there. It outlives a look at another view. */
export function createRulesViewStore(): RulesViewStore {
  return createStore<RulesViewState>(() => ({
    page: 'rules',
    find: '',
    selected: undefined,
    drafts: new Map(),
    newBefore: null,
    question: NO_QUESTION,
    wantsFocus: false,
  }));
}
