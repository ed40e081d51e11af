import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian and Ubuntu keep `asm/types.h`, which `linux/bpf.h` wants. */
const MULTIARCH_HEADERS = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' } as const;

/** Compiles a small program of the test's own; the object is there while `use` runs. */
export async function withBpfObject<T>(
  source: string,
  use: (objectPath: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-bpf-'));
  try {
    const [from, to] = [join(directory, 'program.c'), join(directory, 'program.o')];
    writeFileSync(from, source);
    const options = ['-O2', '-g', '-Wall', '-Werror', '-target', 'bpf', ...headerOptions()];
    execFileSync('clang', [...options, '-c', from, '-o', to]);
    return await use(to);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** For what the compiler does not find by itself. */
export function headerOptions(): string[] {
  const name = MULTIARCH_HEADERS[process.arch as keyof typeof MULTIARCH_HEADERS];
  const directory = `/usr/include/${name}`;
  return name && existsSync(directory) ? ['-I', directory] : [];
}
