import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What tshark reads out of a capture file: these fields of each packet, as it writes them. */
export function tsharkFields(
  file: Uint8Array | string,
  fields: readonly string[],
): readonly (readonly string[])[] {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-tshark-'));
  try {
    const path = typeof file === 'string' ? file : join(directory, 'capture.pcapng');
    if (typeof file !== 'string') writeFileSync(path, file);
    const run = spawnSync(
      'tshark',
      ['-n', '-r', path, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
      {
        encoding: 'utf8',
        // No profile of the user, and times that do not depend on where the test runs.
        env: { PATH: process.env.PATH, HOME: directory, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    if (run.status !== 0) throw new Error(`tshark: ${run.error ?? run.stderr}`);
    return run.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
