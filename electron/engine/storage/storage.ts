import type { Failure } from '../../contract/failure.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { EngineOptions } from '../engine-options.ts';
import { type Config, ConfigFile, EMPTY_CONFIG } from './config-file.ts';
import { type EngineLock, takeEngineLock } from './engine-lock.ts';

/** An engine that makes way detaches and saves first. */
const TAKE_OVER_MS = 15_000;

/** What an engine keeps, and its right to keep it. An ephemeral one changes nothing, and needs no right. */
export class Storage {
  /** What was wrong with the file at the start. */
  readonly damage: Failure | undefined;
  #config: Config;
  #file: ConfigFile | undefined;
  #lock: EngineLock | undefined;
  #saving: Promise<unknown> = Promise.resolve();

  private constructor(config: Config, file?: ConfigFile, lock?: EngineLock, damage?: Failure) {
    this.#config = config;
    this.#file = file;
    this.#lock = lock;
    this.damage = damage;
  }

  /** Fails with `engine-locked` or `storage-failed`. */
  static async open(options: EngineOptions): Promise<Result<Storage>> {
    if (options.ephemeral) {
      if (!options.readsSaved) return ok(new Storage(EMPTY_CONFIG));
      const saved = await new ConfigFile(options.configDirectory).read();
      return saved.ok ? ok(new Storage(saved.value)) : saved;
    }
    const lock = await takeEngineLock(
      options.runtimeDirectory,
      options.host,
      options.takesOver ? TAKE_OVER_MS : 0,
    );
    if (!lock.ok) return lock;
    const file = new ConfigFile(options.configDirectory);
    const loaded = await file.load();
    if (!loaded.ok) {
      lock.value[Symbol.dispose]();
      return loaded;
    }
    return ok(new Storage(loaded.value.config, file, lock.value, loaded.value.damage));
  }

  get config(): Config {
    return this.#config;
  }

  /** Takes effect at once; resolves when it is on disk. Saves follow one after the other. */
  save(part: Partial<Config>): Promise<Result<null>> {
    this.#config = { ...this.#config, ...part };
    const config = this.#config;
    const saved = this.#saving.then(() => this.#file?.save(config) ?? ok(null));
    this.#saving = saved.catch(() => {});
    return saved;
  }

  noteInterfaces(names: readonly string[]): void {
    this.#lock?.noteInterfaces(names);
  }

  /** Once everything is saved, others may take over. */
  async close(): Promise<void> {
    await this.#saving;
    this.#lock?.[Symbol.dispose]();
  }
}
