/** Packets that somebody has tampered with, and what must hold for whatever comes out of decoding them. */
import { decodePacket } from '../../electron/contract/decode/decode-packet.ts';
import type {
  DecodedField,
  DecodedLayer,
  DecodedPacket,
  TextPart,
} from '../../electron/contract/decode/decoded-packet.ts';
import {
  MAX_FIELDS,
  MAX_LAYERS,
  MAX_STEPS,
  MAX_TEXT,
} from '../../electron/contract/decode/limits.ts';
import { DECODE_SEEDS } from './decode-seeds.ts';
import type { Random } from './random.ts';

const SEEDS = Object.values(DECODE_SEEDS) as [Uint8Array, ...Uint8Array[]];
/** Lengths, counts and flags at their limits. */
const TELLING = [0, 1, 2, 3, 4, 5, 15, 63, 64, 127, 128, 191, 192, 254, 255] as const;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const STEERING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** A seed with bytes changed, taken out, put in or cut off, or spliced with another one. */
export function mutatedPacket(random: Random): Uint8Array {
  let packet = Uint8Array.from(random.pick(SEEDS));
  for (let count = random.below(6); count > 0; count -= 1) packet = mutate(random, packet);
  return packet;
}

function mutate(random: Random, packet: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = random.below(packet.length + 1);
  switch (random.below(7)) {
    case 0:
      return Uint8Array.from(packet.subarray(0, at));
    case 1:
      return Uint8Array.from([...packet.subarray(0, at), ...packet.subarray(at + random.below(9))]);
    case 2:
      return Uint8Array.from([
        ...packet.subarray(0, at),
        ...random.bytes(random.below(40)),
        ...packet.subarray(at),
      ]);
    case 3:
      return Uint8Array.from([...packet.subarray(0, at), ...random.pick(SEEDS).subarray(at)]);
    case 4:
      return Uint8Array.from([...packet, ...packet.subarray(at)]).subarray(0, 4000);
    default: {
      const changed = Uint8Array.from(packet);
      if (at < changed.length) {
        changed[at] = random.chance(2) ? random.pick(TELLING) : random.below(256);
      }
      return changed;
    }
  }
}

/** Decodes it and looks at everything that came out. Throws a sentence where something does not hold. */
export function checkDecoding(random: Random): DecodedPacket {
  const bytes = mutatedPacket(random);
  const originalLength = random.chance(2) ? bytes.length : bytes.length + random.below(2000);
  const linkType = random.chance(8) ? 'raw-ip' : 'ethernet';
  const decoded = decodePacket(bytes, { originalLength, linkType });
  const check = new Check(bytes.length);
  for (const layer of decoded.layers) check.layer(layer);
  check.text(decoded.application?.text ?? '');
  check.that(decoded.steps <= MAX_STEPS, `took ${decoded.steps} steps`);
  check.that(decoded.layers.length <= MAX_LAYERS + 1, `has ${decoded.layers.length} layers`);
  check.that(check.fields <= MAX_FIELDS + MAX_LAYERS, `has ${check.fields} fields`);
  return decoded;
}

class Check {
  fields = 0;
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  that(holds: boolean, otherwise: string): void {
    if (!holds) throw new Error(`The decoded packet ${otherwise}.`);
  }

  layer(layer: DecodedLayer): void {
    this.#range(layer.name, layer.range);
    this.that(layer.name !== '', 'has a layer without a name');
    for (const part of layer.summary) this.#part(part);
    for (const field of layer.fields) this.#field(field);
    this.text(layer.problem?.text ?? '');
  }

  text(text: string): void {
    this.that(text.length <= MAX_TEXT, `has a text of ${text.length} characters`);
    this.that(!STEERING.test(text), `has controls in ${JSON.stringify(text)}`);
    this.that(text.isWellFormed(), 'has half a character');
  }

  #part({ text, filterText = '' }: TextPart): void {
    this.text(text);
    this.text(filterText);
  }

  #field(field: DecodedField): void {
    this.fields += 1;
    this.#range(field.label, field.range);
    for (const text of [field.label, field.value, field.note, field.filterText]) {
      this.text(text ?? '');
    }
    this.text(field.problem?.text ?? '');
    for (const child of field.children ?? []) this.#field(child);
  }

  #range(name: string, { start, end }: { readonly start: number; readonly end: number }): void {
    const isWithin = 0 <= start && start <= end && end <= this.#length;
    this.that(isWithin, `has ${name} at ${start} to ${end} of ${this.#length} bytes`);
  }
}
