/**
 * What survives a restart, in one file that people can read and keep under version control:
 * rules, chosen interfaces, settings. Written whole, atomically and durably.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { type Failure, failure } from '../../contract/failure.ts';
import { formatMatch } from '../../contract/match.ts';
import { err, fail, ok, type Result } from '../../contract/result.ts';
import { ruleSchema } from '../../contract/rule.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../contract/settings.ts';
import { MAX_RULES } from '../bpf/layout.ts';
import { ensurePrivateDirectory } from './private-directory.ts';

const VERSION = 1;

const configSchema = v.strictObject({
  version: v.literal(VERSION),
  /** Interfaces to watch at the start. Absent: none was ever chosen. */
  interfaces: v.optional(v.array(v.pipe(v.string(), v.maxLength(15)))),
  settings: v.optional(settingsSchema, DEFAULT_SETTINGS),
  rules: v.pipe(
    v.array(ruleSchema),
    v.maxLength(MAX_RULES),
    v.check((rules) => areDistinct(rules.map((rule) => rule.id)), 'two rules have the same id'),
    v.check(
      (rules) => areDistinct(rules.map((rule) => formatMatch(rule.match))),
      'two rules are about the same',
    ),
  ),
});

export type Config = v.InferOutput<typeof configSchema>;

export const EMPTY_CONFIG: Config = { version: VERSION, settings: DEFAULT_SETTINGS, rules: [] };

export interface LoadedConfig {
  readonly config: Config;
  /** What was wrong with the file, and where it is now. */
  readonly damage?: Failure;
}

export class ConfigFile {
  readonly path: string;

  constructor(directory: string) {
    this.path = join(directory, 'config.json');
  }

  /**
   * Never loses a file that it cannot read: a damaged one is set aside under another name, and the
   * application starts with an empty configuration. Fails (`storage-failed`) only if even that
   * does not work, as the next save would overwrite it.
   */
  async load(): Promise<Result<LoadedConfig>> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return ok({ config: EMPTY_CONFIG });
      return fail(
        'storage-failed',
        `${this.path} cannot be read.`,
        'Check its owner and permissions.',
        String(error),
      );
    }
    const parsed = parseConfig(text);
    if (typeof parsed !== 'string') return ok({ config: parsed });
    return await this.#setAside(parsed);
  }

  async save(config: Config): Promise<Result<null>> {
    const directory = dirname(this.path);
    try {
      await ensurePrivateDirectory(directory);
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

/** The configuration, or what is wrong with it. */
function parseConfig(text: string): Config | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return String(error);
  }
  const parsed = v.safeParse(configSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  return `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`;
}

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
