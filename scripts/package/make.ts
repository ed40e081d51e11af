/**
 * `npm run make`: makes the AppImage. All that can be done without a network is done first; then what
 * is missing is named, with the place to put it.
 *
 *   --fetch        fetch what is missing
 *   --this-system  for this system only: its libraries may be newer than those of older systems
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runVisibly } from '../setup/run-command.ts';
import { say } from '../setup/terminal.ts';
import { fetchTools } from './appimage-tools.ts';
import { findAppImageTools, findElectronZip, MAY_DOWNLOAD, type Part } from './missing-parts.ts';
import { PackagingError } from './packaging-error.ts';
import { FOR_THIS_SYSTEM, preparePackage } from './prepare-package.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FORGE = join(root, 'node_modules/@electron-forge/cli/dist/electron-forge.js');

async function main(): Promise<number> {
  const values = readOptions();
  if (values instanceof Error) {
    say(`${values.message}\nUse: npm run make [-- --fetch] [-- --this-system]`);
    return 2;
  }
  if (values.fetch) process.env[MAY_DOWNLOAD] = '1';
  if (values['this-system']) {
    process.env[FOR_THIS_SYSTEM] = '1';
    say('This package is for systems like this one only.');
  }
  // Everybody reads what is in an image, whoever makes it.
  process.umask(0o022);

  const electron = await findElectronZip(root);
  const tools = await findAppImageTools();
  say('Preparing what goes into the package');
  await preparePackage(root);
  if (!electron.found && !values.fetch) {
    tellMissing([electron, tools]);
    return 1;
  }
  const packaged = await runForge('package');
  if (packaged !== 0) return packaged;
  if (!tools.found) {
    if (!values.fetch) {
      tellMissing([tools]);
      return 1;
    }
    say('Fetching the AppImage runtime');
    await fetchTools();
  }
  return runForge('make', '--from-package');
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        fetch: { type: 'boolean', default: false },
        'this-system': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return error as Error;
  }
}

function runForge(...words: readonly string[]): Promise<number> {
  // Else what reads forge.config.ts keeps its translation where everybody may write, and runs that.
  const env = { ...process.env, JITI_FS_CACHE: 'false' };
  return runVisibly([process.execPath, FORGE, ...words], { cwd: root, env });
}

function tellMissing(parts: readonly Part[]): void {
  say('\nThe rest is ready, but the AppImage cannot be made yet.');
  for (const part of parts) {
    if (!part.found) say(`\n${part.sentences.join('\n')}`);
  }
  say('\nWith a network, this fetches what is missing: npm run make -- --fetch');
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof PackagingError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
