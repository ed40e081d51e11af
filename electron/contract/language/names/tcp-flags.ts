import type { FlagPattern } from '../criterion.ts';

/** By bit, as on the wire (RFC 9293; the last two RFC 3168). */
export const TCP_FLAG_NAMES = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'] as const;

const ALL = 0xff;

/** `syn+!ack`; `none` where all must be clear; `any` where none matters. */
export function printFlagPattern({ set, clear }: FlagPattern): string {
  if (set === 0 && clear === ALL) return 'none';
  if (set === 0 && clear === 0) return 'any';
  return [...namesOf(set), ...namesOf(clear).map((name) => `!${name}`)].join('+');
}

/** `undefined` where a word is no flag. Does not look whether a flag is asked to be both. */
export function readFlagPattern(text: string): FlagPattern | undefined {
  if (text === 'none') return { set: 0, clear: ALL };
  if (text === 'any') return { set: 0, clear: 0 };
  let set = 0;
  let clear = 0;
  for (const part of text.split('+')) {
    const isClear = part.startsWith('!');
    const bit = (TCP_FLAG_NAMES as readonly string[]).indexOf(isClear ? part.slice(1) : part);
    if (bit < 0) return undefined;
    if (isClear) clear |= 1 << bit;
    else set |= 1 << bit;
  }
  return { set, clear };
}

function namesOf(bits: number): string[] {
  return TCP_FLAG_NAMES.filter((_, bit) => (bits & (1 << bit)) !== 0);
}
