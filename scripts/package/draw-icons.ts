/**
 * Draws the icons anew from resources/package/icons: `node scripts/package/draw-icons.ts`. To be run
 * by hand after a drawing has changed; what it makes is kept in git, as an image is looked at before.
 */
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../launch/find-browser.ts';
import { asSpareUser, endProcessesOf, findSpareUid } from '../launch/spare-user.ts';
import { searchPath } from '../setup/find-program.ts';
import { runCommand } from '../setup/run-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Drawing, size in pixels, name. Below 48 pixels each size has a drawing that fits its grid. */
const ICONS: readonly (readonly [drawing: string, size: number, name: string])[] = [
  ['portcullis-16', 16, '16x16'],
  ['portcullis-24', 24, '24x24'],
  ['portcullis-16', 32, '32x32'],
  ...[48, 64, 128, 256, 512].map((size) => ['portcullis', size, `${size}x${size}`] as const),
  ...['tray-light', 'tray-dark'].flatMap((name) => [
    [name, 24, name] as const,
    [name, 48, `${name}@2x`] as const,
  ]),
];

async function main(): Promise<void> {
  const browser = findBrowser();
  if (!browser) throw new Error('Drawing needs Chromium or Chrome.');
  // Its sandbox does not work for root.
  const uid = process.getuid?.() === 0 ? findSpareUid() : undefined;
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-icons-'));
  if (uid !== undefined) chownSync(directory, uid, uid);
  try {
    for (const [drawing, size, name] of ICONS) {
      const page = join(directory, 'icon.html');
      writeFileSync(page, pageWith(drawing, size));
      const image = join(directory, `${name}.png`);
      const command = [
        ...[browser, '--headless', '--hide-scrollbars', '--force-device-scale-factor=1'],
        ...[`--user-data-dir=${join(directory, 'profile')}`, '--default-background-color=00000000'],
        ...[`--window-size=${size},${size}`, `--screenshot=${image}`, `file://${page}`],
      ];
      const environment = { PATH: searchPath().join(':'), HOME: directory, TMPDIR: directory };
      const { output } = await runCommand(
        uid === undefined ? command : asSpareUser(uid, environment, command),
      );
      const content = readFileSync(image);
      // The width, by the first words of every PNG.
      if (content.readUInt32BE(16) !== size) throw new Error(output);
      writeFileSync(join(root, 'resources/icons', `${name}.png`), content);
    }
  } finally {
    if (uid !== undefined) endProcessesOf(uid);
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

function pageWith(drawing: string, size: number): string {
  const svg = readFileSync(join(root, 'resources/package/icons', `${drawing}.svg`), 'utf8');
  return `<!doctype html><style>*{margin:0}svg{display:block;width:${size}px}</style>${svg}`;
}

await main();
