/**
 * The ordered list of rules, the defaults behind it, and its revision: pure, one value per revision.
 * Every change gives a new book or a failure; the old book stays as it was, so a change that the
 * kernel refuses is simply not kept. A change that changes nothing gives the same book.
 */

import {
  type DefaultVerdict,
  DIRECTIONS,
  type Direction,
  type Lifetime,
  type RuleLine,
} from '../../contract/language/statement.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { MAX_RULES, type Rule, type RuleOrigin, textOf } from '../../contract/rule.ts';
import { builtInById, isBuiltIn } from './built-in.ts';

export type Defaults = Readonly<Record<Direction, DefaultVerdict>>;
/** Built-in rules that the user switched, by id. The others are as they come. */
export type Switches = Readonly<Record<string, boolean>>;

export interface RuleBook {
  readonly revision: number;
  /** Those that people made. */
  readonly rules: readonly Rule[];
  readonly defaults: Defaults;
  readonly switched: Switches;
}

/** Where a rule goes: in front of the rule with this id, in front of all, or (null) to the end. */
export type Place = string | 'first' | null;
export type Edit = (book: RuleBook) => Result<RuleBook>;

export const EMPTY_BOOK: RuleBook = {
  revision: 0,
  rules: [],
  defaults: { in: 'pass', out: 'pass' },
  switched: {},
};

/** The rule that a line says, from now on. Fails with `bad-rule` if its end has already passed. */
export function ruleOfLine(
  line: RuleLine,
  more: { readonly id: string; readonly origin: RuleOrigin; readonly nowMs: number },
): Result<Rule> {
  const { id, origin, nowMs } = more;
  const life = line.lifetime === undefined ? {} : endOf(line.lifetime, nowMs);
  if (life.expiry !== undefined && life.expiry <= nowMs) {
    return fail(
      'bad-rule',
      'The end of this rule has already passed.',
      'Give it a later one, or leave the end away.',
    );
  }
  return ok({
    id,
    enabled: line.enabled,
    text: textOf(line),
    ...(line.name ? { name: line.name } : {}),
    origin,
    createdAt: nowMs,
    ...life,
  });
}

/** Fails with `duplicate-rule`, `too-many-rules`, or `unknown-rule` for the place. */
export function addRule(book: RuleBook, rule: Rule, before: Place): Result<RuleBook> {
  const same = book.rules.findIndex((other) => other.enabled && other.text === rule.text);
  // Who writes a rule twice may mean it, and is told; who clicks twice means once.
  if (rule.origin === 'row' && same >= 0) {
    return fail(
      'duplicate-rule',
      `Rule ${same + 1} already says "${rule.text}".`,
      'Switch that rule off, or remove it, instead of adding another.',
    );
  }
  if (book.rules.length >= MAX_RULES) return tooManyRules();
  return placed(book, book.rules, rule, before);
}

export interface RuleChange {
  readonly enabled?: boolean;
  /** The canonical text of another statement. */
  readonly text?: string;
  /** Empty: none. */
  readonly name?: string;
  /** Milliseconds since 1970; null: the rule stays. */
  readonly expiry?: number | null;
  /** It ends with the engine. Goes before `expiry`. */
  readonly untilRestart?: true;
}

/** Changes a rule in its place, and leaves what is not given. A built-in one can only be switched. */
export function updateRule(book: RuleBook, id: string, change: RuleChange): Result<RuleBook> {
  if (isBuiltIn(id)) return updateBuiltIn(book, id, change);
  const old = findRule(book, id);
  if (!old) return unknownRule(id);
  const { name: oldName, expiry: oldExpiry, untilRestart, ...rest } = old;
  const { enabled = old.enabled, text = old.text, name = oldName } = change;
  const life = lifeAfter(old, change);
  const updated: Rule = { ...rest, enabled, text, ...(name ? { name } : {}), ...life };
  return ok(next(book, { rules: book.rules.map((rule) => (rule === old ? updated : rule)) }));
}

export function moveRule(book: RuleBook, id: string, before: Place): Result<RuleBook> {
  if (isBuiltIn(id)) return fixedPlace();
  const rule = findRule(book, id);
  if (!rule) return unknownRule(id);
  if (before === id) return ok(book);
  return placed(
    book,
    book.rules.filter((other) => other !== rule),
    rule,
    before,
  );
}

export function removeRule(book: RuleBook, id: string): Result<RuleBook> {
  if (isBuiltIn(id)) {
    return fail(
      'bad-rule',
      'Built-in rules cannot be removed.',
      'Switch it off; it is in force only while a default drops.',
    );
  }
  if (!findRule(book, id)) return unknownRule(id);
  return ok(next(book, { rules: book.rules.filter((rule) => rule.id !== id) }));
}

/** Adds rules at the end, or puts them in place of all that are there. */
export function importRules(
  book: RuleBook,
  rules: readonly Rule[],
  defaults: Partial<Defaults>,
  replace: boolean,
): Result<RuleBook> {
  const all = replace ? rules : [...book.rules, ...rules];
  if (all.length > MAX_RULES) return tooManyRules();
  return ok(next(book, { rules: all, defaults: { ...book.defaults, ...defaults } }));
}

export function setDefault(
  book: RuleBook,
  direction: Direction,
  verdict: DefaultVerdict,
): Result<RuleBook> {
  if (book.defaults[direction] === verdict) return ok(book);
  return ok(next(book, { defaults: { ...book.defaults, [direction]: verdict } }));
}

/** Without the rules whose time has come; the same book if there is none. */
export function withoutExpired(book: RuleBook, nowMs: number): RuleBook {
  const rules = book.rules.filter((rule) => rule.expiry === undefined || rule.expiry > nowMs);
  return rules.length === book.rules.length ? book : next(book, { rules });
}

/** Of the rules that people made. */
export function findRule(book: RuleBook, id: string): Rule | undefined {
  return book.rules.find((rule) => rule.id === id);
}

/** Directions whose default drops in `after` and did not in `before`. */
export function newlyDropping(before: RuleBook, after: RuleBook): Direction[] {
  return DIRECTIONS.filter(
    (direction) => after.defaults[direction] === 'drop' && before.defaults[direction] === 'pass',
  );
}

/** The book with other content, one revision later. */
export function next(book: RuleBook, content: Partial<Omit<RuleBook, 'revision'>>): RuleBook {
  return { ...book, ...content, revision: book.revision + 1 };
}

function placed(
  book: RuleBook,
  others: readonly Rule[],
  rule: Rule,
  before: Place,
): Result<RuleBook> {
  if (before !== null && isBuiltIn(before)) return fixedPlace();
  const at =
    before === null
      ? others.length
      : before === 'first'
        ? 0
        : others.findIndex((other) => other.id === before);
  if (at < 0) return unknownRule(before ?? '');
  return ok(next(book, { rules: others.toSpliced(at, 0, rule) }));
}

function updateBuiltIn(book: RuleBook, id: string, change: RuleChange): Result<RuleBook> {
  const rule = builtInById(id);
  if (!rule) return unknownRule(id);
  const { enabled, ...rest } = change;
  if (Object.values(rest).some((value) => value !== undefined)) {
    return fail(
      'bad-rule',
      'Built-in rules can be switched on and off, and not be changed.',
      'Add a rule of your own: it stands in front of them and decides first.',
    );
  }
  const { [id]: before = rule.enabled, ...others } = book.switched;
  if (enabled === undefined || enabled === before) return ok(book);
  const isAsItComes = enabled === rule.enabled;
  return ok(next(book, { switched: isAsItComes ? others : { ...others, [id]: enabled } }));
}

function lifeAfter(old: Rule, { expiry, untilRestart }: RuleChange) {
  if (untilRestart) return { untilRestart };
  if (expiry === undefined) return lifeOf(old);
  return expiry === null ? {} : { expiry };
}

function lifeOf({ expiry, untilRestart }: Rule): Pick<Rule, 'expiry' | 'untilRestart'> {
  return {
    ...(expiry === undefined ? {} : { expiry }),
    ...(untilRestart ? { untilRestart } : {}),
  };
}

function endOf(lifetime: Lifetime, nowMs: number): Pick<Rule, 'expiry' | 'untilRestart'> {
  if ('forSeconds' in lifetime) return { expiry: nowMs + lifetime.forSeconds * 1000 };
  return lifetime.until === 'restart' ? { untilRestart: true } : { expiry: lifetime.until };
}

function tooManyRules(): Result<never> {
  return fail(
    'too-many-rules',
    `There can be no more than ${MAX_RULES} rules.`,
    'Remove rules that are no longer needed, or put addresses into a list.',
  );
}

function fixedPlace(): Result<never> {
  return fail(
    'bad-rule',
    'Built-in rules stand behind all others, in an order of their own.',
    'Add a rule of your own: it stands in front of them and decides first.',
  );
}

function unknownRule(id: string): Result<never> {
  return fail(
    'unknown-rule',
    `There is no rule ${id} any more.`,
    'It was removed or has expired; look at the list.',
  );
}
