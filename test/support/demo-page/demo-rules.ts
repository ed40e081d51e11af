import type { Rule } from '../../../electron/contract/rule.ts';
import { demoRule } from '../demo-rule.ts';

/** A list as a user may have built it. */
export const DEMO_RULES: readonly Rule[] = [
  demoRule('s1', 'pass tcp src 192.168.1.0/24 dport 22, 445', { name: 'LAN to ssh and files' }),
  demoRule('a1', 'drop both remote 203.0.113.77', expiring(3561)),
  demoRule('a2', 'drop both remote 2001:db8:bad:7:1:22:333:9a3c'),
  demoRule('a3', 'drop remote 192.0.2.144'),
  demoRule('a4', 'drop both remote 198.51.100.0/25', { enabled: false }),
  demoRule('a5', 'drop both remote list drop-list'),
  demoRule('p1', 'drop tcp dport 23', { name: 'Telnet' }),
  demoRule('p2', 'drop udp dport 1900', expiring(3 * 24 * 3600 - 60)),
  demoRule('m1', 'drop both igmp'),
  demoRule('c1', 'count tcp flags syn dport 3389', { name: 'What would it drop?' }),
  demoRule('l1', 'limit 20/s burst 40 per source udp dport 9999'),
  demoRule('d1', 'drop icmp type echo-request len 1000-65535', { name: 'Big pings' }),
  demoRule('d2', 'drop tcp src 203.0.113.0/24 dport 23'),
];

function expiring(seconds: number): Partial<Rule> {
  return { expiry: Date.now() + seconds * 1000 };
}
