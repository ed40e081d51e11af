/** What the two ways of filtering outgoing packets have in common. */
import { err, fail, type Result } from '../../contract/result.ts';
import type { NetworkInterface } from '../../contract/state.ts';
import { explainAge, explainDenial } from '../refusals/denial.ts';
import { errnoName } from './errno.ts';

export type EgressKind = 'tcx' | 'clsact';
export type EgressTarget = Pick<NetworkInterface, 'name' | 'ifindex'>;

/**
 * One program on the way out of one interface. Disposing detaches it; the program itself stays its
 * owner's. It has to let pass with TC_ACT_UNSPEC, which leaves the word to programs behind it.
 */
export interface EgressLink extends Disposable {
  readonly kind: EgressKind;
  /** Of the program that is in place; another one after `replace`. */
  readonly programId: number;
  /** Puts another program in place without a gap. After a failure the old one goes on. */
  replace(programFd: number): Result<null>;
  /** Whether the kernel still has our program there. */
  isInPlace(): boolean;
}

/** `result` is what the kernel answered to an attach, a negative errno. */
export function egressRefused({ name }: EgressTarget, result: number): Result<never> {
  const errno = errnoName(result);
  switch (errno) {
    case 'EPERM':
    case 'EACCES':
      return err(explainDenial(errno));
    case 'ENODEV':
      return fail(
        'interface-gone',
        `${name} is not there any more.`,
        'Choose another interface, or plug it in again.',
        errno,
      );
  }
  const age = explainAge(errno);
  if (age) return err(age);
  return fail(
    'kernel-refused',
    `The kernel would not filter what leaves ${name} (${errno}).`,
    'Incoming packets are filtered all the same. Please report this with your kernel version.',
    errno,
  );
}

export function egressNotReplaced(errno: string): Result<never> {
  return fail(
    'kernel-refused',
    `The kernel would not replace the filter program for outgoing packets (${errno}).`,
    'The old one goes on filtering.',
    errno,
  );
}
