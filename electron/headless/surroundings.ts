import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ok, type Result } from '../contract/result.ts';
import type { EngineOptions } from '../engine/engine-options.ts';
import {
  configDirectory,
  processSurroundings,
  runtimeDirectory,
} from '../engine/storage/directories.ts';

/** The top of the checkout, or in a package the app's own folder: the same depth, bundled or not. */
const root = join(fileURLToPath(import.meta.url), '../../..');

/** In the checkout. A package has none of its own there: its app lies in them. */
const ownResources = join(root, 'resources');
export const RESOURCES_DIRECTORY = existsSync(ownResources) ? ownResources : join(root, '..');

/** Where the built page lies. */
export const PAGE_DIRECTORY = join(root, 'build/renderer');

/** What every engine of this host is started with. */
export type EngineSurroundings = Pick<
  EngineOptions,
  'host' | 'version' | 'configDirectory' | 'runtimeDirectory' | 'resourcesDirectory'
>;

/** Finds out where this process runs. Makes the runtime directory. */
export async function engineSurroundings(): Promise<Result<EngineSurroundings>> {
  const surroundings = processSurroundings();
  const runtime = await runtimeDirectory(surroundings);
  if (!runtime.ok) return runtime;
  return ok({
    host: 'headless',
    version: await readVersion(),
    configDirectory: await configDirectory(surroundings),
    runtimeDirectory: runtime.value,
    resourcesDirectory: RESOURCES_DIRECTORY,
  });
}

/** The version of this Portcullis, as in `1.2.3`. */
export async function readVersion(): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
