import {
  NO_RULE_SLOT,
  type PacketRecord,
  VERDICT,
} from '../../../electron/contract/packet-record.ts';
import { malformedText } from '../../../electron/contract/packet-text.ts';
import { verdictBefore } from '../../../electron/contract/replay.ts';
import type { RuleBookState } from '../../../electron/contract/state.ts';
import { ruleIndex } from '../rule-index.ts';
import type { RuleNames } from '../rule-names.ts';

/** What the filter did with a packet, and why. */
export interface VerdictWords {
  /** `Dropped`, `Passed`. */
  readonly verdict: string;
  readonly isDropped: boolean;
  /** Of a replay, where its file says otherwise: `passed`. */
  readonly before?: string;
  /** `by rule 7`, `by the default: no rule matched`. */
  readonly why: string;
  /** What the rule says. */
  readonly ruleText?: string;
  /** Its own name, or that it is no longer there. */
  readonly note?: string;
}

export function verdictWords(
  sequence: number,
  record: PacketRecord,
  names: RuleNames,
  book: RuleBookState,
): VerdictWords {
  const words = wordsOfNow(sequence, record, names, book);
  const before = verdictBefore(record);
  return before ? { ...words, before: before === 'drop' ? 'dropped' : 'passed' } : words;
}

function wordsOfNow(
  sequence: number,
  record: PacketRecord,
  names: RuleNames,
  book: RuleBookState,
): VerdictWords {
  const isDropped = record.verdict === VERDICT.drop;
  const verdict = isDropped ? 'Dropped' : 'Passed';
  const malformed = malformedText(record);
  if (malformed && record.ruleSlot === NO_RULE_SLOT) {
    return { verdict, isDropped, why: `as it could not be read: ${malformed}` };
  }
  const { ruleSlot, ruleGeneration } = record;
  const { label, title } = names.label(sequence, ruleSlot, ruleGeneration, book);
  if (ruleSlot === NO_RULE_SLOT) return { verdict, isDropped, why: 'by default: no rule matched' };
  const ruleId = names.ruleId(sequence, ruleSlot, ruleGeneration);
  const index = ruleIndex(book);
  const rule = ruleId === undefined ? undefined : index.rule(ruleId);
  if (!rule) {
    return title
      ? { verdict, isDropped, why: 'by', ruleText: title, note: 'which is no longer in the list' }
      : { verdict, isDropped, why: `by ${label}` };
  }
  const place = index.place(rule.id);
  const why = place === undefined ? 'by the built-in rule' : `by rule ${place}`;
  return {
    verdict,
    isDropped,
    why,
    ruleText: rule.text,
    ...(rule.name ? { note: rule.name } : {}),
  };
}
