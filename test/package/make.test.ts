/** `npm run make`: what it says where something is missing, and what an image would be made of. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPIMAGE_TOOLS, findElectronZip } from '../../scripts/package/missing-parts.ts';
import { newestGlibc } from '../../scripts/package/shared-libraries.ts';
import { filesBelow, runMake, WorkDirectory } from '../support/package.ts';
import { ROOT } from '../support/paths.ts';
import { writeAppImageTools, writeElectronZip } from '../support/stand-in-electron.ts';

const ZIP = new RegExp(`electron-v\\d+\\.\\d+\\.\\d+-linux-${process.arch}\\.zip`);

let directory: WorkDirectory;
let zips: string;

beforeAll(async () => {
  directory = new WorkDirectory();
  zips = directory.make('zips');
  await writeElectronZip(zips);
});

afterAll(() => directory?.[Symbol.dispose]());

/** The paragraphs that it ends with. */
function paragraphs(output: string): readonly string[] {
  return output.trimEnd().split('\n\n');
}

it('names Electron’s runtime and the AppImage runtime when both are missing', async () => {
  const out = directory.make('nothing');
  const { status, output } = await runMake(out, {});
  expect(status).toBe(1);
  const [electron = '', tools = '', fetch = ''] = paragraphs(output).slice(-3);
  const zip = ZIP.exec(electron)?.[0] ?? '';
  const [version] = /\d+\.\d+\.\d+/.exec(zip) ?? [];
  expect(electron.split('\n')).toEqual([
    `Electron's runtime is missing: ${zip}.`,
    `Put it into ${out}/cache/electron, or name the folder that holds it: ELECTRON_ZIP_DIR=/folder npm run make.`,
    `It is at https://github.com/electron/electron/releases/download/v${version}/${zip}`,
  ]);
  expect(tools.split('\n')).toEqual([
    `The AppImage runtime is missing: ${APPIMAGE_TOOLS.archive}.`,
    `Put it into ${out}/cache/electron-builder/appimage@${APPIMAGE_TOOLS.version}, or name a folder with what it holds: APPIMAGE_TOOLS_PATH=/folder npm run make.`,
    `It is at ${APPIMAGE_TOOLS.url}`,
  ]);
  expect(fetch).toBe('With a network, this fetches what is missing: npm run make -- --fetch');
});

it('names the folder in which there is no runtime', async () => {
  const empty = directory.make('empty');
  const { status, output } = await runMake(directory.make('wrong'), { ELECTRON_ZIP_DIR: empty });
  expect(status).toBe(1);
  expect(paragraphs(output).at(-3)).toMatch(
    new RegExp(`^Electron's runtime is missing: there is no ${ZIP.source} in ${empty}\\.$`),
  );
});

it('packages with a stand-in for Electron, and then misses nothing but the AppImage runtime', async () => {
  const out = directory.make('packaged');
  const { status, output } = await runMake(out, { ELECTRON_ZIP_DIR: zips });
  expect(status).toBe(1);
  const tools = paragraphs(output).at(-2);
  expect(tools).toMatch(
    /^The AppImage runtime is missing: appimage-tools-runtime-\d+\.tar\.gz\.\n/,
  );
  expect(output).not.toContain("Electron's runtime is missing");
  expect(existsSync(join(out, `Portcullis-linux-${process.arch}/portcullis`))).toBe(true);
});

describe('with stand-ins for the AppImage tools as well', () => {
  let out: string;
  let image: string;
  let outcome: Awaited<ReturnType<typeof runMake>>;

  beforeAll(async () => {
    out = directory.make('made');
    image = join(directory.path, 'image');
    const tools = directory.make('tools');
    await writeAppImageTools(tools, image);
    outcome = await runMake(out, { ELECTRON_ZIP_DIR: zips, APPIMAGE_TOOLS_PATH: tools });
  });

  it('makes an image', () => {
    expect(outcome.status, outcome.output).toBe(0);
    expect(filesBelow(join(out, 'make'))).toEqual([
      `appimage/Portcullis-0.1.0-${process.arch}.AppImage`,
    ]);
  });

  it('puts into it what was packaged, and nothing but icons and what AppImages need', () => {
    const packaged = filesBelow(join(out, `Portcullis-linux-${process.arch}`));
    const inside = filesBelow(image);
    expect(packaged.filter((name) => !inside.includes(name))).toEqual([]);
    expect(inside.filter((name) => !packaged.includes(name))).toEqual([
      '.DirIcon',
      'portcullis.png',
      ...['128', '16', '24', '256', '32', '48', '512', '64'].map(
        (size) => `usr/share/icons/hicolor/${size}x${size}/apps/portcullis.png`,
      ),
    ]);
  });

  it('starts what is in it with its sandbox on', () => {
    const own = (name: string) => readFileSync(`${ROOT}resources/package/${name}`, 'utf8');
    expect(readFileSync(join(image, 'AppRun'), 'utf8')).toBe(own('portcullis.sh'));
    const entries = readdirSync(image).filter((name) => name.endsWith('.desktop'));
    expect(entries).toEqual(['io.github.portcullis.Portcullis.desktop']);
    const entry = readFileSync(join(image, entries[0] ?? ''), 'utf8');
    expect(entry).toBe(own('io.github.portcullis.Portcullis.desktop'));
    expect(entry).not.toContain('sandbox');
  });
});

it('names what a folder of AppImage tools lacks', async () => {
  const tools = directory.make('incomplete');
  mkdirSync(join(tools, 'runtimes'));
  writeFileSync(join(tools, 'mksquashfs'), '');
  const { output } = await runMake(directory.make('lacking'), {
    ELECTRON_ZIP_DIR: zips,
    APPIMAGE_TOOLS_PATH: tools,
  });
  expect(output).toContain(
    `The AppImage runtime is missing: there is no desktop-file-validate, no ` +
      `runtimes/runtime-${process.arch}, no lib/${process.arch} in ${tools}.`,
  );
});

it('wants the tools that this electron-builder knows', () => {
  const builder = readFileSync(`${ROOT}node_modules/app-builder-lib/out/toolsets/linux.js`, 'utf8');
  const { version, archive, sha256, url } = APPIMAGE_TOOLS;
  expect(builder).toContain(`"${version}": {\n        "${archive}": "${sha256}"`);
  expect(url.endsWith(`/appimage@${version}/${archive}`)).toBe(true);
});

it('takes no zip from the cache whose content is not Electron’s', async () => {
  const cache = directory.make('cache-with-stand-in');
  mkdirSync(join(cache, 'electron'));
  await writeElectronZip(join(cache, 'electron'));
  const found = await findElectronZip(ROOT, { XDG_CACHE_HOME: cache });
  expect(found.found).toBe(false);
});

it('makes packages for others only of libraries that older systems can load', async () => {
  const { output } = await runMake(directory.make('for-others'), {}, []);
  const libraries = filesBelow(`${ROOT}build/package/lib`).filter((name) => /\.so\./.test(name));
  const tooNew = libraries.filter((name) => {
    const binary = readFileSync(`${ROOT}build/package/lib/${name}`, 'latin1');
    return newestGlibc(binary)[1] > 35;
  });
  expect(libraries).toContain('libbpf.so.1');
  if (tooNew.length === 0) expect(output).toContain('The rest is ready');
  else
    expect(output).toMatch(/ needs glibc 2\.\d+, and a package is to start on systems with 2\.35/);
});

it('reads the newest glibc that a binary names', () => {
  expect(newestGlibc('\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_2.9\0')).toEqual([2, 34]);
  expect(newestGlibc('nothing')).toEqual([2, 0]);
});
