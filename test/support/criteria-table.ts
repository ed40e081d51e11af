/** Every word of the language that a packet alone answers, and which of the test frames it fits. */
import { FRAME_NAMES, type FrameName } from './test-frames.ts';

const ARP: FrameName[] = ['request', 'reply'];
const ICMP: FrameName[] = ['ping', 'unreachable'];
const TCP4: FrameName[] = ['syn', 'ack', 'tagged', 'cut'];
const UDP4: FrameName[] = ['udp', 'large', 'first', 'later'];
const IP4: FrameName[] = [...ICMP, ...TCP4, ...UDP4, 'igmp', 'sctp', 'gre', 'esp', 'ah'];
const IP6: FrameName[] = ['ping6', 'solicitation', 'syn6', 'udp6'];
/** Frames with IPv4 addresses. */
const V4: FrameName[] = [...IP4, ...ARP];

/** A criterion, and what fits it of what comes in, and of what goes out where that is not the same. */
const CRITERIA: readonly (readonly [string, FrameName[], FrameName[]?])[] = [
  ['tcp', [...TCP4, 'syn6']],
  ['udp', [...UDP4, 'udp6']],
  ['icmp', ICMP],
  ['icmpv6', ['ping6', 'solicitation']],
  ['arp', ARP],
  ['igmp', ['igmp']],
  ['sctp', ['sctp']],
  ['gre', ['gre']],
  ['esp', ['esp']],
  ['ah', ['ah']],
  ['ip', IP4],
  ['ip6', IP6],
  ['proto 50', ['esp']],
  ['proto igmp, 47, arp', ['igmp', 'gre', ...ARP]],
  ['ether type 0x88cc', ['lldp']],
  ['ether type 0x0806', ARP],
  ['op request', ['request']],
  ['op 2-9', ['reply']],
  ['type 8', ['ping']],
  ['type 100-200', ['ping6', 'solicitation']],
  ['code 1', ['unreachable']],
  ['flags syn', ['syn', 'syn6', 'tagged']],
  ['flags ack+!syn', ['ack']],
  ['flags any', ['syn', 'ack', 'syn6', 'tagged']],
  ['flags none', []],
  ['src 203.0.113.77', V4],
  ['src 203.0.113.0/26', []],
  ['src 203.0.113.64/26', V4],
  ['dst 192.0.2.1', V4],
  ['src 2001:db8:bad::/48', IP6],
  ['dst 2001:db8::1, 192.0.2.0/31', [...V4, ...IP6]],
  ['remote 203.0.113.77', V4, []],
  ['remote 192.0.2.0/24', [], V4],
  ['local 203.0.113.77', [], V4],
  ['local 2001:db8::/64', IP6, []],
  ['host 192.0.2.1', V4],
  ['host 2001:db8:bad::9', IP6],
  ['src list stranger', V4],
  ['dst list stranger', []],
  ['remote list stranger', V4, []],
  ['host list stranger, nobody', V4],
  ['src list nobody', []],
  ['sport 443', ['ack']],
  ['dport 22, 8000-9000', ['tagged', 'syn', 'syn6', 'udp', 'udp6', 'sctp', 'cut']],
  ['dport 9', ['first']],
  ['dport 0', []],
  ['port 5001, 443', ['ack', 'large']],
  ['ether src 02:42:ac:11:00:02', ['tagged']],
  ['ether dst ff:ff:ff:ff:ff:ff', ['request']],
  ['vlan 100', ['tagged']],
  ['vlan 0-99', []],
  ['len 1200-65535', ['large']],
  ['len 40', ['cut']],
  ['ttl 0-1', ['ack']],
  ['ttl 64', [...IP4.filter((name) => name !== 'ack'), ...IP6]],
  ['fragment first', ['first']],
  ['fragment later', ['later']],
  ['fragment first, later', ['first', 'later']],
  ['iface desk0', [...FRAME_NAMES]],
  ['iface lo', []],
  ['malformed', ['cut']],
];

export interface CriterionRow {
  readonly text: string;
  readonly in: readonly FrameName[];
  readonly out: readonly FrameName[];
}

/** What the frames run through. */
export const ROW_INTERFACE = 'desk0';
/** Entries of the lists that the rows name. */
export const ROW_LISTS = { stranger: ['203.0.113.77'], nobody: ['240.0.0.1'] };

export const CRITERION_ROWS: readonly CriterionRow[] = CRITERIA.map(
  ([text, incoming, outgoing = incoming]) => ({ text, in: incoming, out: outgoing }),
);
