import { type Match, parseMatch } from '../../../electron/contract/match.ts';
import type { Rule } from '../../../electron/contract/rule.ts';

/** A list as a user may have built it. */
export const DEMO_RULES: readonly Rule[] = [
  rule('a1', '203.0.113.77', { expiresInSeconds: 3561 }),
  rule('a2', '2001:db8:bad:7:1:22:333:9a3c', {}),
  rule('a3', '192.0.2.144', {}),
  rule('a4', '198.51.100.0', { enabled: false }),
  rule('p1', '23/tcp', {}),
  rule('p2', '1900/udp', { expiresInSeconds: 3 * 24 * 3600 - 60 }),
  rule('m1', 'igmp', {}),
];

interface Extras {
  readonly enabled?: boolean;
  readonly expiresInSeconds?: number;
}

function rule(id: string, text: string, { enabled = true, expiresInSeconds }: Extras): Rule {
  const now = Date.now();
  return {
    id,
    enabled,
    verdict: 'drop',
    match: matchOf(text),
    createdAt: now,
    ...(expiresInSeconds ? { expiry: now + expiresInSeconds * 1000 } : {}),
  };
}

function matchOf(text: string): Match {
  const match = parseMatch(text);
  if (!match.ok) throw new Error(match.error.message);
  return match.value;
}
