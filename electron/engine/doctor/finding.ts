/** Small makers of findings, so that a check reads as what it looks at and what it says. */
import type { DoctorAction, Finding } from '../../contract/doctor.ts';
import type { Failure } from '../../contract/failure.ts';

/** What a finding is about: its `check`, `subject` and, for some, `interface`. */
export type Topic = Pick<Finding, 'check' | 'subject' | 'interface'>;

export function good(topic: Topic, sentence: string, details?: string): Finding {
  return { ...topic, state: 'good', sentence, ...(details ? { details } : {}) };
}

export function note(
  topic: Topic,
  sentence: string,
  remedy?: string,
  action?: DoctorAction,
): Finding {
  return {
    ...topic,
    state: 'note',
    sentence,
    ...(remedy ? { remedy } : {}),
    ...(action ? { action } : {}),
  };
}

/** What an attempt would fail with. */
export function fault(topic: Topic, reason: Failure, action?: DoctorAction): Finding {
  return fromFailure(topic, 'fault', reason, action);
}

/** A reason that keeps nothing essential from working. */
export function noteOf(topic: Topic, reason: Failure): Finding {
  return fromFailure(topic, 'note', reason);
}

function fromFailure(
  topic: Topic,
  state: 'note' | 'fault',
  { message, remedy, details }: Failure,
  action?: DoctorAction,
): Finding {
  return {
    ...topic,
    state,
    sentence: message,
    remedy,
    ...(action ? { action } : {}),
    ...(details ? { details } : {}),
  };
}
