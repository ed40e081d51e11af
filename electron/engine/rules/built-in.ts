/**
 * Rules that come with Portcullis: what a default that drops would otherwise break without anybody
 * meaning it. They stand behind the user's rules, which therefore decide first, and are in force only
 * while the default of their direction drops. They are listed always, and can be switched off.
 */
import { parseStatement } from '../../contract/language/parse.ts';
import { DIRECTIONS, type Direction } from '../../contract/language/statement.ts';
import { type Rule, statementOf, textOf } from '../../contract/rule.ts';
import type { RuleBook } from './rule-book.ts';

const ID_STEM = 'built-in-';

/** In force whatever the defaults are, if it is switched on. */
const MALFORMED = `${ID_STEM}malformed`;

/** As they come, in the order in which they are asked. */
const BUILT_IN: readonly Rule[] = [
  // In front of the others, or a broken packet of theirs would still pass.
  {
    ...builtIn('malformed', 'drop both malformed', 'Packets that cannot be parsed'),
    enabled: false,
  },
  builtIn('arp', 'pass both arp', 'ARP'),
  // Router and neighbour solicitations and advertisements, redirects: RFC 4861.
  builtIn('neighbours', 'pass both icmpv6 type 133-137', 'IPv6 neighbour discovery'),
  builtIn('dhcp-in', 'pass in udp sport 67 dport 68', 'DHCP answers'),
  builtIn('dhcp-out', 'pass out udp sport 68 dport 67', 'DHCP requests'),
  builtIn('dhcpv6-in', 'pass in udp sport 547 dport 546', 'DHCPv6 answers'),
  builtIn('dhcpv6-out', 'pass out udp sport 546 dport 547', 'DHCPv6 requests'),
  // Unreachable, time exceeded, bad parameter: RFC 792. Without them path MTU discovery fails.
  builtIn('icmp-errors', 'pass both icmp type 3, 11, 12', 'ICMP errors'),
  // RFC 4443
  builtIn('icmpv6-errors', 'pass both icmpv6 type 1-4', 'ICMPv6 errors'),
  builtIn('igmp', 'pass both igmp', 'IPv4 multicast membership'),
  // Multicast listener discovery: RFC 2710, RFC 3810.
  builtIn('mld', 'pass both icmpv6 type 130-132, 143', 'IPv6 multicast membership'),
  // Of no use without the first fragment, which has the ports and is filtered.
  builtIn('fragments', 'pass both fragment later', 'Later fragments'),
  builtIn('replies', 'pass both established', 'Replies to known flows'),
];

const BY_ID = new Map(BUILT_IN.map((rule) => [rule.id, rule]));

export function isBuiltIn(id: string): boolean {
  return id.startsWith(ID_STEM);
}

/** As it comes, not as it is switched. */
export function builtInById(id: string): Rule | undefined {
  return BY_ID.get(id);
}

/** All of them, switched as the book says. */
export function builtInRules({ switched }: Pick<RuleBook, 'switched'>): Rule[] {
  return BUILT_IN.map((rule) => ({ ...rule, enabled: switched[rule.id] ?? rule.enabled }));
}

/**
 * Those that are in force now, in order, each narrowed to the directions in which it is: while only
 * incoming packets are dropped by default, `pass both arp` is `pass in arp`.
 */
export function builtInInForce(book: Pick<RuleBook, 'switched' | 'defaults'>): Rule[] {
  const dropping = DIRECTIONS.filter((direction) => book.defaults[direction] === 'drop');
  return builtInRules(book)
    .filter(({ enabled }) => enabled)
    .flatMap((rule) => (rule.id === MALFORMED ? rule : (narrowed(rule, dropping) ?? [])));
}

function narrowed(rule: Rule, directions: readonly Direction[]): Rule | undefined {
  const statement = statementOf(rule);
  const left = directions.filter(
    (direction) => statement.direction === 'both' || statement.direction === direction,
  );
  const [direction] = left;
  if (direction === undefined) return undefined;
  if (statement.direction !== 'both' || left.length === DIRECTIONS.length) return rule;
  return { ...rule, text: textOf({ ...statement, direction }) };
}

function builtIn(name: string, text: string, title: string): Rule {
  const parsed = parseStatement(text);
  if (!parsed.ok) throw new Error(`built-in rule "${text}": ${parsed.error.message}`);
  return {
    id: `${ID_STEM}${name}`,
    enabled: true,
    text: textOf(parsed.value),
    name: title,
    origin: 'built-in',
    createdAt: 0,
  };
}
