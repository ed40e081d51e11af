import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Compiles a small program of the test's own; the object is there while `use` runs. */
export async function withBpfObject<T>(
  source: string,
  use: (objectPath: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-bpf-'));
  try {
    const [from, to] = [join(directory, 'program.c'), join(directory, 'program.o')];
    writeFileSync(from, source);
    execFileSync('clang', ['-O2', '-g', '-target', 'bpf', '-c', from, '-o', to]);
    return await use(to);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
