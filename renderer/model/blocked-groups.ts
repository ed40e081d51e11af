import type { ProtocolWord } from '../../electron/contract/language/criterion.ts';
import { printStatement } from '../../electron/contract/language/print.ts';
import type { Statement } from '../../electron/contract/language/statement.ts';
import { type Rule, statementOf } from '../../electron/contract/rule.ts';
import {
  DROP_EVERYTHING,
  type DropKind,
  dropProtocol,
  simpleDrop,
  unusualDirection,
} from './simple-drop.ts';

/** One line of the Blocked panel: a rule, or something that could become one. */
export interface BlockedLine {
  readonly key: string;
  readonly kind: DropKind;
  readonly text: string;
  readonly statement: Statement;
  /** `incoming only`, where this is not what the kind of block usually means. */
  readonly direction: string | undefined;
  /** Absent for an offer. */
  readonly rule?: Rule;
}

export interface BlockedGroups {
  readonly addresses: readonly BlockedLine[];
  readonly ports: readonly BlockedLine[];
  readonly protocols: readonly BlockedLine[];
  /** What the panel cannot say in a line, in its order: the Rules view can. */
  readonly others: readonly Rule[];
}

/** Always offered, so that a whole protocol is one click away. */
const OFFERED: readonly ProtocolWord[] = ['icmp', 'icmpv6', 'udp', 'tcp', 'arp'];

export function blockedGroups(rules: readonly Rule[]): BlockedGroups {
  const others: Rule[] = [];
  const lines: BlockedLine[] = [];
  for (const rule of rules) {
    const line = lineOf(statementOf(rule), rule);
    if (line) lines.push(line);
    else others.push(rule);
  }
  const ofKind = (wanted: DropKind) => lines.filter(({ kind }) => kind === wanted);
  return {
    addresses: newestFirst(ofKind('address')),
    ports: newestFirst(ofKind('port')),
    protocols: [
      ...withOffers(ofKind('protocol'), OFFERED.map(dropProtocol)),
      ...withOffers(ofKind('everything'), [DROP_EVERYTHING]),
    ],
    others,
  };
}

/** Not by place: where a rule stands in the list says nothing of when it was made. */
function newestFirst(lines: readonly BlockedLine[]): readonly BlockedLine[] {
  const madeAt = ({ rule }: BlockedLine) => rule?.createdAt ?? 0;
  return lines.toReversed().sort((a, b) => madeAt(b) - madeAt(a));
}

/** Whether a rule has a line of its own there. */
export function isInBlockedPanel(rule: Rule): boolean {
  return rule.origin !== 'built-in' && simpleDrop(statementOf(rule)) !== undefined;
}

/** Each offer, or the rules that are there in its place, and then the rules that nobody offered. */
function withOffers(
  lines: readonly BlockedLine[],
  offers: readonly Statement[],
): readonly BlockedLine[] {
  const offered = offers.flatMap((statement) => {
    const offer = lineOf(statement);
    const own = lines.filter(({ text }) => text === offer?.text);
    return own.length > 0 || !offer ? own : [offer];
  });
  return [...offered, ...lines.filter((line) => !offered.includes(line))];
}

function lineOf(statement: Statement, rule?: Rule): BlockedLine | undefined {
  const simple = simpleDrop(statement);
  if (!simple) return undefined;
  return {
    key: rule?.id ?? printStatement(statement),
    kind: simple.kind,
    text: simple.kind === 'everything' ? 'Everything' : simple.text,
    statement,
    direction: unusualDirection(statement),
    ...(rule ? { rule } : {}),
  };
}
