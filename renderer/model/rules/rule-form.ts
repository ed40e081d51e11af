/** The part of a rule that a form can show. It and the rule's text say the same; either may change. */
import type { Criterion, Match } from '../../../electron/contract/language/criterion.ts';
import { printMatch } from '../../../electron/contract/language/print.ts';
import {
  icmpProtocolOf,
  printValues,
} from '../../../electron/contract/language/print-criterion.ts';
import type { RuleLine } from '../../../electron/contract/language/statement.ts';

/** The address in front is what most rules mean; the others are chosen by name. */
export const SOURCE_FIELDS = ['src', 'remote', 'host'] as const;
export type SourceField = (typeof SOURCE_FIELDS)[number];
export const DESTINATION_FIELDS = ['dst', 'local'] as const;
export type DestinationField = (typeof DESTINATION_FIELDS)[number];

/** Places of the form that hold one criterion each. */
export const FORM_SLOTS = [
  'protocol',
  'type',
  'source',
  'destination',
  'sport',
  'dport',
  'length',
] as const;
export type FormSlot = (typeof FORM_SLOTS)[number];

const SLOT_FIELDS: Readonly<Record<FormSlot, readonly Criterion['field'][]>> = {
  protocol: ['protocol'],
  type: ['icmp-type'],
  source: SOURCE_FIELDS,
  destination: DESTINATION_FIELDS,
  sport: ['sport'],
  dport: ['dport'],
  length: ['length'],
};

/** What the form shows of a match. Texts are values in the rules' language, empty for any. */
export interface RuleForm {
  /** One word such as `tcp`. */
  readonly protocol: string;
  /** Of ICMP or ICMPv6. */
  readonly type: string;
  readonly sourceField: SourceField;
  readonly source: string;
  readonly destinationField: DestinationField;
  readonly destination: string;
  readonly sport: string;
  readonly dport: string;
  /** Bytes; both empty for any. */
  readonly lengthLow: string;
  readonly lengthHigh: string;
  /** Of a limit. */
  readonly rate: string;
  readonly burst: string;
  readonly name: string;
  /** Everything else, as text: `ttl 1-5`. Empty: nothing else. */
  readonly also: string;
}

/** The form of a rule. */
export function formOf({ match, verdict, name = '' }: RuleLine): RuleForm {
  const slots = slotsOf(match);
  const icmp = icmpProtocolOf(match);
  const text = (slot: FormSlot) => {
    const criterion = slots.get(slot);
    return criterion ? printValues(criterion, icmp) : '';
  };
  const rest = match.filter((criterion) => ![...slots.values()].includes(criterion));
  const [low = '', high = ''] = rangeTexts(slots.get('length'));
  return {
    protocol: text('protocol'),
    type: text('type'),
    sourceField: fieldOr(slots.get('source'), SOURCE_FIELDS, 'src'),
    source: text('source'),
    destinationField: fieldOr(slots.get('destination'), DESTINATION_FIELDS, 'dst'),
    destination: text('destination'),
    sport: text('sport'),
    dport: text('dport'),
    lengthLow: low,
    lengthHigh: high,
    rate: verdict.kind === 'limit' ? String(verdict.rate) : '',
    burst: verdict.kind === 'limit' ? String(verdict.burst) : '',
    name,
    also: rest.length === 0 ? '' : printMatch(rest),
  };
}

/** The criterion that each slot shows: the first that it can show. */
export function slotsOf(match: Match): ReadonlyMap<FormSlot, Criterion> {
  const slots = new Map<FormSlot, Criterion>();
  for (const criterion of match) {
    const slot = FORM_SLOTS.find((each) => SLOT_FIELDS[each].includes(criterion.field));
    if (slot && !slots.has(slot) && isShown(slot, criterion)) slots.set(slot, criterion);
  }
  // Without its protocol a type has no names, and the form no place for it.
  if (!icmpProtocolOf(match) || slots.get('protocol') === undefined) slots.delete('type');
  return slots;
}

function isShown(slot: FormSlot, criterion: Criterion): boolean {
  if (criterion.not) return false;
  if (slot === 'protocol' && criterion.field === 'protocol') {
    return criterion.values.length === 1 && typeof criterion.values[0] === 'string';
  }
  return slot !== 'length' || ('ranges' in criterion && criterion.ranges.length === 1);
}

function rangeTexts(criterion: Criterion | undefined): readonly string[] {
  if (!criterion || !('ranges' in criterion)) return [];
  return criterion.ranges.flatMap(({ low, high }) => [String(low), String(high)]);
}

function fieldOr<F extends Criterion['field']>(
  criterion: Criterion | undefined,
  fields: readonly F[],
  otherwise: F,
): F {
  return fields.find((field) => field === criterion?.field) ?? otherwise;
}
