import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { findPrograms } from '../setup/find-program.ts';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'brave-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/**
 * An installed browser of the Chromium family. Never a snap: its confinement hides the profile and
 * the page that we would hand it, and other users cannot start it.
 */
export function findBrowser(): string | undefined {
  return NAMES.flatMap(findPrograms).find((path) => !isSnap(path));
}

/** A link into a snap, or the script that Ubuntu's transitional package leaves in its place. */
function isSnap(path: string): boolean {
  const target = realpathSync(path);
  return /^\/(var\/lib\/snapd\/)?snap\/|\/bin\/snap$/.test(target) || runsSnap(target);
}

function runsSnap(path: string): boolean {
  const beginning = readBeginning(path, 8192);
  return beginning.startsWith('#!') && /\/snap\/bin\/|\bsnap run\b/.test(beginning);
}

function readBeginning(path: string, sizeBytes: number): string {
  const buffer = Buffer.alloc(sizeBytes);
  const file = openSync(path, 'r');
  try {
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, sizeBytes, 0));
  } finally {
    closeSync(file);
  }
}
