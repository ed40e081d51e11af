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

/** What a rule does, in words: `Drop everything from 203.0.113.77`. */
export function dropSentence(match: Match): string {
  if ('remote' in match) return `Drop everything from ${match.remote}`;
  if ('any' in match) return 'Drop every packet';
  if ('dport' in match) return `Drop everything to port ${shortMatch(match)}`;
  return `Drop all ${shortMatch(match)}`;
}

/** `drop remote 203.0.113.77` back to `203.0.113.77`; text that is not ours stays as it is. */
export function shortRuleText(text: string): string {
  const match = parseMatch(text.replace(/^(drop|pass)\s+/, ''));
  return match.ok ? shortMatch(match.value) : text;
}
