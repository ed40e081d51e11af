/** A rule that is being edited: its text, and what is in the form that makes no rule yet. */
import type { MethodInput } from '../../../electron/contract/api.ts';
import { parseRuleLine } from '../../../electron/contract/language/parse.ts';
import { printRuleLine, printStatement } from '../../../electron/contract/language/print.ts';
import type { RuleLine } from '../../../electron/contract/language/statement.ts';
import { editLine, type FormEdit, type TextField } from './form-edit.ts';

export interface Draft {
  /** The line that editing began with; empty for a new rule. */
  readonly base: string;
  readonly text: string;
  /** What the text says, or said when it last was valid. The form shows it, and changes it. */
  readonly line: RuleLine;
  /** What fields of the form hold that is not valid, and why. The text does not have it. */
  readonly refused: Readonly<Partial<Record<TextField, Refusal>>>;
}

export interface Refusal {
  readonly text: string;
  readonly message: string;
}

/** A rule of which nothing is said yet. */
const UNWRITTEN: RuleLine = {
  enabled: true,
  verdict: { kind: 'drop' },
  direction: 'in',
  match: [],
};

export function beginDraft(base: string, text = base): Draft {
  return typeDraft({ base, text: base, line: UNWRITTEN, refused: {} }, text);
}

/** The draft with another text; what the form could not hold is gone. */
export function typeDraft(draft: Draft, text: string): Draft {
  const line = parseRuleLine(text);
  return { ...draft, text, line: line.ok ? line.value : draft.line, refused: {} };
}

/** The draft after a change in the form. A text that was not valid gives way. */
export function editDraft(draft: Draft, edit: FormEdit): Draft {
  const edited = editLine(draft.line, edit);
  const { [edit.field as TextField]: _, ...refused } = draft.refused;
  if (edited.ok) {
    return { ...draft, text: printRuleLine(edited.value), line: edited.value, refused };
  }
  const refusal = { text: String(edit.value), message: withoutColumn(edited.error.message) };
  return { ...draft, refused: { ...refused, [edit.field]: refusal } };
}

/** Whether there is anything to apply or to throw away. */
export function isChanged({ base, text, refused }: Draft): boolean {
  if (Object.keys(refused).length > 0) return true;
  return text !== base && canonical(text) !== canonical(base);
}

type RuleChange = Omit<MethodInput<'updateRule'>, 'id' | 'trial'>;

/**
 * What has to be changed to make one rule of another. A lifetime that stays is not counted anew.
 * `nowMs` is since 1970.
 */
export function changeBetween(from: RuleLine, to: RuleLine, nowMs: number): RuleChange {
  const text = printStatement(to);
  return {
    ...(text === printStatement(from) ? {} : { text }),
    ...(to.enabled === from.enabled ? {} : { enabled: to.enabled }),
    ...((to.name ?? '') === (from.name ?? '') ? {} : { name: to.name ?? '' }),
    ...(lifetimeKey(to) === lifetimeKey(from) ? {} : lifetimeChange(to, nowMs)),
  };
}

function lifetimeChange({ lifetime }: RuleLine, nowMs: number): RuleChange {
  if (lifetime === undefined) return { lifetimeSeconds: null };
  if ('forSeconds' in lifetime) return { lifetimeSeconds: lifetime.forSeconds };
  if (lifetime.until === 'restart') return { untilRestart: true };
  return { lifetimeSeconds: Math.max(1, Math.round((lifetime.until - nowMs) / 1000)) };
}

function lifetimeKey({ lifetime }: RuleLine): string {
  return JSON.stringify(lifetime ?? null);
}

function canonical(text: string): string {
  const line = parseRuleLine(text);
  return line.ok ? printRuleLine(line.value) : text;
}

/** A column counts in the whole text, which the form does not show. */
function withoutColumn(message: string): string {
  return message.replace(/^Column \d+: /, '');
}
