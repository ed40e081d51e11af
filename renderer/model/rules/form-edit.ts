/** What a change in the form makes of the rule. */
import type { Criterion } from '../../../electron/contract/language/criterion.ts';
import { parseMatch, parseRuleLine } from '../../../electron/contract/language/parse.ts';
import { printRuleLine } from '../../../electron/contract/language/print.ts';
import type {
  Lifetime,
  RuleDirection,
  RuleLine,
  Verdict,
  VerdictKind,
} from '../../../electron/contract/language/statement.ts';
import { fail, ok, type Result } from '../../../electron/contract/result.ts';
import {
  type DestinationField,
  type FormSlot,
  formOf,
  type RuleForm,
  type SourceField,
  slotsOf,
} from './rule-form.ts';

/** One change, as typed or chosen. Texts are values in the rules' language; empty ones mean any. */
export type FormEdit =
  | { readonly field: 'verdict'; readonly value: VerdictKind }
  | { readonly field: 'unit'; readonly value: Limit['unit'] }
  | { readonly field: 'perSource'; readonly value: boolean }
  | { readonly field: 'direction'; readonly value: RuleDirection }
  | { readonly field: 'lifetime'; readonly value: Lifetime | undefined }
  | { readonly field: 'sourceField'; readonly value: SourceField }
  | { readonly field: 'destinationField'; readonly value: DestinationField }
  | { readonly field: TextField; readonly value: string };

export const TEXT_FIELDS = [
  'name',
  'rate',
  'burst',
  'protocol',
  'type',
  'source',
  'destination',
  'sport',
  'dport',
  'lengthLow',
  'lengthHigh',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

type Limit = Extract<Verdict, { kind: 'limit' }>;

/** Of a limit, until another is typed. */
const FIRST_LIMIT: Limit = { kind: 'limit', rate: 100, unit: 's', burst: 200, perSource: false };

const LONGEST = '65535';

/** The rule with the change in it. Fails with what is wrong about the value. */
export function editLine(line: RuleLine, edit: FormEdit): Result<RuleLine> {
  switch (edit.field) {
    case 'verdict':
      if (edit.value === line.verdict.kind) return ok(line);
      return ok({
        ...line,
        verdict: edit.value === 'limit' ? FIRST_LIMIT : { kind: edit.value },
      });
    case 'unit':
    case 'perSource':
      return withLimit(line, { [edit.field]: edit.value });
    case 'direction':
      return ok({ ...line, direction: edit.value });
    case 'lifetime': {
      const { lifetime: _, ...rest } = line;
      return ok(edit.value === undefined ? rest : { ...rest, lifetime: edit.value });
    }
    case 'sourceField':
      return withSlot(line, 'source', edit.value, formOf(line).source);
    case 'destinationField':
      return withSlot(line, 'destination', edit.value, formOf(line).destination);
    default:
      return withText(line, edit.field, edit.value.trim());
  }
}

function withText(line: RuleLine, field: TextField, text: string): Result<RuleLine> {
  const form = formOf(line);
  switch (field) {
    case 'name': {
      const { name: _, ...rest } = line;
      return checked(text === '' ? rest : { ...rest, name: text });
    }
    case 'rate':
    case 'burst':
      if (/^\d{1,9}$/.test(text)) return withLimit(line, { [field]: Number(text) });
      return fail('bad-rule', `The ${field} is not a whole number.`, 'Write digits alone.');
    case 'protocol':
      return withProtocol(line, text);
    case 'type':
      return withSlot(line, 'type', `${form.protocol} type`, text);
    case 'source':
      return withSlot(line, 'source', form.sourceField, text);
    case 'destination':
      return withSlot(line, 'destination', form.destinationField, text);
    case 'lengthLow':
    case 'lengthHigh':
      return withSlot(line, 'length', 'len', lengthText({ ...form, [field]: text }));
    default:
      return withSlot(line, field, field, text);
  }
}

/** Of two ends, either of which may be left away. */
function lengthText({ lengthLow, lengthHigh }: Pick<RuleForm, 'lengthLow' | 'lengthHigh'>): string {
  if (lengthLow === '' && lengthHigh === '') return '';
  return `${lengthLow || '0'}-${lengthHigh || LONGEST}`;
}

function withLimit(line: RuleLine, change: Partial<Limit>): Result<RuleLine> {
  if (line.verdict.kind !== 'limit') return ok(line);
  return checked({ ...line, verdict: { ...line.verdict, ...change } });
}

/** Types and codes belong to their protocol, and go with it. */
function withProtocol(line: RuleLine, word: string): Result<RuleLine> {
  if (word === formOf(line).protocol) return ok(line);
  const isIcmps = (field: Criterion['field']) => field === 'icmp-type' || field === 'icmp-code';
  const match = line.match.filter(({ field }) => !isIcmps(field));
  return withSlot({ ...line, match }, 'protocol', '', word);
}

/** `word` stands in front of the values; a criterion without values goes away. */
function withSlot(line: RuleLine, slot: FormSlot, word: string, values: string): Result<RuleLine> {
  const old = slotsOf(line.match).get(slot);
  const others = line.match.filter((criterion) => criterion !== old);
  if (values === '') return checked({ ...line, match: others });
  const parsed = parseMatch(`${word} ${values}`);
  if (!parsed.ok) return parsed;
  const made = slotsOf(parsed.value).get(slot);
  const expected = slot === 'type' ? 2 : 1;
  if (!made || parsed.value.length !== expected) {
    return fail('bad-rule', 'This field takes one kind of value.', 'Write the rest into the text.');
  }
  return checked({ ...line, match: [...others, made] });
}

/** What cannot be said of a packet at once, the language refuses. */
function checked(line: RuleLine): Result<RuleLine> {
  return parseRuleLine(printRuleLine(line));
}
