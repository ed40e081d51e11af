import * as v from 'valibot';
import { parseStatement } from './language/parse.ts';
import { printStatement } from './language/print.ts';
import type { Statement } from './language/statement.ts';

/** Rules that people made. Built-in ones do not count. */
export const MAX_RULES = 4096;

export const ruleIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/));
export const ruleNameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(80),
  // A name stands behind a # on its line.
  v.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'A name is one line of text.'),
);
/** A statement in any spelling; it comes out in the canonical one. */
const statementTextSchema = v.pipe(
  v.string(),
  v.rawTransform<string, string>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseStatement(dataset.value);
    if (parsed.ok) return textOf(parsed.value);
    addIssue({ message: parsed.error.message });
    return NEVER;
  }),
);

const CLIENT_ORIGINS = ['typed', 'row', 'import', 'command'] as const;
const RULE_ORIGINS = [...CLIENT_ORIGINS, 'built-in'] as const;
/** Where a rule came from: typed, a click on a row, a file, the command line, or Portcullis itself. */
export type RuleOrigin = (typeof RULE_ORIGINS)[number];
const ruleOriginSchema = v.picklist(RULE_ORIGINS);
/** What a client may say about a rule that it adds. */
export const clientOriginSchema = v.picklist(CLIENT_ORIGINS);

/** One line of the ordered rule list. The first enabled rule that matches a packet decides. */
export const ruleSchema = v.strictObject({
  id: ruleIdSchema,
  enabled: v.boolean(),
  /** The canonical text of its {@link Statement}, for example `drop tcp dport 8080`. */
  text: statementTextSchema,
  name: v.optional(ruleNameSchema),
  origin: v.optional(ruleOriginSchema, 'typed'),
  /** Milliseconds since 1970, as are all wall-clock times here. */
  createdAt: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** When the rule ends by itself. Absent: never. */
  expiry: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Ends with the engine, and is never saved. */
  untilRestart: v.optional(v.literal(true)),
});

export type Rule = v.InferOutput<typeof ruleSchema>;

const parsedStatements = new Map<string, Statement>();
const MAX_PARSED = 16_384;

/** What a rule says. Its text is canonical, so it always parses; remembered, as it is asked for often. */
export function statementOf({ text }: Pick<Rule, 'text'>): Statement {
  const known = parsedStatements.get(text);
  if (known) return known;
  const parsed = parseStatement(text);
  if (!parsed.ok) throw new Error(`rule text "${text}": ${parsed.error.message}`);
  remember(text, parsed.value);
  return parsed.value;
}

/** The canonical text of a statement as it was parsed, for a rule that says it. */
export function textOf({ verdict, direction, match }: Statement): string {
  const text = printStatement({ verdict, direction, match });
  remember(text, { verdict, direction, match });
  return text;
}

function remember(text: string, statement: Statement): void {
  if (parsedStatements.size >= MAX_PARSED) parsedStatements.clear();
  parsedStatements.set(text, statement);
}
