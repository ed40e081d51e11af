import type { DefaultVerdict, Direction } from './language/statement.ts';
import { type Rule, statementOf } from './rule.ts';

/** What stops to work without each built-in rule, while a default drops. */
const LOSSES: Readonly<Record<string, string>> = {
  'built-in-arp':
    'Without ARP this machine cannot find its IPv4 neighbours, the router among them. The IPv4 network fails within minutes.',
  'built-in-neighbours':
    'Without neighbour discovery this machine cannot find its IPv6 neighbours, the router among them. The IPv6 network fails within minutes.',
  'built-in-dhcp-in':
    'Without DHCP answers this machine cannot renew its IPv4 address, and loses it when the lease ends.',
  'built-in-dhcp-out':
    'Without DHCP requests this machine cannot renew its IPv4 address, and loses it when the lease ends.',
  'built-in-dhcpv6-in':
    'Without DHCPv6 answers this machine cannot renew an IPv6 address that it got by DHCPv6.',
  'built-in-dhcpv6-out':
    'Without DHCPv6 requests this machine cannot renew an IPv6 address that it got by DHCPv6.',
  'built-in-icmp-errors':
    'Without ICMP errors connections over smaller links hang, and failures show only as timeouts.',
  'built-in-icmpv6-errors':
    'Without ICMPv6 errors connections over smaller links hang: IPv6 has no other way to learn the size of a path.',
  'built-in-igmp':
    'Without it switches stop to send IPv4 multicast here, such as streams and discovery.',
  'built-in-mld':
    'Without it switches stop to send IPv6 multicast here, on which some need even to find this machine.',
  'built-in-fragments':
    'Without later fragments no packet arrives that was cut on its way, such as large DNS answers.',
  'built-in-replies':
    'Without replies nothing that this machine opens works: every answer to it is dropped unless a rule of yours passes it.',
};

/** Why a built-in rule should stay on; `undefined` where switching it off takes nothing away. */
export function builtInLoss({
  id,
  name,
  text,
}: Pick<Rule, 'id' | 'name' | 'text'>): string | undefined {
  if (!text.startsWith('pass ')) return undefined;
  return LOSSES[id] ?? `Without it, ${name ?? 'what it keeps'} is dropped with everything else.`;
}

/** Whether a built-in rule decides about packets now: exceptions do while their direction's default drops. */
export function isBuiltInForce(
  rule: Pick<Rule, 'enabled' | 'text'>,
  defaults: Readonly<Record<Direction, DefaultVerdict>>,
): boolean {
  if (!rule.enabled) return false;
  return statementOf(rule).verdict.kind === 'drop' || isDefaultDropping(rule, defaults);
}

/** Whether an exception from a default that drops is switched off. */
export function isBuiltInMissing(
  rule: Pick<Rule, 'enabled' | 'text'>,
  defaults: Readonly<Record<Direction, DefaultVerdict>>,
): boolean {
  if (rule.enabled || statementOf(rule).verdict.kind === 'drop') return false;
  return isDefaultDropping(rule, defaults);
}

function isDefaultDropping(
  rule: Pick<Rule, 'text'>,
  defaults: Readonly<Record<Direction, DefaultVerdict>>,
): boolean {
  const { direction } = statementOf(rule);
  if (direction === 'both') return defaults.in === 'drop' || defaults.out === 'drop';
  return defaults[direction] === 'drop';
}
