/**
 * Stand-ins for what a package is made with and a machine without a network lacks: a zip laid out as
 * Electron's, whose program prints what it was started with, and AppImage tools whose mksquashfs keeps
 * what it was to put into an image.
 */
import { readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ROOT } from './paths.ts';

/** Every word and the few variables that matter, one per line; the part of Electron that is run. */
const PROGRAM = `#!/bin/sh
printf 'program %s\\n' "$(basename "$0")"
for word do printf 'word %s\\n' "$word"; done
for name in ELECTRON_RUN_AS_NODE NODE_OPTIONS CHROME_DEVEL_SANDBOX; do
  eval "printf '%s=%s\\\\n' $name \\"\\\${$name-}\\""
done
exit 0
`;
/** What @electron/fuses looks for in the binary: a mark, version, length, and eight fuses as Electron's default. */
const FUSES = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1'),
  Buffer.from([1, 8]),
  Buffer.from('10110001', 'latin1'),
]);

interface Entry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly mode: number;
}

const ELECTRON: readonly Entry[] = [
  { name: 'electron', content: Buffer.concat([Buffer.from(PROGRAM), FUSES]), mode: 0o755 },
  { name: 'chrome-sandbox', content: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
  { name: 'chrome_crashpad_handler', content: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
  { name: 'LICENSE', content: Buffer.from('Electron\n'), mode: 0o644 },
  { name: 'LICENSES.chromium.html', content: Buffer.from('<p>Chromium</p>\n'), mode: 0o644 },
  { name: 'icudtl.dat', content: Buffer.from('data'), mode: 0o644 },
  { name: 'libffmpeg.so', content: Buffer.from('library'), mode: 0o755 },
  { name: 'locales/en-US.pak', content: Buffer.from('words'), mode: 0o644 },
  { name: 'resources/default_app.asar', content: Buffer.from('app'), mode: 0o644 },
  { name: 'version', content: Buffer.from(electronVersion()), mode: 0o644 },
];

/** The names in the zip that a package keeps as they are. */
export const KEPT_OF_ELECTRON: readonly string[] = ELECTRON.map(({ name }) => name).filter(
  (name) => !['electron', 'chrome-sandbox', 'resources/default_app.asar'].includes(name),
);

/** Writes the zip into a directory, under the name that Electron's has. */
export async function writeElectronZip(directory: string): Promise<void> {
  const name = `electron-v${electronVersion()}-linux-${process.arch}.zip`;
  await writeFile(join(directory, name), zip(ELECTRON));
}

/** Writes tools into a directory. What mksquashfs is given ends up in `kept`. */
export async function writeAppImageTools(directory: string, kept: string): Promise<void> {
  const mksquashfs = `#!/bin/sh\nset -e\ncp -a "$1" '${kept}'\necho image >"$2"\n`;
  const files: readonly Entry[] = [
    { name: 'mksquashfs', content: Buffer.from(mksquashfs), mode: 0o755 },
    { name: 'desktop-file-validate', content: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
    { name: `runtimes/runtime-${process.arch}`, content: Buffer.from('runtime'), mode: 0o644 },
    { name: `lib/${process.arch}/libunwanted.so.1`, content: Buffer.from('no'), mode: 0o644 },
  ];
  for (const { name, content, mode } of files) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await chmod(path, mode);
  }
}

function electronVersion(): string {
  const manifest = readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** A zip whose files are stored as they are, with their modes. */
function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode } of entries) {
    const path = Buffer.from(name);
    // Version, flags, method (stored), time, date (1 January 1980), checksum, sizes, lengths.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, content]);
    // Made by Unix, so that the attributes are a mode.
    const made = Buffer.from([20, 3]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((0o100000 | mode) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, common, rest, path]));
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}
