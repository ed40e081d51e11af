import { fail, type Result } from '../result.ts';

/** A file that cannot be read on. Packets in front of the place were read. */
export function damaged(offset: number, what: string): Result<never> {
  return fail(
    'bad-capture',
    `The capture file is damaged at byte ${offset}: ${what}.`,
    'Packets before that place are read. Capture again, or mend the file with another program.',
  );
}

export function cutOff(offset: number): Result<never> {
  return fail(
    'bad-capture',
    `The capture file is cut off: what begins at byte ${offset} has no end.`,
    'Packets before that place are read.',
  );
}
