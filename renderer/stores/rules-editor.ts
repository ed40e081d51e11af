import { parseRuleLine } from '../../electron/contract/language/parse.ts';
import { printRuleLine } from '../../electron/contract/language/print.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import { lineOfRule } from '../../electron/contract/rule-line.ts';
import {
  beginDraft,
  changeBetween,
  type Draft,
  editDraft,
  typeDraft,
} from '../model/rules/draft.ts';
import type { FormEdit } from '../model/rules/form-edit.ts';
import type { EngineStore } from './engine-store.ts';
import type { RuleBookActions } from './rules-book-actions.ts';
import { NEW_RULE, type RulesViewStore } from './rules-view-store.ts';

/** Of a new rule, until something is written. */
const FIRST_WORD = 'drop ';

interface Tried {
  /** Of the rule as the engine has it. */
  readonly id: string;
  readonly draft: Draft;
  readonly isNew: boolean;
}

/** The rule that is open for editing. What is changed stays here until it is applied. */
export class RuleEditor {
  readonly #view: RulesViewStore;
  readonly #engine: EngineStore;
  readonly #book: RuleBookActions;
  /** What is on trial: taken back, it is again what was changed and not applied. */
  #tried: Tried | undefined;

  constructor(view: RulesViewStore, engine: EngineStore, book: RuleBookActions) {
    this.#view = view;
    this.#engine = engine;
    this.#book = book;
    engine.subscribe((now, before) => {
      if (now.rules === before.rules) return;
      if (!now.rules.trial) this.#endTrial();
      this.#forgetGone();
    });
  }

  /** Opens a rule, or closes the editor. What was changed of another rule stays with that one. */
  readonly select = (id: string | undefined): void => {
    this.#view.setState({ selected: id, page: 'rules' });
  };

  /** Opens a new rule that will stand in front of another; null: behind all. */
  begin(text = FIRST_WORD, before: string | null = null): void {
    this.#keep(NEW_RULE, beginDraft('', text));
    this.#view.setState({ selected: NEW_RULE, newBefore: before, page: 'rules' });
  }

  /** Opens a new rule that says the same, right behind the rule. */
  duplicate(rule: Rule): void {
    const { rules } = this.#engine.getState().rules;
    const index = rules.findIndex(({ id }) => id === rule.id);
    this.begin(printRuleLine(lineOfRule(rule)), rules[index + 1]?.id ?? null);
  }

  /** The text was changed. */
  type(text: string): void {
    this.#change((draft) => typeDraft(draft, text));
  }

  /** Something in the form was changed. */
  edit(change: FormEdit): void {
    this.#change((draft) => editDraft(draft, change));
  }

  /** Throws away what was not applied. A new rule is gone with it. */
  discard(): void {
    const { selected } = this.#view.getState();
    if (selected === undefined) return;
    this.#keep(selected, undefined);
    if (selected === NEW_RULE) this.#view.setState({ selected: undefined });
  }

  /** Puts the open rule in force, on trial if asked. Resolves to whether the engine has it. */
  async apply(trial: boolean): Promise<boolean> {
    const { selected, drafts, newBefore } = this.#view.getState();
    if (selected === undefined) return false;
    const draft = drafts.get(selected);
    if (!draft) return false;
    if (selected !== NEW_RULE) return this.#applyChange(selected, draft, trial);
    const rule = await this.#book.add(draft.text, newBefore, trial);
    if (!rule) return false;
    if (trial) this.#tried = { id: rule.id, draft, isNew: true };
    this.#keep(NEW_RULE, undefined);
    if (this.#view.getState().selected === NEW_RULE) this.#view.setState({ selected: rule.id });
    return true;
  }

  async #applyChange(id: string, draft: Draft, trial: boolean): Promise<boolean> {
    const rule = this.#rule(id);
    const from = parseRuleLine(draft.base);
    const to = parseRuleLine(draft.text);
    if (!rule || !from.ok || !to.ok) return false;
    const now = Date.now();
    const change = changeBetween(from.value, to.value, now);
    const back = changeBetween(to.value, from.value, now);
    const done = await this.#book.update(rule, change, back, trial);
    if (!done) return false;
    if (trial) this.#tried = { id, draft, isNew: false };
    this.#keep(id, undefined);
    return true;
  }

  #endTrial(): void {
    const tried = this.#tried;
    this.#tried = undefined;
    if (!tried) return;
    const { id, draft, isNew } = tried;
    const rule = this.#rule(id);
    if (isNew && !rule) {
      this.#keep(NEW_RULE, draft);
      if (this.#view.getState().selected === id) this.#view.setState({ selected: NEW_RULE });
    } else if (!isNew && rule && printRuleLine(lineOfRule(rule)) === draft.base) {
      this.#keep(id, draft);
    }
  }

  /** A rule that is gone has nothing to be changed. */
  #forgetGone(): void {
    const { selected, drafts } = this.#view.getState();
    const { rules, builtIn } = this.#engine.getState().rules;
    const ids = new Set([NEW_RULE, ...rules.map(({ id }) => id), ...builtIn.map(({ id }) => id)]);
    if (selected !== undefined && !ids.has(selected)) this.#view.setState({ selected: undefined });
    for (const id of drafts.keys()) {
      if (!ids.has(id)) this.#keep(id, undefined);
    }
  }

  #rule(id: string): Rule | undefined {
    return this.#engine.getState().rules.rules.find((rule) => rule.id === id);
  }

  #change(make: (draft: Draft) => Draft): void {
    const draft = this.draft();
    const { selected } = this.#view.getState();
    if (draft && selected !== undefined) this.#keep(selected, make(draft));
  }

  /** Of the open rule: what was changed, or the rule as it is. */
  draft(): Draft | undefined {
    const { selected, drafts } = this.#view.getState();
    if (selected === undefined) return undefined;
    const rule = this.#rule(selected);
    return drafts.get(selected) ?? (rule && beginDraft(printRuleLine(lineOfRule(rule))));
  }

  #keep(id: string, draft: Draft | undefined): void {
    this.#view.setState(({ drafts }) => {
      const kept = new Map(drafts);
      if (draft) kept.set(id, draft);
      else kept.delete(id);
      return { drafts: kept };
    });
  }
}
