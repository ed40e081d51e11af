import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findBrowser } from '../../../scripts/launch/find-browser.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-path-'));
  vi.stubEnv('PATH', ['first', 'second'].map((name) => join(directory, name)).join(':'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function install(path: string, text: string): string {
  const file = join(directory, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

test('an installed browser is found', () => {
  const browser = install('second/chromium', '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n');
  expect(findBrowser()).toBe(browser);
});

test('the script that Ubuntu leaves in place of a browser is none', () => {
  install('first/chromium', '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
  const browser = install('second/chromium', '\x7fELF');
  expect(findBrowser()).toBe(browser);
});

test('a link to the snap command is none', () => {
  const snap = install('usr/bin/snap', '\x7fELF');
  mkdirSync(join(directory, 'first'));
  symlinkSync(snap, join(directory, 'first/chromium'));
  const browser = install('second/chromium', '\x7fELF');
  expect(findBrowser()).toBe(browser);
});
