import { COUNTRY_CODES, countryCode } from '../../names/country-code.ts';
import type { AddressField, Prefix } from '../criterion.ts';
import { Fault, quoted } from '../language-error.ts';
import { byLikeness } from '../likeness.ts';
import { type CriterionRead, readCriterion } from '../read-criterion.ts';
import { looksLikeAddress, readPrefix } from '../read-prefix.ts';
import type { Token, TokenReader } from '../tokens.ts';
import {
  addressWord,
  CRITERION_WORDS,
  criterionWord,
  FOREIGN_VERDICTS,
  VERDICT_WORDS,
} from '../vocabulary.ts';
import type { Filter, RuleWanted } from './filter.ts';
import { PORTS_OF_PROTOCOL, VERDICT_SYNONYMS, VIEW_SYNONYMS, VIEW_WORDS } from './filter-words.ts';
import { MAX_TEXT_CHARACTERS, textPattern } from './text-pattern.ts';

export type TermRead =
  | { readonly kind: 'criterion'; readonly read: CriterionRead }
  | { readonly kind: 'view'; readonly filter: Filter };

/** Whether the reader stands before something that {@link readTerm} would read, or say what is wrong. */
export function beginsTerm(reader: TokenReader): boolean {
  return !reader.isAtEnd && !['or', ')', '}'].includes(reader.next);
}

/** One criterion, or one thing that only the view knows. */
export function readTerm(reader: TokenReader, isFirst: boolean): TermRead {
  const { next } = reader;
  const word = VIEW_SYNONYMS.get(next) ?? next;
  switch (word) {
    case 'any':
      reader.takeSeen();
      return view({ kind: 'any' });
    case 'in':
    case 'out':
      reader.takeSeen();
      return view({ kind: 'direction', direction: word });
    case 'verdict':
      return view(readVerdictTerm(reader));
    case 'rule':
      return view(readRuleTerm(reader));
    case 'name':
      return view(readNameTerm(reader));
    case 'country':
      return view(readCountryTerm(reader, 'host'));
    case 'text':
      return view(readTextTerm(reader));
    default:
  }
  const end = addressWord(next);
  if (end && reader.nextButOne === 'country') {
    reader.takeSeen();
    return view(readCountryTerm(reader, end));
  }
  if (criterionWord(next)) {
    return { kind: 'criterion', read: readCriterion(reader, ['list', 'country']) };
  }
  if (isFirst && looksLikeAddress(next))
    return { kind: 'criterion', read: readBareAddress(reader) };
  throw unknownTerm(reader);
}

function view(filter: Filter): TermRead {
  return { kind: 'view', filter };
}

/** An address by itself can only be meant as one of the two ends. */
function readBareAddress(reader: TokenReader): CriterionRead {
  const start = reader.place;
  const missing = { message: 'An address is missing.', remedy: 'Write an address or a prefix.' };
  const prefixes = reader.takeValues<Prefix>(missing, readPrefix);
  return { criterion: { field: 'host', prefixes }, place: reader.placeFrom(start), typeNames: [] };
}

function readVerdictTerm(reader: TokenReader): Filter {
  reader.takeSeen();
  const words = {
    message: '"verdict" needs pass or drop.',
    remedy: 'Write verdict pass or verdict drop.',
    expected: ['drop', 'pass'],
  };
  const token = reader.take(words);
  const typed = token.text.toLowerCase();
  const verdict = FOREIGN_VERDICTS.get(typed) ?? VERDICT_SYNONYMS.get(typed) ?? typed;
  if (verdict === 'drop' || verdict === 'pass') return { kind: 'verdict', verdict };
  const meant = verdict === 'limit' || verdict === 'count';
  throw new Fault(token, {
    ...words,
    message: meant
      ? 'A packet is passed or dropped in the end.'
      : `${quoted(token.text)} is not a verdict.`,
    expected: byLikeness(token.text.toLowerCase(), words.expected),
  });
}

function readRuleTerm(reader: TokenReader): Filter {
  reader.takeSeen();
  const missing = {
    message: '"rule" needs a rule.',
    remedy: 'Write its number in the list, its name in quotation marks, or default.',
    expected: ['default'],
  };
  const rules = reader.takeValues(missing, (token): RuleWanted => {
    if (token.kind === undefined && /^\d{1,6}$/.test(token.text)) {
      return { place: Number(token.text) };
    }
    if (token.kind === undefined && token.text.toLowerCase() === 'default') {
      return { isDefault: true };
    }
    return { called: nameText(token) };
  });
  return { kind: 'rule', rules };
}

function readNameTerm(reader: TokenReader): Filter {
  reader.takeSeen();
  const missing = {
    message: '"name" needs the name of a host, or a part of it.',
    remedy: 'Write name example.org, or name "part of it".',
  };
  const names = reader.takeValues(missing, (token) => nameText(token).toLowerCase());
  return { kind: 'name', names: [...new Set(names)] };
}

function readCountryTerm(reader: TokenReader, end: AddressField): Filter {
  reader.takeSeen();
  const missing = {
    message: '"country" needs a country.',
    remedy: 'Write its two letters, such as country de, or country de, fr.',
    expected: COUNTRY_CODES,
  };
  const countries = reader.takeValues(missing, (token) => {
    const code = countryCode(token.text);
    if (code !== undefined) return code;
    throw new Fault(token, {
      message: `${quoted(token.text.slice(0, 20))} is not the code of a country.`,
      remedy:
        'Write the two letters of ISO 3166, such as de for Germany or us for the United States.',
      expected: COUNTRY_CODES,
    });
  });
  return { kind: 'country', end, countries: [...new Set(countries)] };
}

function readTextTerm(reader: TokenReader): Filter {
  reader.takeSeen();
  const missing = {
    message: '"text" needs what to look for.',
    remedy: 'Write it in quotation marks, such as text "GET /".',
  };
  const texts = reader.takeValues(missing, (token) => {
    const text = boundedText(token);
    if (textPattern(text)) return text;
    throw new Fault(token, {
      message: 'A byte has two hexadecimal digits.',
      remedy: 'Write a byte as \\x0d, and a backslash as \\\\.',
    });
  });
  return { kind: 'text', texts: [...new Set(texts)] };
}

/** Without the backslashes in front of quotation marks and of each other. */
function nameText(token: Token): string {
  const text = boundedText(token);
  return token.kind === 'quoted' ? text.replace(/\\(.)/gsu, '$1') : text;
}

function boundedText(token: Token): string {
  if (token.text !== '' && token.text.length <= MAX_TEXT_CHARACTERS) return token.text;
  throw new Fault(token, {
    message:
      token.text === '' ? 'There is nothing between the quotation marks.' : 'That is too long.',
    remedy: `Write from 1 to ${MAX_TEXT_CHARACTERS} characters.`,
  });
}

function unknownTerm(reader: TokenReader): Fault {
  const { next: found, place } = reader;
  const all = [...CRITERION_WORDS, ...VIEW_WORDS, 'any', ...reader.mentioned];
  const expected = byLikeness(found, all);
  if (found === '')
    return new Fault(place, { message: 'Something to match is missing.', expected });
  const meant = FOREIGN_VERDICTS.get(found) ?? found;
  if ((VERDICT_WORDS as readonly string[]).includes(meant) || found === 'off') {
    return new Fault(place, {
      message: 'This begins as a rule does, and a filter has no verdict in front.',
      remedy:
        meant === 'drop' || meant === 'pass'
          ? `Leave it out, or write verdict ${meant} for what was ${meant === 'drop' ? 'dropped' : 'passed'}.`
          : 'Leave it out.',
      expected: ['verdict'],
    });
  }
  const remedy = remedyFor(found);
  const message = found.startsWith('"')
    ? 'It is not said what this is.'
    : found === 'and' || found === 'or' || found === ')'
      ? `Something to match is missing in front of ${quoted(found)}.`
      : `${quoted(found)} is not a criterion.`;
  return new Fault(place, { message, expected, ...(remedy ? { remedy } : {}) });
}

function remedyFor(found: string): string | undefined {
  if (found.startsWith('"')) {
    const text = found.length > 42 ? '"..."' : found;
    return `Write text ${text} for bytes of the packet, or name ${text} for the name of a host.`;
  }
  if (found === ',')
    return 'Commas stand between the values of one criterion, such as port 22, 80.';
  if (found === 'both')
    return 'Leave it out: a filter looks at both ways, unless it says in or out.';
  if (found === 'for' || found === 'until') return 'Leave it out: a filter has no time.';
  const ports = PORTS_OF_PROTOCOL.get(found);
  if (ports)
    return `Write ${ports}: packets are kept with their ports, not with what runs over them.`;
  if (found === 'eth.addr') return 'Write ether src ... or ether dst ....';
  if (found.length === 2 && countryCode(found) !== undefined) {
    return `If this is a country, write country ${found}, or put a comma in front of it.`;
  }
  if (looksLikeAddress(found))
    return `Put a comma or "or" between values, or write host ${found.slice(0, 45)}.`;
  if (/^\d+\/(?:tcp|udp|sctp)$/.test(found)) {
    const [port, protocol] = found.split('/');
    return `Write ${protocol} port ${port}.`;
  }
  if (/^\d/.test(found))
    return `Put a comma between values, or say what it is, such as port ${found.slice(0, 12)}.`;
  return undefined;
}
