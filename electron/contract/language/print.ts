/** The canonical text of what the language can say. Reading it gives the same again. */
import { formatDuration } from '../duration.ts';
import { canonicalMatch } from './canonical.ts';
import type { Match } from './criterion.ts';
import { icmpProtocolOf, printCriterion } from './print-criterion.ts';
import {
  DIRECTIONS,
  type Lifetime,
  type RuleFile,
  type RuleLine,
  type Statement,
  type Verdict,
} from './statement.ts';

/** `tcp src 192.0.2.0/24 dport 22`; `any` for the match without criteria. */
export function printMatch(match: Match): string {
  if (match.length === 0) return 'any';
  const canonical = canonicalMatch(match);
  const icmp = icmpProtocolOf(canonical);
  return canonical.map((criterion) => printCriterion(criterion, icmp)).join(' ');
}

/** `drop out remote 192.0.2.1`. The direction `in` goes without saying. */
export function printStatement({ verdict, direction, match }: Statement): string {
  const where = direction === 'in' ? '' : ` ${direction}`;
  return `${printVerdict(verdict)}${where} ${printMatch(match)}`;
}

/** `off drop icmp for 1h # pings` */
export function printRuleLine(line: RuleLine): string {
  const off = line.enabled ? '' : 'off ';
  const lifetime = line.lifetime === undefined ? '' : ` ${printLifetime(line.lifetime)}`;
  const name = line.name ? ` # ${line.name}` : '';
  return `${off}${printStatement(line)}${lifetime}${name}`;
}

/** One rule per line, then the defaults. Ends with a line break unless it is empty. */
export function printRuleFile({ rules, defaults }: RuleFile): string {
  const lines = rules.map(printRuleLine);
  for (const direction of DIRECTIONS) {
    const verdict = defaults[direction];
    if (verdict) lines.push(`default ${direction} ${verdict}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** `for 1h30m`, `until 2026-11-21T18:00:00Z`, `until restart`. */
export function printLifetime(lifetime: Lifetime): string {
  if ('forSeconds' in lifetime) return `for ${formatDuration(lifetime.forSeconds)}`;
  if (lifetime.until === 'restart') return 'until restart';
  return `until ${new Date(lifetime.until).toISOString().replace('.000', '')}`;
}

function printVerdict(verdict: Verdict): string {
  if (verdict.kind !== 'limit') return verdict.kind;
  const { rate, unit, burst, perSource } = verdict;
  return `limit ${rate}/${unit} burst ${burst}${perSource ? ' per source' : ''}`;
}
