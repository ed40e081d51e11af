/**
 * The inverse of an edit, for a book that may have been edited since: what the edit put in goes,
 * what it took out comes back to its place, what it changed is as before. What others changed in the
 * meantime stays.
 */
import { DIRECTIONS } from '../../contract/language/statement.ts';
import type { Rule } from '../../contract/rule.ts';
import { type Defaults, next, type RuleBook, type Switches } from './rule-book.ts';

/** An edit that left the order of the rules as it was, by the books on its two sides. */
export interface MadeEdit {
  readonly before: RuleBook;
  readonly after: RuleBook;
}

/** `now` without the edit; the same book if nothing of the edit is left in it. */
export function takeBack(edit: MadeEdit, now: RuleBook): RuleBook {
  const rules = rulesWithout(edit, now);
  const defaults = defaultsWithout(edit, now);
  const switched = switchesWithout(edit, now);
  const isSame =
    defaults === now.defaults &&
    switched === now.switched &&
    rules.length === now.rules.length &&
    rules.every((rule, index) => rule === now.rules[index]);
  return isSame ? now : next(now, { rules, defaults, switched });
}

function rulesWithout({ before, after }: MadeEdit, now: RuleBook): Rule[] {
  const beforeById = byId(before.rules);
  const afterById = byId(after.rules);
  const kept = now.rules
    .filter(({ id }) => beforeById.has(id) || !afterById.has(id))
    .map((rule) => withoutChanges(rule, beforeById.get(rule.id), afterById.get(rule.id)));
  const keptById = byId(kept);
  /** By the id of the rule that they stood behind; `undefined`: in front of all. */
  const comingBack = new Map<string | undefined, Rule[]>([[undefined, []]]);
  let behind: string | undefined;
  for (const rule of before.rules) {
    if (keptById.has(rule.id)) behind = rule.id;
    if (keptById.has(rule.id) || afterById.has(rule.id)) continue;
    const others = comingBack.get(behind);
    if (others) others.push(rule);
    else comingBack.set(behind, [rule]);
  }
  return [
    ...(comingBack.get(undefined) ?? []),
    ...kept.flatMap((rule) => [rule, ...(comingBack.get(rule.id) ?? [])]),
  ];
}

function withoutChanges(now: Rule, before: Rule | undefined, after: Rule | undefined): Rule {
  if (!before || !after || before === after) return now;
  const rule: Record<string, unknown> = { ...now };
  let isChanged = false;
  for (const field of new Set([...keysOf(before), ...keysOf(after)])) {
    if (before[field] === after[field] || now[field] !== after[field]) continue;
    isChanged = true;
    if (before[field] === undefined) delete rule[field];
    else rule[field] = before[field];
  }
  return isChanged ? (rule as Rule) : now;
}

function defaultsWithout({ before, after }: MadeEdit, now: RuleBook): Defaults {
  const changed = DIRECTIONS.filter(
    (direction) =>
      before.defaults[direction] !== after.defaults[direction] &&
      now.defaults[direction] === after.defaults[direction],
  );
  if (changed.length === 0) return now.defaults;
  const old = changed.map((direction) => [direction, before.defaults[direction]]);
  return { ...now.defaults, ...Object.fromEntries(old) };
}

function switchesWithout({ before, after }: MadeEdit, now: RuleBook): Switches {
  const ids = new Set([...Object.keys(before.switched), ...Object.keys(after.switched)]);
  const changed = [...ids].filter(
    (id) => before.switched[id] !== after.switched[id] && now.switched[id] === after.switched[id],
  );
  if (changed.length === 0) return now.switched;
  const switched = { ...now.switched };
  for (const id of changed) {
    const old = before.switched[id];
    if (old === undefined) delete switched[id];
    else switched[id] = old;
  }
  return switched;
}

function byId(rules: readonly Rule[]): Map<string, Rule> {
  return new Map(rules.map((rule) => [rule.id, rule]));
}

function keysOf(rule: Rule): (keyof Rule)[] {
  return Object.keys(rule) as (keyof Rule)[];
}
