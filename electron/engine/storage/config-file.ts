/**
 * What survives a restart, in one file that people can read and keep under version control: rules,
 * defaults, lists, chosen interfaces, settings. Written whole, atomically and durably.
 */
import { access, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { type Failure, failure } from '../../contract/failure.ts';
import { DIRECTIONS } from '../../contract/language/statement.ts';
import { listConfigsSchema } from '../../contract/list.ts';
import { err, fail, ok, type Result } from '../../contract/result.ts';
import { MAX_RULES, ruleIdSchema, ruleSchema } from '../../contract/rule.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../contract/settings.ts';
import { isBuiltIn } from '../rules/built-in.ts';
import { configVersion1Schema, fromVersion1 } from './config-version-1.ts';
import { ensurePrivateDirectory } from './private-directory.ts';

const VERSION = 2;

const defaultVerdict = v.optional(v.picklist(['pass', 'drop']), 'pass');

const configSchema = v.strictObject({
  version: v.literal(VERSION),
  /** Interfaces to watch at the start. Absent: none was ever chosen. */
  interfaces: v.optional(v.array(v.pipe(v.string(), v.maxLength(15)))),
  settings: v.optional(settingsSchema, DEFAULT_SETTINGS),
  rules: v.pipe(
    // Rules that end with the engine are never saved.
    v.array(v.omit(ruleSchema, ['untilRestart'])),
    v.maxLength(MAX_RULES),
    v.check((rules) => areDistinct(rules.map((rule) => rule.id)), 'two rules have the same id'),
    v.check(
      (rules) => !rules.some(({ id }) => isBuiltIn(id)),
      'a rule has the id of a built-in one',
    ),
  ),
  defaults: v.optional(v.strictObject(v.entriesFromList(DIRECTIONS, defaultVerdict)), {
    in: 'pass',
    out: 'pass',
  }),
  /** Built-in rules that were switched on or off. */
  builtIn: v.optional(v.record(ruleIdSchema, v.boolean()), {}),
  lists: v.optional(listConfigsSchema, []),
});

export type Config = v.InferOutput<typeof configSchema>;
export const EMPTY_CONFIG: Config = {
  version: VERSION,
  settings: DEFAULT_SETTINGS,
  rules: [],
  defaults: { in: 'pass', out: 'pass' },
  builtIn: {},
  lists: [],
};

export interface LoadedConfig {
  readonly config: Config;
  /** What was wrong with the file, and where it is now. */
  readonly damage?: Failure;
}

export class ConfigFile {
  readonly path: string;
  /** The text of a file of an older version, until a copy of it is kept. */
  #older: { readonly version: number; readonly text: string } | undefined;

  constructor(directory: string) {
    this.path = join(directory, 'config.json');
  }

  /**
   * Never loses a file that it cannot read: a damaged one is set aside under another name, and the
   * application starts with an empty configuration. Fails (`storage-failed`) only if even that
   * does not work, as the next save would overwrite it.
   */
  async load(): Promise<Result<LoadedConfig>> {
    const text = await this.#readText();
    if (!text.ok) return text;
    if (text.value === undefined) return ok({ config: EMPTY_CONFIG });
    const parsed = parseConfig(text.value);
    if (!parsed.ok) return await this.#setAside(parsed.damage);
    if (parsed.version < VERSION) this.#older = { version: parsed.version, text: text.value };
    return ok({ config: parsed.config });
  }

  /** As {@link load}, but leaves even a damaged file where it is, and fails (`storage-failed`). */
  async read(): Promise<Result<Config>> {
    const text = await this.#readText();
    if (!text.ok) return text;
    if (text.value === undefined) return ok(EMPTY_CONFIG);
    const parsed = parseConfig(text.value);
    if (parsed.ok) return ok(parsed.config);
    return fail(
      'storage-failed',
      'The saved rules could not be read.',
      `Mend ${this.path}, or start Portcullis, which sets it aside and starts afresh.`,
      parsed.damage,
    );
  }

  /** `undefined`: nothing was saved yet. */
  async #readText(): Promise<Result<string | undefined>> {
    try {
      return ok(await readFile(this.path, 'utf8'));
    } catch (error) {
      if (isMissing(error)) return ok(undefined);
      return fail(
        'storage-failed',
        `${this.path} cannot be read.`,
        'Check its owner and permissions.',
        String(error),
      );
    }
  }

  async save(config: Config): Promise<Result<null>> {
    const directory = dirname(this.path);
    try {
      await ensurePrivateDirectory(directory);
      await this.#keepOlder();
      await writeFileAtomic(this.path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
      // The file is on disk; its name is only once the directory is, too.
      const handle = await open(directory);
      await handle.sync().finally(() => handle.close());
      return ok(null);
    } catch (error) {
      return err(
        failure(
          'storage-failed',
          `The rules are in force, but could not be saved to ${this.path}.`,
          'Make room on the disk or check the permissions; the next change tries again.',
          String(error),
        ),
      );
    }
  }

  /** An older Portcullis cannot read what this one writes. The first copy is the one that matters. */
  async #keepOlder(): Promise<void> {
    if (!this.#older) return;
    const { version, text } = this.#older;
    const copy = `${this.path}.version-${version}`;
    if (!(await exists(copy))) await writeFileAtomic(copy, text, { mode: 0o600 });
    this.#older = undefined;
  }

  async #setAside(damage: string): Promise<Result<LoadedConfig>> {
    const aside = `${this.path}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
    try {
      await rename(this.path, aside);
    } catch (error) {
      return fail(
        'storage-failed',
        `${this.path} is damaged (${damage}) and cannot be moved away.`,
        'Move or mend it by hand.',
        String(error),
      );
    }
    return ok({
      config: EMPTY_CONFIG,
      damage: failure(
        'storage-failed',
        'The saved rules could not be read, so none of them is in force.',
        `The file was kept as ${aside}. Mend it and put it back, or start afresh.`,
        damage,
      ),
    });
  }
}

type ParsedConfig =
  | { readonly ok: true; readonly config: Config; readonly version: number }
  | { readonly ok: false; readonly damage: string };

function parseConfig(text: string): ParsedConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, damage: String(error) };
  }
  const older = v.safeParse(configVersion1Schema, json);
  const parsed = v.safeParse(configSchema, older.success ? fromVersion1(older.output) : json);
  if (parsed.success) {
    return { ok: true, config: parsed.output, version: older.success ? 1 : VERSION };
  }
  const isOlder = v.is(v.object({ version: v.literal(1) }), json);
  const [issue] = isOlder && older.issues ? older.issues : parsed.issues;
  return { ok: false, damage: `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}` };
}

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
