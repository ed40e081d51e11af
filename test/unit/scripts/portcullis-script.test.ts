/** `npm run portcullis` from a folder of the user's: npm changes to the checkout and tells where it was. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { NODE, ROOT } from '../../support/paths.ts';
import { PortcullisHome, portcullisEnvironment } from '../../support/portcullis-process.ts';

const execute = promisify(execFile);

/** Two processes, each of which starts another. */
const PATIENCE_MS = 30_000;

test('files are named from where the user is', { timeout: PATIENCE_MS }, async () => {
  using home = new PortcullisHome();
  writeFileSync(join(home.directory, 'mine.rules'), 'drop icmp\n');
  const run = (environment: NodeJS.ProcessEnv) =>
    execute(NODE, ['scripts/portcullis.mjs', 'rule', 'import', 'mine.rules'], {
      cwd: ROOT,
      env: { ...portcullisEnvironment(home), ...environment },
    });
  expect((await run({ INIT_CWD: home.directory })).stdout).toBe('1 rule added, 0 removed.\n');
  await expect(run({})).rejects.toMatchObject({
    stderr: expect.stringContaining('mine.rules cannot be read.'),
  });
});
