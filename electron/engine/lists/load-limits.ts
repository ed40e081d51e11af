import { fail, type Result } from '../../contract/result.ts';

/** What is asked of whoever gives a list: not too much, and not too slowly. */
export interface LoadLimits {
  /** Of the text, also where it is compressed on its way. */
  readonly bodyBytes: number;
  /** Without anything new: for a connection, an answer, more of it. */
  readonly idleMs: number;
  /** For all of it, reading included. */
  readonly totalMs: number;
  readonly redirects: number;
}

export const LOAD_LIMITS: LoadLimits = {
  bodyBytes: 64 * 2 ** 20,
  idleMs: 20_000,
  totalMs: 120_000,
  redirects: 5,
};

/** Takes what was read, piece by piece. A failure ends the reading. */
export type Consume = (chunk: Uint8Array) => Promise<Result<null>>;

/** They are sent back as they came, in a header. Others are not kept. */
export const VALIDATOR = /^[\x20-\x7e]{1,500}$/;

/** What tells whether there is anything new at the source. Of the form {@link VALIDATOR}. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** `unchanged`: what was read last time still holds. */
export type Loaded =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'read'; readonly validators: Validators };

export function tooLarge(where: string, maxBytes: number): Result<never> {
  return fail(
    'bad-list',
    `${where} has more than ${Math.round(maxBytes / 2 ** 20)} MiB.`,
    'Use a smaller list, or cut it in parts.',
  );
}
