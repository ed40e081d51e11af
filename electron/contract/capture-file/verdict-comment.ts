/** What became of a packet, in the words that stand in a file beside it. */
import type { DefaultVerdict } from '../language/statement.ts';
import { NO_RULE_SLOT, type PacketRecord, VERDICT } from '../packet-record.ts';
import { malformedText } from '../packet-text.ts';

/** The rule that decided about a packet. */
export interface DecidingRule {
  readonly text: string;
  readonly name?: string;
  /** In the list, from 1. Absent: the rule is built in, or is no longer in the list. */
  readonly place?: number;
  readonly isBuiltIn?: boolean;
}

/**
 * `dropped by rule 7: drop src 203.0.113.77`. `rule` is the one behind the record's slot and
 * generation; absent where that is not known.
 */
export function verdictComment(record: PacketRecord, rule: DecidingRule | undefined): string {
  const verdict = record.verdict === VERDICT.drop ? 'dropped' : 'passed';
  const malformed = malformedText(record);
  if (malformed) return `${verdict}: could not be read (${malformed})`;
  if (record.ruleSlot === NO_RULE_SLOT) return `${verdict}: no rule matched`;
  if (!rule) return `${verdict} by a rule that is gone`;
  return `${verdict} by ${ruleWords(rule)}`;
}

/** The verdict in such a comment; `undefined` where there is none. */
export function verdictOfComment(comment: string): DefaultVerdict | undefined {
  const word = /^(dropped|passed)(?: by |: )/m.exec(comment)?.[1];
  if (word === undefined) return undefined;
  return word === 'dropped' ? 'drop' : 'pass';
}

/** `rule 7: drop src 203.0.113.77 # scanner` */
export function ruleWords({ text, name, place, isBuiltIn }: DecidingRule): string {
  const which =
    place === undefined ? (isBuiltIn ? 'built-in rule' : 'former rule') : `rule ${place}`;
  return `${which}: ${text}${name ? ` # ${name}` : ''}`;
}
