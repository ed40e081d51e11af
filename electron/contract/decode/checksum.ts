import { hexNumber } from './clean-text.ts';
import type { DecodeState } from './decode-state.ts';
import type { Carrier } from './layer-reader.ts';
import type { DescribedValue } from './section.ts';

/** Bytes that are added up in one step. */
const STRETCH_BYTES = 64;

/** The Internet checksum (RFC 1071) over bytes that hold it: 0xffff when it is right. */
function onesSum(state: DecodeState, start: number, end: number, from = 0): number {
  state.spend(Math.ceil((end - start) / STRETCH_BYTES));
  let sum = from;
  let at = start;
  for (; at + 1 < end; at += 2) sum += state.view.getUint16(at);
  if (at < end) sum += state.view.getUint8(at) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return sum;
}

/** Of a header that holds its own checksum and nothing else counts in. */
export function headerChecksum(
  state: DecodeState,
  start: number,
  end: number,
  value: number,
): DescribedValue {
  return verdictOn(value, onesSum(state, start, end));
}

/**
 * Of TCP, UDP or ICMPv6, whose checksum covers the addresses as well (RFC 9293, RFC 8200). Nothing is
 * said where the segment is not here as a whole.
 */
export function segmentChecksum(
  state: DecodeState,
  segment: { readonly start: number; readonly limit: number; readonly protocol: number },
  carrier: Carrier | undefined,
  value: number,
): DescribedValue {
  const text = hexNumber(value, 4);
  if (!carrier || carrier.isFragment || segment.limit > state.bytes.length) {
    return { value: text, note: 'not checked: the packet is not here as a whole' };
  }
  const size = carrier.version === 4 ? 4 : 16;
  const length = segment.limit - segment.start;
  let pseudo = onesSum(state, carrier.sourceStart, carrier.sourceStart + size);
  pseudo = onesSum(state, carrier.destinationStart, carrier.destinationStart + size, pseudo);
  pseudo = onesSum(state, 0, 0, pseudo + segment.protocol + length);
  // The kernel puts in the sum of the addresses, and leaves the rest to the network card.
  if (value === pseudo) return { value: text, note: 'left to the network card' };
  return verdictOn(value, onesSum(state, segment.start, segment.limit, pseudo));
}

function verdictOn(value: number, sum: number): DescribedValue {
  const text = hexNumber(value, 4);
  if (sum === 0xffff) return { value: text, note: 'right' };
  // What the sum lacks to be right is what the checksum lacks.
  let expected = value + (0xffff - sum);
  if (expected > 0xffff) expected = (expected & 0xffff) + 1;
  return { value: text, malformed: `wrong, ${hexNumber(expected, 4)} would be right` };
}
