import { Fault, type FaultPlace, type FaultWords } from './language-error.ts';
import { MAX_LINE_CHARACTERS, MAX_VALUES } from './limits.ts';

export interface Token extends FaultPlace {
  /** A word, or a comma. */
  readonly text: string;
  /**
   * Only filters have these: a `sign` joins or ends what stands beside it and is never a value; what
   * was `quoted` is never a word of the language. Absent: a word, which may be either.
   */
  readonly kind?: 'sign' | 'quoted';
}

export interface TokenLine {
  readonly tokens: readonly Token[];
  /** What stands behind the first #, trimmed. */
  readonly comment?: Token;
  /** Behind the last token. */
  readonly end: FaultPlace;
}

/** Splits a line at white space and commas, and takes off what stands behind a #. */
export function tokenize(text: string): TokenLine {
  if (text.length > MAX_LINE_CHARACTERS) {
    throw new Fault(
      { column: MAX_LINE_CHARACTERS + 1, length: 1 },
      {
        message: `The line is longer than ${MAX_LINE_CHARACTERS} characters.`,
        remedy: 'Make several rules of it, or put addresses into a list.',
      },
    );
  }
  const hash = text.indexOf('#');
  const code = hash < 0 ? text : text.slice(0, hash);
  const tokens = [...code.matchAll(/,|[^\s,]+/g)].map((found) => ({
    text: found[0],
    column: found.index + 1,
    length: found[0].length,
  }));
  const last = tokens.at(-1);
  const end = { column: last ? last.column + last.length : 1, length: 1 };
  return hash < 0 ? { tokens, end } : { tokens, end, comment: commentBehind(text, hash) };
}

function commentBehind(text: string, hash: number): Token {
  const comment = text.slice(hash + 1).trim();
  const start = comment === '' ? hash : text.indexOf(comment, hash + 1);
  return { text: comment, column: start + 1, length: Math.max(1, comment.length) };
}

/** Reads the tokens of a line from left to right. */
export class TokenReader {
  readonly #line: TokenLine;
  #at = 0;
  #mentioned: readonly string[] = [];
  #mentionedAt = -1;

  constructor(line: TokenLine) {
    this.#line = line;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#line.tokens.length;
  }

  /** The next token in lower case, in its quotation marks if it has them, and '' at the end. */
  get next(): string {
    return this.#textAt(this.#at);
  }

  /** The one behind it. */
  get nextButOne(): string {
    return this.#textAt(this.#at + 1);
  }

  /** Where the next token stands, or the line ends. */
  get place(): FaultPlace {
    return this.#line.tokens[this.#at] ?? this.#line.end;
  }

  /** Remembers words that may stand here, for whoever has to say what was expected. */
  mention(...words: readonly string[]): void {
    this.#mentioned = [...this.mentioned, ...words];
    this.#mentionedAt = this.#at;
  }

  /** What may stand here by what is known so far. */
  get mentioned(): readonly string[] {
    return this.#mentionedAt === this.#at ? this.#mentioned : [];
  }

  /** Takes the next token. At the end, at a comma and at a sign, it says what is missing. */
  take(missing: FaultWords): Token {
    const token = this.#line.tokens[this.#at];
    if (!token || token.text === ',' || token.kind === 'sign') throw new Fault(this.place, missing);
    this.#at += 1;
    return token;
  }

  /** Takes a token that the caller has looked at. */
  takeSeen(): Token {
    const token = this.#line.tokens[this.#at];
    if (!token) throw new Error('there is no token to take');
    this.#at += 1;
    return token;
  }

  /** Takes the next token if it is this one. */
  accept(text: string): boolean {
    if (this.next !== text) return false;
    this.#at += 1;
    return true;
  }

  #textAt(at: number): string {
    const token = this.#line.tokens[at];
    if (token?.kind === 'quoted') return `"${token.text}"`;
    return token?.text.toLowerCase() ?? '';
  }

  /** From the first character of one token to the last of the one before the next. */
  placeFrom(first: FaultPlace): FaultPlace {
    const last = this.#line.tokens[this.#at - 1] ?? first;
    return { column: first.column, length: Math.max(1, last.column + last.length - first.column) };
  }

  /** One value, and one more behind every comma. `first`: the first is taken already. */
  takeValues<T>(missing: FaultWords, read: (token: Token) => T, first?: T): T[] {
    const values = [first ?? read(this.take(missing))];
    while (this.accept(',')) {
      if (values.length >= MAX_VALUES) {
        throw new Fault(this.place, {
          message: `One criterion takes up to ${MAX_VALUES} values.`,
          remedy: 'Put addresses into a list, or make several rules.',
        });
      }
      values.push(read(this.take({ ...missing, message: 'A value is missing at the comma.' })));
    }
    return values;
  }
}
