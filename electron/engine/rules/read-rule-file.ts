import { setImmediate } from 'node:timers/promises';
import type { LanguageError } from '../../contract/language/language-error.ts';
import { MAX_FILE_LINES } from '../../contract/language/limits.ts';
import { parseRuleFile, type RuleFileReading } from '../../contract/language/parse.ts';
import { printRuleFile } from '../../contract/language/print.ts';
import type { RuleFile, RuleLine } from '../../contract/language/statement.ts';

/** They take a few milliseconds. */
const LINES_PER_SLICE = 20;

/** As {@link parseRuleFile}, with everything else of this thread in between. */
export async function readRuleFile(text: string): Promise<RuleFileReading> {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  // Refused at once.
  if (lines.length > MAX_FILE_LINES + 1) return parseRuleFile(text);
  const rules: RuleLine[] = [];
  const errors: LanguageError[] = [];
  let defaults: RuleFile['defaults'] = {};
  for (let start = 0; start < lines.length; start += LINES_PER_SLICE) {
    // Each slice knows the defaults before it, so that a second one of a direction is found.
    const known = printRuleFile({ rules: [], defaults });
    const slice = known + lines.slice(start, start + LINES_PER_SLICE).join('\n');
    const read = parseRuleFile(slice);
    const shift = start - (known.split('\n').length - 1);
    rules.push(...read.file.rules);
    errors.push(...read.errors.map((error) => ({ ...error, line: error.line + shift })));
    ({ defaults } = read.file);
    await setImmediate();
  }
  return { file: { rules, defaults }, errors };
}
