/**
 * What a package needs that no npm package brings: Electron's runtime, and the tools that make an
 * AppImage. Both are looked for before anything is tried, so that a machine without a network is told
 * at once what to put where.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The ones of electron-builder whose runtime needs no libfuse2, which Ubuntu and Fedora lack. */
export const APPIMAGE_TOOLS = {
  version: '1.0.3',
  archive: 'appimage-tools-runtime-20251108.tar.gz',
  sha256: '84021a78ee214ae6fd33a2d62a92ba25542dd10bc86bf117a9b2d0bba44e7665',
  url: 'https://github.com/electron-userland/electron-builder-binaries/releases/download/appimage@1.0.3/appimage-tools-runtime-20251108.tar.gz',
} as const;

/** Set in the environment of Forge when what is missing is to be fetched. */
export const MAY_DOWNLOAD = 'PORTCULLIS_MAKE_FETCHES';

export function mayDownload(environment: Environment = process.env): boolean {
  return environment[MAY_DOWNLOAD] === '1';
}

export type Part =
  | { readonly found: true; readonly path: string }
  /** `sentences`: what is missing, where to put it, and where it is to be had. */
  | { readonly found: false; readonly sentences: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** The zip of Electron's runtime: in ELECTRON_ZIP_DIR, or in the cache of Electron's own installer. */
export async function findElectronZip(
  root: string,
  environment: Environment = process.env,
): Promise<Part> {
  const electron = join(root, 'node_modules/electron');
  const { version } = readJson(join(electron, 'package.json')) as { readonly version: string };
  const name = `electron-v${version}-linux-${process.arch}.zip`;
  const named = environment.ELECTRON_ZIP_DIR;
  if (named) {
    const path = join(named, name);
    // Taken as it is: whoever names a folder may have built what is in it.
    if (existsSync(path)) return { found: true, path };
    return {
      found: false,
      sentences: [`Electron's runtime is missing: there is no ${name} in ${named}.`],
    };
  }
  const cache = environment.electron_config_cache || join(cacheHome(environment), 'electron');
  const checksums = readJson(join(electron, 'checksums.json')) as Readonly<Record<string, string>>;
  for (const path of withSubdirectories(cache).map((directory) => join(directory, name))) {
    if (existsSync(path) && (await sha256(path)) === checksums[name]) return { found: true, path };
  }
  return {
    found: false,
    sentences: [
      `Electron's runtime is missing: ${name}.`,
      `Put it into ${cache}, or name the folder that holds it: ELECTRON_ZIP_DIR=/folder npm run make.`,
      `It is at https://github.com/electron/electron/releases/download/v${version}/${name}`,
    ],
  };
}

/** The tools in APPIMAGE_TOOLS_PATH, or their archive where electron-builder would look for it. */
export async function findAppImageTools(environment: Environment = process.env): Promise<Part> {
  const named = environment.APPIMAGE_TOOLS_PATH;
  if (named) return toolsIn(named);
  const path = appImageArchive(environment);
  if (existsSync(path) && (await sha256(path)) === APPIMAGE_TOOLS.sha256) {
    return { found: true, path };
  }
  return {
    found: false,
    sentences: [
      `The AppImage runtime is missing: ${APPIMAGE_TOOLS.archive}.`,
      `Put it into ${dirname(path)}, or name a folder with what it holds: APPIMAGE_TOOLS_PATH=/folder npm run make.`,
      `It is at ${APPIMAGE_TOOLS.url}`,
    ],
  };
}

/** Where the archive of the tools is kept. */
export function appImageArchive(environment: Environment = process.env): string {
  const { version, archive } = APPIMAGE_TOOLS;
  const cache =
    environment.ELECTRON_BUILDER_CACHE || join(cacheHome(environment), 'electron-builder');
  return join(cache, `appimage@${version}`, archive);
}

function toolsIn(directory: string): Part {
  const wanted = [
    'mksquashfs',
    'desktop-file-validate',
    `runtimes/runtime-${process.arch}`,
    `lib/${process.arch}`,
  ];
  const missing = wanted.filter((path) => !existsSync(join(directory, path)));
  if (missing.length === 0) return { found: true, path: directory };
  const sentence = `The AppImage runtime is missing: there is no ${missing.join(', no ')} in ${directory}.`;
  return { found: false, sentences: [sentence] };
}

/** A directory and those in it: Electron's installer keeps each download in one of its own. */
function withSubdirectories(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return [directory, ...below.map((name) => join(directory, name))];
}

function cacheHome(environment: Environment): string {
  return environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache');
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
