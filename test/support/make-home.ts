import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty directory for what an engine keeps. Whoever asks for it removes it. */
export function makeHome(): string {
  return mkdtempSync(join(tmpdir(), 'portcullis-home-'));
}
