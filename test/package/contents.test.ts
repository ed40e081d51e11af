/** The files of a package: nothing missing, nothing that does not belong. */
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesBelow, makePackage, WorkDirectory } from '../support/package.ts';
import { ROOT } from '../support/paths.ts';
import { KEPT_OF_ELECTRON } from '../support/stand-in-electron.ts';

const OURS = [
  'AppRun',
  'chrome-sandbox',
  'io.github.portcullis.Portcullis.desktop',
  'portcullis',
  'portcullis-window',
  'usr/share/icons/hicolor/scalable/apps/portcullis.svg',
  'usr/share/metainfo/io.github.portcullis.Portcullis.metainfo.xml',
];
const APP = [
  'build/main/headless.js',
  'build/main/lab.js',
  'build/main/main.js',
  'build/preload/preload.cjs',
  'build/renderer/assets/icon-*.svg',
  'build/renderer/assets/index-*.css',
  'build/renderer/assets/index-*.js',
  'build/renderer/assets/inter-latin-ext-wght-normal-*.woff2',
  'build/renderer/assets/inter-latin-wght-normal-*.woff2',
  'build/renderer/assets/jetbrains-mono-latin-wght-normal-*.woff2',
  'build/renderer/index.html',
  `node_modules/@koromix/koffi-linux-${process.arch}/index.js`,
  `node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`,
  `node_modules/@koromix/koffi-linux-${process.arch}/package.json`,
  'node_modules/koffi/index.js',
  'node_modules/koffi/package.json',
  'node_modules/koffi/src/koffi/index.js',
  'node_modules/koffi/src/koffi/src/static.js',
  'package.json',
];
const ICONS = [
  ...[16, 24, 32, 48, 64, 128, 256, 512].map((size) => `${size}x${size}.png`),
  ...['tray-dark', 'tray-light'].flatMap((name) => [`${name}.png`, `${name}@2x.png`]),
];
const BOOTSTRAP = ['bootstrap', 'chrome-sandbox', 'install.sh', 'polkit.policy', 'uninstall.sh'];

let directory: WorkDirectory;
let root: string;
const resource = (...path: string[]) => join(root, 'resources', ...path);
const text = (...path: string[]) => readFileSync(resource(...path), 'utf8');

beforeAll(async () => {
  directory = new WorkDirectory();
  root = await makePackage(directory);
});

afterAll(() => directory?.[Symbol.dispose]());

it('holds these files and no others', () => {
  const licences = filesBelow(resource('licences'));
  const libraries = text('lib/load-order').split('\n').filter(Boolean);
  const objects = filesBelow(join(ROOT, 'resources/bpf')).filter((name) => name.endsWith('.bpf.o'));
  expect(objects).not.toEqual([]);
  const expected = [
    ...OURS,
    ...KEPT_OF_ELECTRON,
    ...APP.map((name) => `resources/app/${name}`),
    ...BOOTSTRAP.map((name) => `resources/bootstrap/${name}`),
    ...objects.map((name) => `resources/bpf/${name}`),
    ...ICONS.map((name) => `resources/icons/${name}`),
    ...['load-order', ...libraries].map((name) => `resources/lib/${name}`),
    ...licences.map((name) => `resources/licences/${name}`),
    'resources/names/countries.mmdb',
    'resources/names/vendors.oui',
    'resources/recording/playground.records',
  ];
  // Vite puts eight characters of a digest into the names of what the page loads.
  const found = filesBelow(root).map((name) =>
    name.replace(/(\/assets\/.*)-[\w-]{8}(\.\w+)$/, '$1-*$2'),
  );
  expect([...found].sort()).toEqual(expected.sort());
});

it('holds no sources, no maps of them, and no tools', () => {
  expect(filesBelow(root).filter((name) => /\.(ts|tsx|c|h|map)$|(^|\/)\.|test/.test(name))).toEqual(
    [],
  );
  const manifest = JSON.parse(text('app/package.json')) as Record<string, unknown>;
  expect(Object.keys(manifest).sort()).toEqual([
    'description',
    'desktopName',
    'license',
    'main',
    'name',
    'productName',
    'type',
    'version',
  ]);
});

it('names every bundled package and library, with its licence', () => {
  const listed = text('licences/README.txt');
  const map = JSON.parse(readFileSync(join(ROOT, 'build/main/headless.js.map'), 'utf8')) as {
    readonly sources: readonly string[];
  };
  const bundled = map.sources.map(
    (source) => /node_modules\/((@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(source)?.[1],
  );
  const page = ['react', 'react-dom', 'zustand', 'lucide-react', '@radix-ui/react-menu'];
  const fonts = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'];
  const names = new Set([...bundled, ...page, ...fonts, 'koffi', 'portcullis']);
  names.delete(undefined);
  expect(names).toContain('ws');
  for (const name of names) {
    expect(listed).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\([\\w. -]+\\)$`, 'm'));
    const file = `${name?.replace(/^@/, '').replace('/', '-')}.txt`;
    expect(text('licences', file).length, file).toBeGreaterThan(400);
  }
  for (const library of text('lib/load-order').split('\n').filter(Boolean)) {
    expect(listed).toContain(`(${library}`);
  }
});

it('says whose data it holds, and on which terms', () => {
  const listed = text('licences/README.txt');
  expect(listed).toMatch(/^oui-data \d+\.\d+\.\d+ \(BSD-2-Clause\)$/m);
  expect(text('licences/oui-data.txt')).toContain('Copyright (c) silverwind');
  const countries = 'ip-location-db-geo-whois-asn-country-mmdb';
  expect(listed).toMatch(
    /^@ip-location-db\/geo-whois-asn-country-mmdb [\d.]+ \(data of the NRO.*CC-BY-4\.0\)$/m,
  );
  const terms = text(`licences/${countries}.txt`);
  expect(terms).toContain('Creative Commons Attribution 4.0 International License');
  expect(terms).toContain('Copyright Holder: Number Resource Organization (NRO)');
});

it('holds every text that a notice of Debian refers to', () => {
  const notices = filesBelow(resource('licences')).map((name) => text('licences', name));
  const named = notices.flatMap((notice) =>
    [...notice.matchAll(/common-licenses\/([A-Z]+-[\d.]*\d)/g)].map(([, name]) => `${name}.txt`),
  );
  expect([...new Set(named)].sort()).toEqual(filesBelow(resource('licences/common-licenses')));
});

it('lists libraries after what they need', () => {
  const order = text('lib/load-order').split('\n').filter(Boolean);
  expect(order.at(-1)).toBe('libbpf.so.1');
  expect(order.indexOf('libz.so.1')).toBeLessThan(order.indexOf('libelf.so.1'));
});

it('can be run where it should be, and read everywhere', () => {
  const modes = filesBelow(root)
    .filter((name) => !lstatSync(join(root, name)).isSymbolicLink())
    .map((name) => [name, statSync(join(root, name)).mode & 0o7777] as const);
  expect(modes.filter(([, mode]) => mode !== 0o644 && mode !== 0o755)).toEqual([]);
  const programs = modes.filter(([, mode]) => mode === 0o755).map(([name]) => name);
  expect(programs).toEqual([
    'AppRun',
    'chrome_crashpad_handler',
    'libffmpeg.so',
    'portcullis',
    'portcullis-window',
    'resources/bootstrap/bootstrap',
    'resources/bootstrap/chrome-sandbox',
  ]);
});

it('is small beside Electron', () => {
  const sizes = filesBelow(resource()).map((name) => statSync(resource(name)).size);
  // The largest is the database of countries.
  expect(Math.max(...sizes)).toBeLessThan(9e6);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(18e6);
});

it('leaves the place of the sandbox helper to an installed one', () => {
  expect(readlinkSync(join(root, 'chrome-sandbox'))).toBe('/opt/portcullis/chrome-sandbox');
});

it('sets the fuses of Electron: it runs as Node when told so, and takes nothing else', () => {
  const program = readFileSync(join(root, 'portcullis-window'), 'latin1');
  const mark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
  const fuses = program.slice(program.indexOf(mark) + mark.length + 2).slice(0, 8);
  expect(fuses).toBe('10000000');
});

it('starts the same as an image and as a folder', () => {
  const start = readFileSync(join(root, 'portcullis'));
  expect(readFileSync(join(root, 'AppRun')).equals(start)).toBe(true);
  expect(
    readdirSync(root)
      .filter((name) => name.endsWith('.desktop'))
      .map((name) => basename(name)),
  ).toHaveLength(1);
});

it('tells the desktop one name, everywhere', () => {
  const id = 'io.github.portcullis.Portcullis';
  const entry = readFileSync(join(root, `${id}.desktop`), 'utf8');
  expect(entry).toMatch(/^\[Desktop Entry\]\nType=Application\nName=Portcullis\n/);
  for (const line of [
    'Exec=portcullis',
    'Icon=portcullis',
    'Categories=Network;Security;Monitor;',
    `StartupWMClass=${id}`,
  ]) {
    expect(entry.split('\n')).toContain(line);
  }
  const manifest = JSON.parse(text('app/package.json')) as Record<string, string>;
  expect(manifest.desktopName).toBe(`${id}.desktop`);
  const metainfo = readFileSync(join(root, `usr/share/metainfo/${id}.metainfo.xml`), 'utf8');
  expect(metainfo).toContain(`<id>${id}</id>`);
  expect(metainfo).toContain(`<launchable type="desktop-id">${id}.desktop</launchable>`);
  expect(metainfo).toContain(`<release version="${manifest.version}"`);
  expect(metainfo).toContain(`<project_license>${manifest.license}</project_license>`);
});
