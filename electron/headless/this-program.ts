import { ownProgram } from '../engine/privileges/succession/own-program.ts';

/** The words that start this command line again, without its verb. */
export function thisProgram(): readonly string[] {
  const { execPath, env, argv, versions } = process;
  return ownProgram({
    execPath,
    env,
    // Electron's binary runs it as Node does only in a package.
    isPackaged: versions.electron !== undefined,
    unpackaged: [execPath, argv[1] ?? ''],
  });
}
