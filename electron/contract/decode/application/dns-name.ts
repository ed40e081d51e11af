import { textOfBytes } from '../clean-text.ts';
import type { Section } from '../section.ts';

/** RFC 1035, section 2.3.4. */
const MAX_NAME_BYTES = 255;
const POINTER = 0xc0;

/**
 * Reads a name, which may go on at an earlier place of the message (RFC 1035, section 4.1.4). Every
 * jump leads to before the one it follows, so there is an end to them. Labels that hold a dot or what
 * cannot be shown are escaped.
 */
export function readDnsName(section: Section, messageStart: number): string {
  const { state } = section;
  const labels: string[] = [];
  let lengthBytes = 1;
  /** Where the part begins that is being read; a jump must lead to before it. */
  let partStart = section.position;
  let at = section.position;
  let hasJumped = false;
  for (;;) {
    state.spend(1);
    const first = byteAt(at);
    if ((first & POINTER) === POINTER) {
      const target = messageStart + ((first & 0x3f) << 8) + byteAt(at + 1);
      if (target >= partStart) section.fault('a name refers to what comes after it');
      if (!hasJumped) section.skip(at + 2 - section.position);
      hasJumped = true;
      partStart = target;
      at = target;
      continue;
    }
    if (first > 63) section.fault('a name holds a label of an unknown kind');
    if (first === 0) {
      if (!hasJumped) section.skip(at + 1 - section.position);
      return labels.join('.') || '.';
    }
    lengthBytes += first + 1;
    if (lengthBytes > MAX_NAME_BYTES) section.fault('a name has more than 255 bytes');
    byteAt(at + first);
    labels.push(escapeDots(textOfBytes(state.bytes.subarray(at + 1, at + 1 + first))));
    at += first + 1;
  }

  /** What was jumped back to has been captured; what is read for the first time may not be. */
  function byteAt(place: number): number {
    if (!hasJumped) return section.peek8(place - section.position);
    if (place >= state.bytes.length) section.fault('a name ends outside of its message');
    return state.view.getUint8(place);
  }
}

/**
 * A name that refers to nothing before it (RFC 8415, section 10), up to its end or that of the section,
 * where a part of a name ends (RFC 4704, section 4.2).
 */
export function readPlainName(section: Section): string {
  const labels: string[] = [];
  let lengthBytes = 1;
  while (section.left > 0) {
    const length = section.peek8();
    if (length > 63) section.fault('a name holds a label of an unknown kind');
    section.skip(1);
    if (length === 0) break;
    lengthBytes += length + 1;
    if (lengthBytes > MAX_NAME_BYTES) section.fault('a name has more than 255 bytes');
    const { position, state } = section;
    section.skip(length);
    labels.push(escapeDots(textOfBytes(state.bytes.subarray(position, position + length))));
  }
  return labels.join('.') || '.';
}

function escapeDots(label: string): string {
  return label.replaceAll('.', '\\.');
}
