/** What `npm start` does once the npm packages are there, in order. */
import { fileURLToPath } from 'node:url';
import { BROWSER, NEEDS_TO_START, unmetNeeds } from '../setup/needs.ts';
import { explainLimits, FILTER_PURPOSE, obtainPrivileges } from '../setup/privileges.ts';
import { runVisibly } from '../setup/run-command.ts';
import {
  browserIsPackaged,
  installPurpose,
  installSystemPackages,
} from '../setup/system-packages.ts';
import { say } from '../setup/terminal.ts';
import { browserWindow, chooseWindow } from './app-window.ts';
import { listAttachedPrograms, sayFarewell } from './farewell.ts';
import { openApp } from './open-app.ts';
import { hostArguments, parseStartOptions, START_USAGE } from './start-options.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function main(): Promise<number> {
  const options = parseStartOptions(process.argv.slice(2));
  if (options === 'help' || options instanceof Error) {
    say(options === 'help' ? START_USAGE : `${options.message}\n\n${START_USAGE}`);
    return options === 'help' ? 0 : 2;
  }

  let window = await chooseWindow(root);

  const missing = unmetNeeds(NEEDS_TO_START);
  // Without a window the app still runs, so this one is worth an attempt and not a condition.
  const wished = window.kind === 'none' && browserIsPackaged() ? [BROWSER] : [];
  const privileges = await obtainPrivileges([
    ...(missing.length + wished.length > 0 ? [installPurpose([...missing, ...wished])] : []),
    FILTER_PURPOSE,
  ]);
  const stillMissing = await installSystemPackages([...missing, ...wished], privileges);
  if (stillMissing.some((need) => need !== BROWSER)) return 1;
  if (window.kind === 'none') window = browserWindow(window.why);

  const built = await runVisibly([process.execPath, 'scripts/build.ts'], { cwd: root });
  if (built !== 0) return built;

  explainLimits(privileges, true);
  const before = await listAttachedPrograms();
  const exitCode = await openApp(window, { root, privileges, arguments: hostArguments(options) });
  await sayFarewell(before);
  return exitCode;
}

process.exitCode = await main();
