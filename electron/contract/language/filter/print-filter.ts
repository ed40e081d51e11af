import type { Criterion } from '../criterion.ts';
import type { IcmpProtocol } from '../names/icmp-types.ts';
import { icmpProtocolOf, printCriterion } from '../print-criterion.ts';
import type { Filter, RuleWanted } from './filter.ts';

/** The canonical text of a filter: reading it gives the same again. */
export function printFilter(filter: Filter): string {
  return printed(filter, undefined);
}

function printed(filter: Filter, icmp: IcmpProtocol | undefined): string {
  switch (filter.kind) {
    case 'any':
      return 'any';
    case 'criterion':
      return printCriterion(filter.criterion, icmp);
    case 'direction':
      return filter.direction;
    case 'verdict':
      return `verdict ${filter.verdict}`;
    case 'rule':
      return `rule ${filter.rules.map(printRule).join(', ')}`;
    case 'name':
      return `name ${filter.names.map(printName).join(', ')}`;
    case 'country':
      return `${filter.end === 'host' ? '' : `${filter.end} `}country ${filter.countries.join(', ')}`;
    case 'text':
      return `text ${filter.texts.map(inQuotes).join(', ')}`;
    case 'not':
      return `not ${within(filter.part, icmp, true)}`;
    case 'or':
      return filter.parts.map((part) => printed(part, icmp)).join(' or ');
    case 'and': {
      const inner = icmpProtocolOf(criteriaOf(filter.parts)) ?? icmp;
      return filter.parts.map((part) => within(part, inner, part.kind === 'and')).join(' and ');
    }
  }
}

/** In parentheses, where what stands around it binds closer. */
function within(part: Filter, icmp: IcmpProtocol | undefined, alsoAnd: boolean): string {
  const text = printed(part, icmp);
  return part.kind === 'or' || (alsoAnd && part.kind === 'and') ? `(${text})` : text;
}

function criteriaOf(parts: readonly Filter[]): readonly Criterion[] {
  return parts.flatMap((part) => (part.kind === 'criterion' ? [part.criterion] : []));
}

function printRule(rule: RuleWanted): string {
  if ('place' in rule) return String(rule.place);
  return 'isDefault' in rule ? 'default' : escaped(rule.called);
}

function printName(name: string): string {
  const isWord = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name) && !/^(?:and|or|not)$/.test(name);
  return isWord ? name : escaped(name);
}

function escaped(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** A text to search for keeps its escapes as they were written; only the marks need theirs. */
function inQuotes(text: string): string {
  return `"${text.replace(/\\.|"/gsu, (found) => (found === '"' ? '\\"' : found))}"`;
}
