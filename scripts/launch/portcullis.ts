/** `npm run portcullis -- VERB ...`: the headless host's command line, with what its verb needs. */
import { fileURLToPath } from 'node:url';
import { startHostProcess } from '../../electron/engine/host-process/host-process.ts';
import { untilEnded } from '../../electron/engine/host-process/until-ended.ts';
import { NEEDS_TO_START, unmetNeeds } from '../setup/needs.ts';
import {
  explainLimits,
  FILTER_PURPOSE,
  hostRights,
  obtainPrivileges,
  type Privileges,
} from '../setup/privileges.ts';
import { listInWords, say } from '../setup/terminal.ts';

const MAIN = fileURLToPath(new URL('../../electron/headless/main.ts', import.meta.url));

/**
 * Verbs that run an engine. `attach` does so only where none runs yet, so it asks a user by itself;
 * root is not asked, and is confined.
 */
const PRIVILEGED_VERBS: readonly string[] =
  process.getuid?.() === 0 ? ['serve', 'watch', 'attach'] : ['serve', 'watch'];

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const needsEngine =
    PRIVILEGED_VERBS.includes(args[0] ?? '') && !args.some((arg) => /^(-h|--help)$/.test(arg));
  const missing = needsEngine ? unmetNeeds(NEEDS_TO_START) : [];
  if (missing.length > 0) {
    say(`Portcullis needs ${listInWords(missing.map((need) => need.name))}.`);
    say('Run `npm start` once: it installs them.');
    return 1;
  }
  const privileges: Privileges = needsEngine
    ? await obtainPrivileges([FILTER_PURPOSE])
    : { kind: 'none', why: 'this verb needs no more' };
  if (needsEngine) explainLimits(privileges, args[0] === 'serve');
  return untilEnded(
    startHostProcess(hostRights(privileges), [
      ...[process.execPath, MAIN, ...args.slice(0, 1)],
      // Whoever was to be asked for rights has been asked.
      ...(needsEngine ? ['--no-ask'] : []),
      ...args.slice(1),
    ]),
  );
}

process.exitCode = await main();
