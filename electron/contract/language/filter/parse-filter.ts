import type { Result } from '../../result.ts';
import { caught } from '../language-error.ts';
import type { Filter } from './filter.ts';
import { tokenizeFilter } from './filter-tokens.ts';
import { withOurWords } from './foreign-tokens.ts';
import { readFilter } from './read-filter.ts';

/**
 * Reads a filter: `src 10.0.0.0/8 and dport 443 and verdict drop and not arp`. What cannot be read
 * says where, why, and what may stand there: a failure whose details are a {@link LanguageError}.
 */
export function parseFilter(text: string): Result<Filter> {
  return caught(() => {
    const line = tokenizeFilter(text);
    return readFilter({ ...line, tokens: withOurWords(line.tokens) });
  });
}
