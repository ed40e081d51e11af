/** What of the checkout goes into the package as its app. Everything else stays out. */
import { readFile, writeFile } from 'node:fs/promises';

/** Paths from the root of the checkout, as the packager asks for them: with a slash in front. */
const FILES: ReadonlySet<string> = new Set([
  '/package.json',
  '/build/main/main.js',
  '/build/main/headless.js',
  '/build/main/lab.js',
  '/build/preload/preload.cjs',
  // koffi finds its native part beside itself, so it is in no bundle.
  '/node_modules/koffi/package.json',
  '/node_modules/koffi/index.js',
  '/node_modules/koffi/src/koffi/index.js',
  '/node_modules/koffi/src/koffi/src/static.js',
  `${nativePart()}/package.json`,
  `${nativePart()}/index.js`,
  `${nativePart()}/linux_${process.arch}/koffi.node`,
]);

/** Whole, but for what begins with a dot: the build's own notes. */
const PAGE = '/build/renderer';

/** What the packaged app and Electron read of package.json. */
const MANIFEST_FIELDS = [
  'name',
  'productName',
  'version',
  'description',
  'license',
  'type',
  'main',
  'desktopName',
] as const;

/** Whether a file is packed, or a directory leads to one that is. */
export function isPacked(path: string): boolean {
  if (path === '' || FILES.has(path)) return true;
  if (path.startsWith(`${PAGE}/`)) return !/\/\./.test(path) && !path.endsWith('.map');
  return [...FILES, `${PAGE}/`].some((packed) => packed.startsWith(`${path}/`));
}

/** Leaves in a copied package.json only what the app needs: no scripts, nothing about tools. */
export async function trimManifest(file: string): Promise<void> {
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const kept = MANIFEST_FIELDS.filter((name) => name in manifest);
  const trimmed = Object.fromEntries(kept.map((name) => [name, manifest[name]]));
  await writeFile(file, `${JSON.stringify(trimmed, null, 2)}\n`);
}

function nativePart(): string {
  return `/node_modules/@koromix/koffi-linux-${process.arch}`;
}
