/** The command line: `portcullis VERB ...`. */

import { reportToLauncher } from '../engine/host-process/launcher-report.ts';
import { withdrawCapabilitiesFromChildren } from '../engine/privileges/ambient.ts';
import { attach, detach } from './commands/attach.ts';
import { setDefault } from './commands/default.ts';
import { list } from './commands/list.ts';
import { rule } from './commands/rule.ts';
import { status } from './commands/status.ts';
import { panic, playground, resume, trial } from './commands/switches.ts';
import { doctor } from './doctor.ts';
import { installHelper, uninstallHelper } from './installation.ts';
import { replay } from './replay.ts';
import { serve } from './serve.ts';
import { readVersion } from './surroundings.ts';
import { USAGE, usageOf } from './usage.ts';
import { UsageError } from './usage-error.ts';
import { watch } from './watch.ts';

/** Each verb takes the words after it and answers the exit status. */
const VERBS: Readonly<Record<string, (words: string[]) => Promise<number>>> = {
  attach,
  default: setDefault,
  detach,
  doctor,
  install: installHelper,
  list,
  panic,
  playground,
  replay,
  resume,
  rule,
  serve,
  status,
  trial,
  uninstall: uninstallHelper,
  watch,
  help: showUsage,
  '--help': showUsage,
  '-h': showUsage,
  '--version': showVersion,
};

async function showUsage([verb]: string[]): Promise<number> {
  const usage = verb === undefined ? USAGE : usageOf(verb);
  if (usage === undefined) throw new UsageError(`There is no verb "${verb}".`);
  process.stdout.write(usage);
  return 0;
}

async function showVersion(): Promise<number> {
  process.stdout.write(`${await readVersion()}\n`);
  return 0;
}

async function main([verb, ...words]: string[]): Promise<number> {
  if (verb === undefined) return misuse('Say what to do.', 'portcullis help');
  if (!Object.hasOwn(VERBS, verb)) return misuse(`There is no verb "${verb}".`, 'portcullis help');
  if (usageOf(verb) !== undefined && words.some((word) => word === '--help' || word === '-h')) {
    return showUsage([verb]);
  }
  try {
    return (await VERBS[verb]?.(words)) ?? 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const help = usageOf(verb) === undefined ? 'portcullis help' : `portcullis help ${verb}`;
    return misuse(error.message, help, words.includes('--json'));
  }
}

/** Answers the exit status. A program that asked for JSON gets its answer in JSON. */
function misuse(message: string, help: string, json = false): number {
  const failure = { code: 'misuse', message, remedy: `Try: ${help}` };
  const text = json ? JSON.stringify(failure) : `portcullis: ${message}\n${failure.remedy}`;
  process.stderr.write(`${text}\n`);
  return 2;
}

// Before anything is started.
withdrawCapabilitiesFromChildren();
reportToLauncher();
process.exitCode = await main(process.argv.slice(2));
