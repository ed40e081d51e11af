/** Looks into decoded packets. */
import { decodePacket } from '../../electron/contract/decode/decode-packet.ts';
import type {
  DecodedField,
  DecodedLayer,
  DecodedPacket,
} from '../../electron/contract/decode/decoded-packet.ts';

/** An Ethernet frame that was captured whole, or of which the first bytes were. */
export function decodeFrame(bytes: Uint8Array, capturedBytes = bytes.length): DecodedPacket {
  const captured = bytes.subarray(0, capturedBytes);
  return decodePacket(captured, { originalLength: bytes.length, linkType: 'ethernet' });
}

export function layerOf(decoded: DecodedPacket, name: string): DecodedLayer {
  const layer = decoded.layers.find((each) => each.name === name);
  if (!layer) throw new Error(`no ${name} among ${layerNames(decoded).join(', ')}`);
  return layer;
}

export function layerNames(decoded: DecodedPacket): string[] {
  return decoded.layers.map(({ name }) => name);
}

/** The summary in one line. */
export function summaryOf(layer: DecodedLayer): string {
  return layer.summary.map(({ text }) => text).join(' ');
}

/** A field by the labels that lead to it. */
export function fieldOf(layer: DecodedLayer, ...labels: readonly string[]): DecodedField {
  let fields: readonly DecodedField[] = layer.fields;
  let found: DecodedField | undefined;
  for (const label of labels) {
    found = fields.find((each) => each.label === label);
    if (!found) throw new Error(`no ${label} among ${fields.map((each) => each.label).join(', ')}`);
    fields = found.children ?? [];
  }
  return found as DecodedField;
}
