import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of shell scripts that stand in for programs. Put it in front of the PATH. */
export class StandInPrograms implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'portcullis-programs-'));

  /** The body of a shell script. */
  add(name: string, script: string): void {
    const path = join(this.directory, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
