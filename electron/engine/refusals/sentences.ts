/**
 * What the doctor says beforehand and an attach says when it fails: the same words, from here. Each
 * is made of facts alone, so that it can be said in both places.
 */
import { type Failure, failure } from '../../contract/failure.ts';
import type { ForeignProgram, NetworkInterface } from '../../contract/state.ts';
import { PROGRAM_NAMES } from '../bpf/layout.ts';

/** For the attaching of XDP links; what else is needed came earlier. */
export const OLDEST_KERNEL = '5.15';

/**
 * What always fits a page beside the room that XDP wants: 4096 less 256 in front, 320 behind, the
 * Ethernet header and two VLAN tags. Above it, a driver has to hand frames over in pieces.
 */
export const MAX_ONE_PIECE_MTU_BYTES = 3498;

type Target = Pick<NetworkInterface, 'name' | 'driver' | 'mtuBytes'>;

/** Somebody holds the XDP hook: another program, or a Portcullis that is not the one that looks. */
export function heldInterface(name: string, holder: ForeignProgram): Failure {
  const details = `program ${holder.id}, attached in ${holder.mode} mode`;
  if (holder.name === PROGRAM_NAMES.in) {
    return failure(
      'interface-busy',
      `Portcullis itself holds ${name}: another window, or another watch.`,
      'Look at it there, or detach it there first.',
      details,
    );
  }
  const what = holder.name ? `"${holder.name}" (id ${holder.id})` : `with id ${holder.id}`;
  return failure(
    'interface-busy',
    `Another XDP program, ${what}, already holds ${name}.`,
    'Portcullis never takes over. Stop the program that loaded it, or choose another interface.',
    details,
  );
}

/** The same, where it is known which process that is: `process 42, headless`. */
export function heldByEngine(name: string, holder: string): Failure {
  return failure(
    'interface-busy',
    `Portcullis itself holds ${name} (${holder}).`,
    'Look at it in the app, or detach it there first.',
  );
}

/** It would be watched, and no rule would ever match. */
export function unknownFraming(name: string): Failure {
  return failure(
    'unsupported-interface',
    `${name} carries frames that are neither Ethernet nor plain IP, so no rule could match them.`,
    'Choose the interface that it goes out through.',
  );
}

export function noNativeXdp({ driver }: Target): string {
  return `The driver ${driver} has no native XDP.`;
}

function tooFewQueues({ driver }: Target): string {
  return `The driver ${driver} has too few queues for native XDP.`;
}

/** Of an interface that offers none, before anything is tried. */
export function nativeNotOffered(target: Target): string {
  // veth offers it unless its other end sends on more queues than this one receives on.
  return target.driver === 'veth' ? tooFewQueues(target) : noNativeXdp(target);
}

/** The driver wants frames in one piece, and these may be larger. */
export function tooLargeForNative({ driver, mtuBytes }: Target): string {
  return `The driver ${driver} takes no frames of ${mtuBytes} bytes into native XDP.`;
}

/** Why the driver would not run the filter itself, from the errno of the refusal. */
export function nativeRefusal(target: Target, errno: string): string {
  const { driver, mtuBytes } = target;
  switch (errno) {
    case 'EOPNOTSUPP':
    case 'ENOTSUP':
    case 'ENOTSUPP':
      return noNativeXdp(target);
    case 'EINVAL':
    case 'ERANGE':
      return mtuBytes > MAX_ONE_PIECE_MTU_BYTES
        ? tooLargeForNative(target)
        : `The driver ${driver} refuses native XDP as it is set up (MTU ${mtuBytes}).`;
    case 'ENOSPC':
      return tooFewQueues(target);
    default:
      return `The driver ${driver} refused native XDP (${errno}).`;
  }
}

/** `undefined` for one that is new enough, or whose name says nothing. */
export function kernelTooOld(release: string): Failure | undefined {
  const [major = 0, minor = 0] = numbersOf(release);
  const [oldestMajor = 0, oldestMinor = 0] = numbersOf(OLDEST_KERNEL);
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  if (!isOld || major === 0) return undefined;
  return failure(
    'kernel-refused',
    `Linux ${major}.${minor} is too old; ${OLDEST_KERNEL} is needed.`,
    'Install a newer kernel, or a newer release of your distribution.',
    release,
  );
}

/** The rights are there, and the kernel does not count them. */
export const INSIDE_USER_NAMESPACE: Failure = failure(
  'missing-privileges',
  'The rights of this process count only in its container (a user namespace), and not for filtering.',
  'Start Portcullis outside of it.',
);

export const LOCKED_DOWN: Failure = failure(
  'kernel-refused',
  'The kernel is locked down to confidentiality, and may refuse filter programs.',
  'If it does, start the machine without "lockdown=confidentiality".',
);

export const DENIED: Failure = failure(
  'missing-privileges',
  'The kernel does not let this process filter, although it has the rights.',
  'A container or a security module forbids it: start Portcullis outside of it, or allow it there.',
);

function numbersOf(version: string): number[] {
  return (/^(\d+)\.(\d+)/.exec(version)?.slice(1) ?? []).map(Number);
}
