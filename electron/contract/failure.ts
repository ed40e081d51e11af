/**
 * Expected failures. They travel as values from the engine to the user, so each one says what is
 * wrong and what to do about it. Bugs are not failures: they throw.
 */
export type FailureCode =
  | 'bad-request'
  | 'unknown-method'
  | 'disconnected'
  | 'bad-address'
  | 'bad-port'
  | 'bad-rule'
  | 'bad-match'
  | 'bad-list'
  | 'duplicate-rule'
  | 'unknown-rule'
  | 'too-many-rules'
  | 'too-complex'
  | 'no-trial'
  | 'trial-open'
  | 'unknown-list'
  | 'duplicate-list'
  | 'list-in-use'
  | 'list-unreachable'
  | 'too-many-lists'
  | 'too-many-prefixes'
  | 'unknown-interface'
  | 'interface-gone'
  | 'interface-busy'
  | 'unsupported-interface'
  | 'already-attached'
  | 'not-attached'
  | 'missing-privileges'
  | 'missing-library'
  | 'missing-object'
  | 'kernel-refused'
  | 'engine-locked'
  | 'not-running'
  | 'untrusted-engine'
  | 'storage-failed'
  | 'playground-refused'
  | 'reverse-dns-off'
  | 'names-unavailable'
  | 'unlock-refused'
  | 'installation-failed'
  | 'clipboard-refused'
  | 'bad-capture'
  | 'file-too-large'
  | 'write-failed'
  | 'internal';

export interface Failure {
  readonly code: FailureCode;
  /** What is wrong, one sentence, no trailing instructions. */
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly remedy: string;
  /** Raw evidence for a report: an errno name, a verifier log. Never needed to understand the message. */
  readonly details?: string;
}

export function failure(
  code: FailureCode,
  message: string,
  remedy: string,
  details?: string,
): Failure {
  return details === undefined ? { code, message, remedy } : { code, message, remedy, details };
}
