/** The command line: `portcullis VERB ...`. */

import { reportToLauncher } from '../engine/host-process/launcher-report.ts';
import { withdrawCapabilitiesFromChildren } from '../engine/privileges/ambient.ts';
import { doctor } from './doctor.ts';
import { installHelper, uninstallHelper } from './installation.ts';
import { serve } from './serve.ts';
import { readVersion } from './surroundings.ts';
import { UsageError } from './usage-error.ts';
import { watch } from './watch.ts';

const USAGE = `Portcullis shows the packets that reach an interface, and drops what you point at.

  portcullis serve [--interface NAME]... [--playground] [--port N]
      Serve the app to a browser on this machine. Prints the address to open.
      --interface NAME   watch this interface instead of those used last time
      --playground       start in the playground, which touches no real interface
      --port N           listen on this port of 127.0.0.1 instead of any free one
      --no-ask           do not ask for the rights to filter; the page can
      --browser-uid UID  write a file that opens the app, readable by this user only
      --ready-fd N       announce the address as one line of JSON on this file descriptor

  portcullis watch INTERFACE [--json] [--count N]
      Print packets as they arrive. No rules are applied.
      --json             one JSON object per line
      --count N          stop after this many packets

  portcullis install [--show] [--yes]
      Put a small helper of root's in place: the desktop then asks for the password in
      Portcullis's own words, and it is checked that nobody but you and root could have
      changed what is started. Shows what it is, and asks first.
      --show             print the files in full, and change nothing
      --yes              do not ask

  portcullis uninstall [--yes]
      Take every trace of the helper away.

  portcullis doctor [--json]
      Say what this machine, this process and each interface can do, and what to mend.
      Changes nothing. The exit status is 1 if there is a fault.
      --json             one JSON object

  portcullis help        show this text
  portcullis --version   show the version
`;

/** Each verb takes the words after it and answers the exit status. */
const VERBS: Readonly<Record<string, (words: string[]) => Promise<number>>> = {
  doctor,
  serve,
  watch,
  install: installHelper,
  uninstall: uninstallHelper,
  help: showUsage,
  '--help': showUsage,
  '-h': showUsage,
  '--version': showVersion,
};

async function showUsage(): Promise<number> {
  process.stdout.write(USAGE);
  return 0;
}

async function showVersion(): Promise<number> {
  process.stdout.write(`${await readVersion()}\n`);
  return 0;
}

async function main([verb, ...words]: string[]): Promise<number> {
  if (verb === undefined) return misuse('Say what to do.');
  if (!Object.hasOwn(VERBS, verb)) return misuse(`There is no verb "${verb}".`);
  try {
    return (await VERBS[verb]?.(words)) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) return misuse(error.message);
    throw error;
  }
}

function misuse(what: string): number {
  process.stderr.write(`portcullis: ${what}\nTry: portcullis help\n`);
  return 2;
}

// Before anything is started.
withdrawCapabilitiesFromChildren();
reportToLauncher();
process.exitCode = await main(process.argv.slice(2));
