import type { Failure } from '../../electron/contract/failure.ts';
import type { PrivilegesState, UnlockWay } from '../../electron/contract/privileges.ts';

/** What there is to say and to press where rights are missing. */
export type UnlockView =
  /** Nothing is missing. */
  | { readonly kind: 'unlocked' }
  | { readonly kind: 'ready'; readonly way: UnlockWay }
  /** The question is on the screen, or on its way there. */
  | { readonly kind: 'asking'; readonly way: UnlockWay }
  /** It was answered: a process with the rights takes over. */
  | { readonly kind: 'handing-over' }
  | { readonly kind: 'impossible'; readonly why: Failure };

interface UnlockProgress {
  /** This page asked, and what it asked for is not done. */
  readonly pending: boolean;
  /** A process with the rights may be taking over. */
  readonly handover: boolean;
}

const NOBODY_TO_ASK: Failure = {
  code: 'unlock-refused',
  message: 'Portcullis cannot ask for more rights from here.',
  remedy: 'Start it from a terminal with npm start.',
};

export function unlockView(
  { missing, unlockBy, whyNot, unlocking }: PrivilegesState,
  { pending, handover }: UnlockProgress,
): UnlockView {
  if (missing.length === 0) return { kind: 'unlocked' };
  if (unlockBy === undefined) return { kind: 'impossible', why: whyNot ?? NOBODY_TO_ASK };
  if (unlocking) return { kind: 'asking', way: unlockBy };
  // Another page sees only that the question went away, perhaps because it was declined.
  if (pending) return handover ? { kind: 'handing-over' } : { kind: 'asking', way: unlockBy };
  return { kind: 'ready', way: unlockBy };
}

/** On the button, while nothing can be pressed: `Waiting for your password…` */
export function unlockLabel(view: UnlockView): string {
  if (view.kind === 'handing-over') return 'Unlocking…';
  if (view.kind !== 'asking') return 'Unlock';
  return view.way === 'sudo' ? 'Waiting for sudo…' : 'Waiting for your password…';
}

/** What pressing it does, up to the names of the rights. */
export function unlockWords(way: UnlockWay): string {
  switch (way) {
    case 'bootstrap':
      return 'Unlock asks for your password, unless you gave it a moment ago, and gives the app';
    case 'pkexec':
      return 'Unlock asks for your password once and gives the app';
    case 'sudo':
      return 'Unlock goes through sudo and gives the app';
  }
}
