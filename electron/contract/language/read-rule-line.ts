/** Readers of whole lines. Each throws a {@link Fault} for what it cannot read. */
import type { Match } from './criterion.ts';
import { Fault, type FaultWords, quoted } from './language-error.ts';
import { MAX_NAME_CHARACTERS, MAX_STATEMENT_CHARACTERS } from './limits.ts';
import { printMatch, printStatement } from './print.ts';
import { readDuration, readUntil } from './read-lifetime.ts';
import { MatchReader } from './read-match.ts';
import { readVerdict } from './read-verdict.ts';
import type { Lifetime, RuleDirection, RuleLine, Statement } from './statement.ts';
import { type Token, type TokenLine, TokenReader } from './tokens.ts';
import { DIRECTION_WORDS, FOREIGN_VERDICTS, LIFETIME_WORDS, VERDICT_WORDS } from './vocabulary.ts';

export interface DirectedMatch {
  /** Absent: it names none. */
  readonly direction?: RuleDirection;
  readonly match: Match;
}

/** What a line may hold beside criteria. */
interface Form {
  readonly verdict: boolean;
  readonly direction: boolean;
  /** The direction of what names none. */
  readonly unsaid: RuleDirection;
  /** `off`, a lifetime and a name. */
  readonly isWholeLine: boolean;
}

const MATCH: Form = { verdict: false, direction: false, unsaid: 'both', isWholeLine: false };
const DIRECTED_MATCH: Form = { ...MATCH, direction: true };
const STATEMENT: Form = { verdict: true, direction: true, unsaid: 'in', isWholeLine: false };
const RULE_LINE: Form = { ...STATEMENT, isWholeLine: true };

export function readMatch(line: TokenLine): Match {
  const { match } = readClauses(line, MATCH, new TokenReader(line));
  return bounded(match, printMatch(match));
}

export function readDirectedMatch(line: TokenLine): DirectedMatch {
  const { direction, match } = readClauses(line, DIRECTED_MATCH, new TokenReader(line));
  return direction ? { direction, match } : { match };
}

export function readStatement(line: TokenLine): Statement {
  const reader = new TokenReader(line);
  if (reader.next === 'off') throw new Fault(reader.place, misplaced('"off"'));
  const verdict = readVerdict(reader);
  const { direction = 'in', match } = readClauses(line, STATEMENT, reader);
  const statement = { verdict, direction, match };
  return bounded(statement, printStatement(statement));
}

export function readRuleLine(line: TokenLine): RuleLine {
  const reader = new TokenReader(line);
  const enabled = !reader.accept('off');
  if (enabled) reader.mention('off');
  const verdict = readVerdict(reader);
  const { direction = 'in', ...rest } = readClauses(line, RULE_LINE, reader);
  const statement = { enabled, verdict, direction, ...rest };
  return bounded(statement, printStatement(statement));
}

interface Clauses extends DirectedMatch {
  readonly lifetime?: Lifetime;
  readonly name?: string;
}

/** All that follows the verdict. People write its parts in any order. */
function readClauses(line: TokenLine, form: Form, reader: TokenReader): Clauses {
  const criteria = new MatchReader(reader);
  let direction: RuleDirection | undefined;
  let lifetime: Lifetime | undefined;
  while (!reader.isAtEnd) {
    const { next: word, place } = reader;
    if (isDirection(word)) {
      if (!form.direction) throw new Fault(place, misplaced(`The direction ${quoted(word)}`));
      if (direction) throw new Fault(place, twice('a direction', '"both" for either of them'));
      reader.accept(word);
      direction = word;
    } else if (word === 'for' || word === 'until') {
      if (!form.isWholeLine) throw new Fault(place, misplaced('A lifetime'));
      if (lifetime) throw new Fault(place, twice('a lifetime', 'one of the two'));
      reader.accept(word);
      lifetime = word === 'for' ? readDuration(reader) : readUntil(reader);
    } else if (isVerdict(word)) {
      throw new Fault(place, misplacedVerdict(word, form));
    } else {
      if (form.direction && !direction) reader.mention(...DIRECTION_WORDS);
      if (form.isWholeLine && !lifetime) reader.mention(...LIFETIME_WORDS);
      criteria.readNext();
    }
  }
  if (criteria.isEmpty) throw new Fault(reader.place, nothingToMatch(form));
  const name = line.comment && readName(line.comment, form);
  return {
    ...(direction ? { direction } : {}),
    match: criteria.finish(direction ?? form.unsaid),
    ...(lifetime ? { lifetime } : {}),
    ...(name ? { name } : {}),
  };
}

function readName(comment: Token, form: Form): string {
  if (!form.isWholeLine) throw new Fault(comment, misplaced('A name behind #'));
  if (comment.text.length > MAX_NAME_CHARACTERS) {
    throw new Fault(comment, {
      message: `The name is longer than ${MAX_NAME_CHARACTERS} characters.`,
      remedy: 'Shorten what stands behind the #.',
    });
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(comment.text)) {
    throw new Fault(comment, {
      message: 'The name is not one line of text.',
      remedy: 'Leave out tabs, line breaks and other control characters.',
    });
  }
  return comment.text;
}

/** The canonical text may be longer than what was typed, and has to be read again. */
function bounded<T>(value: T, canonicalText: string): T {
  if (canonicalText.length <= MAX_STATEMENT_CHARACTERS) return value;
  throw new Fault(
    { column: 1, length: 1 },
    {
      message: `Written out, this is longer than ${MAX_STATEMENT_CHARACTERS} characters.`,
      remedy: 'Make several rules of it, or put addresses into a list.',
    },
  );
}

function isDirection(word: string): word is RuleDirection {
  return (DIRECTION_WORDS as readonly string[]).includes(word);
}

function isVerdict(word: string): boolean {
  return (VERDICT_WORDS as readonly string[]).includes(word) || FOREIGN_VERDICTS.has(word);
}

function misplacedVerdict(word: string, form: Form): FaultWords {
  if (!form.verdict) return misplaced(`The verdict ${quoted(word)}`);
  return {
    message: `${quoted(word)} is a second verdict.`,
    remedy: 'Give each rule a line of its own.',
  };
}

function nothingToMatch(form: Form): FaultWords {
  return {
    message: form.verdict ? 'The rule does not say what to match.' : 'There is nothing to match.',
    remedy: 'Write criteria such as tcp dport 22 or src 192.0.2.1, or "any" for every packet.',
    expected: ['any'],
  };
}

function misplaced(what: string): FaultWords {
  return {
    message: `${what} cannot stand here.`,
    remedy: 'Leave it out: it belongs to a whole rule.',
  };
}

function twice(what: string, instead: string): FaultWords {
  return { message: `The rule has ${what} already.`, remedy: `Write ${instead}.` };
}
