/** What clients ask of the rules, as edits of the book. */
import { randomBytes } from 'node:crypto';
import type { MethodAnswer, MethodArgs } from '../../contract/api.ts';
import type { FailureCode } from '../../contract/failure.ts';
import { type LanguageError, languageErrorText } from '../../contract/language/language-error.ts';
import { parseRuleLine, parseStatement } from '../../contract/language/parse.ts';
import type { RuleLine } from '../../contract/language/statement.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { type Rule, type RuleOrigin, textOf } from '../../contract/rule.ts';
import type { Rules } from '../filtering.ts';
import { builtInRules } from './built-in.ts';
import { missingListsIn, requireLists } from './named-lists.ts';
import { readRuleFile } from './read-rule-file.ts';
import {
  addRule,
  type Edit,
  findRule,
  importRules,
  moveRule,
  type RuleBook,
  removeRule,
  ruleOfLine,
  setDefault,
  updateRule,
} from './rule-book.ts';

/** Of a file with more, the rest is not told. */
const MAX_ERRORS_TOLD = 20;

export interface RuleCommandsOptions {
  /** Fails where there is nothing that could hold rules. */
  readonly rules: () => Result<Rules>;
  readonly hasList: (name: string) => boolean;
}

export class RuleCommands {
  readonly #options: RuleCommandsOptions;

  constructor(options: RuleCommandsOptions) {
    this.#options = options;
  }

  async add({
    line,
    before,
    origin = 'typed',
    lifetimeSeconds,
    trial,
  }: MethodArgs<'addRule'>): Promise<Result<Rule>> {
    const parsed = parseRuleLine(line);
    if (!parsed.ok) return parsed;
    const rule = newRule(withLifetime(parsed.value, lifetimeSeconds), origin);
    if (!rule.ok) return rule;
    const { id } = rule.value;
    return this.#changeOne(id, trial, (book) => {
      const known = requireLists([parsed.value], this.#options.hasList);
      return known.ok ? addRule(book, rule.value, before ?? null) : known;
    });
  }

  async update({
    id,
    text,
    lifetimeSeconds,
    untilRestart,
    trial,
    enabled,
    name,
  }: MethodArgs<'updateRule'>): Promise<Result<Rule>> {
    const parsed = text === undefined ? undefined : parseStatement(text);
    if (parsed && !parsed.ok) return parsed;
    const change = {
      ...(enabled === undefined ? {} : { enabled }),
      ...(name === undefined ? {} : { name }),
      ...(parsed ? { text: textOf(parsed.value) } : {}),
      ...(lifetimeSeconds === undefined ? {} : { expiry: expiryIn(lifetimeSeconds) }),
      ...(untilRestart ? { untilRestart } : {}),
    };
    return this.#changeOne(id, trial, (book) => {
      const known = requireLists(parsed ? [parsed.value] : [], this.#options.hasList);
      return known.ok ? updateRule(book, id, change) : known;
    });
  }

  move({ id, before }: MethodArgs<'moveRule'>): Promise<Result<Rule>> {
    return this.#changeOne(id, false, (book) => moveRule(book, id, before));
  }

  /** Gives the rule as it was. */
  async remove({ id }: MethodArgs<'removeRule'>): Promise<Result<Rule>> {
    let removed: Rule | undefined;
    const changed = await this.#change(false, (book) => {
      removed = findRule(book, id);
      return removeRule(book, id);
    });
    if (!changed.ok) return changed;
    if (!removed) throw new Error(`rule ${id} was removed without being there`);
    return ok(removed);
  }

  /** Rules whose end has passed since the file was written are left out. */
  async import({
    file: text,
    replace,
    trial,
  }: MethodArgs<'importRules'>): Promise<Result<MethodAnswer<'importRules'>>> {
    const { file, errors } = await readRuleFile(text);
    if (errors.length > 0) return badFile('bad-rule', errors);
    const rules = file.rules.flatMap((line) => {
      const rule = newRule(line, 'import');
      return rule.ok ? [rule.value] : [];
    });
    let removed = 0;
    const changed = await this.#change(trial, (book) => {
      const { hasList } = this.#options;
      const known = requireLists(file.rules, hasList);
      if (!known.ok) return badFile('unknown-list', missingListsIn(text, file.rules, hasList));
      removed = replace ? book.rules.length : 0;
      return importRules(book, rules, file.defaults, replace);
    });
    return changed.ok ? ok({ added: rules.length, removed }) : changed;
  }

  async setDefault({ direction, verdict }: MethodArgs<'setDefault'>): Promise<Result<null>> {
    const changed = await this.#change(false, (book) => setDefault(book, direction, verdict));
    return changed.ok ? ok(null) : changed;
  }

  async confirmTrial(): Promise<Result<null>> {
    const rules = this.#options.rules();
    return rules.ok ? rules.value.confirmTrial() : rules;
  }

  async revertTrial(): Promise<Result<null>> {
    const rules = this.#options.rules();
    return rules.ok ? rules.value.revertTrial() : rules;
  }

  async #changeOne(id: string, onTrial: boolean, edit: Edit): Promise<Result<Rule>> {
    const changed = await this.#change(onTrial, edit);
    if (!changed.ok) return changed;
    const rule = [...changed.value.rules, ...builtInRules(changed.value)].find(
      (each) => each.id === id,
    );
    if (!rule) throw new Error(`the edit of rule ${id} left nothing to show`);
    return ok(rule);
  }

  async #change(onTrial: boolean, edit: Edit): Promise<Result<RuleBook>> {
    const rules = this.#options.rules();
    return rules.ok ? rules.value.change(edit, onTrial) : rules;
  }
}

function badFile(code: FailureCode, errors: readonly LanguageError[]): Result<never> {
  const [first] = errors as [LanguageError];
  const others = errors.length - 1;
  const more = others === 1 ? '1 other line is' : `${others} other lines are`;
  return fail(
    code,
    `Line ${first.line}, column ${first.column}: ${first.message}`,
    others === 0 ? first.remedy : `${first.remedy} ${more} wrong as well.`,
    others === 0 ? undefined : errors.slice(0, MAX_ERRORS_TOLD).map(languageErrorText).join('\n'),
  );
}

function newRule(line: RuleLine, origin: RuleOrigin): Result<Rule> {
  return ruleOfLine(line, { id: randomBytes(6).toString('hex'), origin, nowMs: Date.now() });
}

/** `undefined`: the line's own; null: none. */
function withLifetime(line: RuleLine, seconds: number | null | undefined): RuleLine {
  if (seconds === undefined) return line;
  const { lifetime: _, ...rest } = line;
  return seconds === null ? rest : { ...rest, lifetime: { forSeconds: seconds } };
}

function expiryIn(seconds: number | null): number | null {
  return seconds === null ? null : Date.now() + seconds * 1000;
}
