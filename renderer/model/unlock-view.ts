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

/** On the button. All are about as long, so that nothing beside it moves. */
export function unlockLabel({ kind }: UnlockView): string {
  if (kind === 'handing-over') return 'Unlocking…';
  return kind === 'asking' ? 'Waiting…' : 'Unlock';
}

/** What the button waits for. */
export function unlockWait(view: UnlockView): string | undefined {
  if (view.kind !== 'asking') return undefined;
  return view.way === 'sudo' ? 'Waiting for sudo' : 'Waiting for your password';
}

/** What pressing it does. */
export function unlockWords(way: UnlockWay): string {
  return `Unlock ${QUESTIONS[way]} and gives them to Portcullis only; it never runs as root.`;
}

const QUESTIONS: Readonly<Record<UnlockWay, string>> = {
  bootstrap: 'asks for your password, unless the system still remembers it,',
  pkexec: 'asks for your password',
  // It cannot ask in a window, and some let users through without a question.
  sudo: 'goes through sudo, which may ask where you started Portcullis from,',
};
