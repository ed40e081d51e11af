import type { FailureCode } from '../failure.ts';
import { fail, type Result } from '../result.ts';

/** What is wrong with a text in the rules' language, and where. */
export interface LanguageError {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as an editor counts. */
  readonly column: number;
  /** Characters to underline. */
  readonly length: number;
  /** What is wrong, one sentence. */
  readonly message: string;
  /** What to write instead, one sentence. */
  readonly remedy: string;
  /** Words that may stand there, the likeliest first; at most {@link MAX_EXPECTED}. */
  readonly expected: readonly string[];
}

/** More than this is no help. */
export const MAX_EXPECTED = 8;

/** `line 3, column 12: "dprt" is not a criterion. Expected a word such as dport, sport, port.` */
export function languageErrorText(error: LanguageError): string {
  return `line ${error.line}, column ${error.column}: ${error.message} ${error.remedy}`;
}

export interface FaultPlace {
  readonly column: number;
  readonly length: number;
}

export interface FaultWords {
  readonly message: string;
  /** Absent: made from `expected`. */
  readonly remedy?: string;
  /** All that may stand there. */
  readonly expected?: readonly string[];
  readonly code?: 'bad-address' | 'bad-port';
}

/**
 * Ends the reading of a line. It never leaves this folder: {@link caught} makes a value of it.
 */
export class Fault extends Error {
  readonly place: FaultPlace;
  readonly code: FailureCode;
  readonly remedy: string;
  /** All that may stand there; {@link LanguageError.expected} is the beginning of it. */
  readonly expected: readonly string[];

  constructor(place: FaultPlace, { message, remedy, expected = [], code }: FaultWords) {
    super(message);
    this.place = place;
    this.code = code ?? 'bad-rule';
    this.expected = expected;
    this.remedy = remedy ?? expectedText(expected);
  }

  at(line: number): LanguageError {
    const { message, remedy, place } = this;
    const expected = this.expected.slice(0, MAX_EXPECTED);
    return { line, column: place.column, length: place.length, message, remedy, expected };
  }
}

function expectedText(expected: readonly string[]): string {
  const words = expected.slice(0, MAX_EXPECTED).join(', ');
  return `Expected ${expected.length > MAX_EXPECTED ? 'a word such as ' : ''}${words}.`;
}

/** What `read` gives, or its {@link Fault} as a failure with the {@link LanguageError} as details. */
export function caught<T>(read: () => T): Result<T> {
  try {
    return { ok: true, value: read() };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return fail(
      fault.code,
      `Column ${fault.place.column}: ${fault.message}`,
      fault.remedy,
      JSON.stringify(fault.at(1)),
    );
  }
}

/** Somebody else's text inside a sentence: on one line, and no longer than the sentence bears. */
export function quoted(text: string): string {
  const shown = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return `"${shown.length > 40 ? `${shown.slice(0, 40)}…` : shown}"`;
}
