import type { Match, Protocol } from '../../electron/contract/match.ts';
import { formatMatch } from '../../electron/contract/match.ts';
import type { Rule } from '../../electron/contract/rule.ts';
import { shortMatch } from './match-text.ts';

/** One line of the Blocked panel: a rule, or something that could become one. */
export interface BlockedLine {
  readonly key: string;
  readonly text: string;
  readonly match: Match;
  /** Absent for an offer. */
  readonly rule?: Rule;
}

export interface BlockedGroups {
  readonly addresses: readonly BlockedLine[];
  readonly ports: readonly BlockedLine[];
  readonly protocols: readonly BlockedLine[];
  /** Rules that let pass, wherever they came from. */
  readonly allowed: readonly BlockedLine[];
}

/** Always offered, so that a whole protocol is one click away. */
const OFFERED: readonly Protocol[] = ['icmp', 'icmpv6', 'udp', 'tcp', 'arp'];

export function blockedGroups(rules: readonly Rule[]): BlockedGroups {
  const drops = rules.filter((rule) => rule.verdict === 'drop').map(lineOf);
  const isProtocol = ({ match }: BlockedLine) => 'protocol' in match && !('dport' in match);
  const everything = drops.filter(({ match }) => 'any' in match);
  return {
    addresses: drops.filter(({ match }) => 'remote' in match).reverse(),
    ports: drops.filter(({ match }) => 'dport' in match).reverse(),
    protocols: [
      ...withOffers(drops.filter(isProtocol)),
      ...(everything.length > 0 ? everything : [offer({ any: true })]),
    ],
    allowed: rules.filter((rule) => rule.verdict === 'pass').map(lineOf),
  };
}

function withOffers(lines: readonly BlockedLine[]): readonly BlockedLine[] {
  const offered = OFFERED.flatMap((protocol) => {
    const own = lines.filter(({ match }) => 'protocol' in match && match.protocol === protocol);
    return own.length > 0 ? own : [offer({ protocol })];
  });
  return [...offered, ...lines.filter((line) => !offered.includes(line))];
}

function lineOf(rule: Rule): BlockedLine {
  return { key: rule.id, text: lineText(rule.match), match: rule.match, rule };
}

function offer(match: Match): BlockedLine {
  return { key: formatMatch(match), text: lineText(match), match };
}

function lineText(match: Match): string {
  return 'any' in match ? 'Everything' : shortMatch(match);
}
