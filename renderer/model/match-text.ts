import { type Match, parseMatch } from '../../electron/contract/match.ts';
import { PROTOCOL_LABELS } from './protocol-labels.ts';

/** A match as short as it stays clear: `203.0.113.77`, `8080/tcp`, `ICMP`, `everything`. */
export function shortMatch(match: Match): string {
  if ('remote' in match) return match.remote;
  if ('any' in match) return 'everything';
  if ('dport' in match) return `${match.dport}/${match.protocol}`;
  return PROTOCOL_LABELS[match.protocol];
}

/** A match as the object of "Blocked …": `203.0.113.77`, `port 8080/tcp`, `all ICMP`, `everything`. */
export function spokenMatch(match: Match): { readonly before: string; readonly value: string } {
  if ('dport' in match) return { before: 'port', value: shortMatch(match) };
  if ('protocol' in match) return { before: 'all', value: shortMatch(match) };
  return { before: '', value: shortMatch(match) };
}

/** What a rule does, up to the value: `Drop everything from`, before `203.0.113.77`. */
export function dropWords(match: Match): string {
  if ('remote' in match) return 'Drop everything from';
  if ('dport' in match) return 'Drop everything to port';
  return 'any' in match ? 'Drop' : 'Drop all';
}

/** `drop remote 203.0.113.77` back to `203.0.113.77`; text that is not ours stays as it is. */
export function shortRuleText(text: string): string {
  const match = parseMatch(text.replace(/^(drop|pass)\s+/, ''));
  return match.ok ? shortMatch(match.value) : text;
}
