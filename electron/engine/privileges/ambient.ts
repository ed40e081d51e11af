/**
 * Which capabilities the programs that we start receive: none, unless one is lent for one start.
 *
 * A capability passes to a started program through the ambient set of the thread that starts it.
 * Node starts programs from its main thread, which is the one that these calls act on; its other
 * threads keep their sets and start nothing. <capabilities(7)>
 */
import {
  PR_CAP_AMBIENT,
  PR_CAP_AMBIENT_CLEAR_ALL,
  PR_CAP_AMBIENT_LOWER,
  PR_CAP_AMBIENT_RAISE,
  prctl,
} from '../ffi/libc.ts';

let withdrawn = false;

/** From now on what this process starts is without capabilities. To be called first, once. */
export function withdrawCapabilitiesFromChildren(): void {
  // Refused by kernels without ambient sets only, all of which are too old to filter.
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  withdrawn = true;
}

/**
 * Runs `start`, which starts a program before it returns, so that the program holds this one
 * capability; without it, where this process has not got it either.
 */
export function lendCapability<T>(capability: number, start: () => T): T {
  // A process that never withdrew them, such as the lab's, gives its children what it has.
  if (!withdrawn) return start();
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0);
  try {
    return start();
  } finally {
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, capability, 0, 0);
  }
}
