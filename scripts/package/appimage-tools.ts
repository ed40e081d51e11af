/** The tools that make an AppImage, as electron-builder is given them. */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from '../setup/run-command.ts';
import { APPIMAGE_TOOLS, appImageArchive, type Part } from './missing-parts.ts';
import { PackagingError } from './packaging-error.ts';

const FETCH_WITHIN_MS = 10 * 60_000;

/**
 * Lays the tools out in a directory of their own, but without the libraries among them:
 * electron-builder copies those into every image, and ours loads none of them.
 */
export async function layOutTools(
  part: Part & { readonly found: true },
  to: string,
): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  if (part.path.endsWith('.tar.gz')) await unpack(part.path, to);
  else await cp(part.path, to, { recursive: true, verbatimSymlinks: true });
  const libraries = join(to, 'lib', process.arch);
  for (const name of await readdir(libraries)) {
    await rm(join(libraries, name), { recursive: true });
  }
}

async function unpack(archive: string, to: string): Promise<void> {
  const tar = ['tar', '-xzf', archive, '-C', to, '--strip-components=1', '--no-same-owner'];
  const { exitCode, output } = await runCommand(tar);
  if (exitCode !== 0) throw new PackagingError(`${archive} cannot be unpacked: ${output}`);
}

/** Downloads their archive to where it is looked for. */
export async function fetchTools(): Promise<void> {
  const { url, sha256 } = APPIMAGE_TOOLS;
  const content = await download(url);
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new PackagingError(`What came from ${url} is not the AppImage runtime.`);
  }
  const path = appImageArchive();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

async function download(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_WITHIN_MS) });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    throw new Error(`status ${response.status}`);
  } catch (error) {
    throw new PackagingError(`${url} could not be fetched (${(error as Error).message}).`);
  }
}
