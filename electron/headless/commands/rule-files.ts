/** Rule files on their way in and out. */
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type LanguageError, languageErrorText } from '../../contract/language/language-error.ts';
import { MAX_FILE_CHARACTERS } from '../../contract/language/limits.ts';
import { parseRuleFile } from '../../contract/language/parse.ts';
import { printRuleFile } from '../../contract/language/print.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { fileOfBook } from '../../contract/rule-line.ts';
import type { RuleBookState, Snapshot } from '../../contract/state.ts';
import { printable } from '../printable.ts';
import { conclude } from './conclude.ts';
import { countedText, countText } from './count-text.ts';
import type { EngineAccess } from './engine-access.ts';
import type { Report } from './report.ts';
import type { RuleCommand } from './rule-command.ts';

/** Standard input or output in the place of a file. */
const STANDARD = '-';

type Import = Extract<RuleCommand, { do: 'import' }>;

/** All of the file or, with every fault told, nothing of it. */
export async function importRules(
  { file, replace, trial }: Import,
  access: EngineAccess,
  report: Report,
  intent: { readonly yes: boolean; readonly before: Snapshot },
): Promise<number> {
  const read = await readRuleFile(file);
  if (!read.ok) return report.fail(read.error);
  const { errors } = parseRuleFile(read.value);
  if (errors.length > 0) return tellErrors(file, errors, report);
  const imported = await access.client.call('importRules', { file: read.value, replace, trial });
  if (!imported.ok) return report.fail(imported.error);
  const { added, removed } = imported.value;
  const text = `${countedText(added, 'rule')} added, ${countText(removed)} removed.\n`;
  return conclude(access, report, intent, () => ({ value: imported.value, text }));
}

/** To the file, or to standard output. */
export async function exportRules(
  book: RuleBookState,
  file: string | undefined,
  report: Report,
): Promise<number> {
  const text = printRuleFile(fileOfBook(book));
  if (file === undefined || file === STANDARD) return report.succeed({ file: text }, text);
  try {
    await writeFile(file, text);
  } catch (error) {
    return report.fail({
      code: 'storage-failed',
      message: `${file} cannot be written.`,
      remedy: 'Check its directory and permissions, or leave the name away to print the rules.',
      details: String(error),
    });
  }
  const rules = book.rules.length;
  return report.succeed(
    { path: file, rules },
    `${countedText(rules, 'rule')} written to ${printable(file)}.\n`,
  );
}

async function readRuleFile(file: string): Promise<Result<string>> {
  const stream = file === STANDARD ? process.stdin : createReadStream(file);
  let text = '';
  try {
    for await (const piece of stream.setEncoding('utf8')) {
      text += piece;
      if (text.length > MAX_FILE_CHARACTERS) {
        return fail(
          'bad-rule',
          `The file has more than ${MAX_FILE_CHARACTERS} characters.`,
          'Put addresses into a list, and name the list in one rule.',
        );
      }
    }
  } catch (error) {
    return fail(
      'storage-failed',
      `${file} cannot be read.`,
      'Check its name and permissions.',
      String(error),
    );
  }
  return ok(text);
}

function tellErrors(file: string, errors: readonly LanguageError[], report: Report): number {
  const name = file === STANDARD ? 'standard input' : file;
  for (const error of errors) report.note(`${name}, ${languageErrorText(error)}`);
  const lines = errors.length === 1 ? 'One line' : `${errors.length} lines`;
  return report.fail(
    {
      code: 'bad-rule',
      message: `${lines} of ${name} cannot be understood; nothing was changed.`,
      remedy: 'Mend the file and import it again.',
    },
    { errors },
  );
}
