import { decodePacket } from './decode-packet.ts';
import type { ApplicationText, DecodeOptions } from './decoded-packet.ts';

/**
 * What a packet's payload is, short enough for a column: `DNS`, `A? mirror.example.net`. `undefined`
 * where nothing here can read it. It costs a whole decoding: ask for rows in sight only.
 */
export function describeApplication(
  bytes: Uint8Array,
  options: DecodeOptions,
): ApplicationText | undefined {
  return decodePacket(bytes, options).application;
}
