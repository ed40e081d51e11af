import { startHostProcess } from '../engine/host-process/host-process.ts';
import { untilEnded } from '../engine/host-process/until-ended.ts';
import { missingCapabilities } from '../engine/privileges/capabilities.ts';
import { findElevation } from '../engine/privileges/elevation.ts';
import { thisProgram } from './this-program.ts';

/** Makes do with the rights there are. What is started with the rights gets it too, or it might ask for ever. */
export const AS_IT_IS = '--no-ask';

/**
 * Starts `portcullis verb words` with the rights to filter, if this process lacks them and somebody
 * sits at its terminal who can be asked, and stays until that has ended. Answers its exit status;
 * undefined if there was nobody to ask, or the answer was no.
 */
export async function startWithRights(
  verb: string,
  words: readonly string[],
): Promise<number | undefined> {
  if (words.includes(AS_IT_IS) || missingCapabilities().length === 0) return undefined;
  if (process.getuid?.() === 0 || !process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const elevation = findElevation(undefined, { terminal: true });
  if (!elevation) return undefined;
  process.stderr.write(
    'Portcullis needs your password to let its filter into the kernel. It goes on as you, with three\n' +
      `capabilities and no more. (${AS_IT_IS} goes on without.)\n`,
  );
  const host = startHostProcess(elevation, [...thisProgram(), verb, AS_IT_IS, ...words]);
  const status = await untilEnded(host);
  return host.started() ? status : undefined;
}
