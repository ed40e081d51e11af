/** Makes the file of `electron/engine/names/vendor-table-format.ts` of the IEEE's registry. */
import {
  MAC_BITS,
  VENDOR_HEADER_BYTES,
  VENDOR_MAGIC,
  vendorTableBytes,
} from '../../electron/engine/names/vendor-table-format.ts';

/** A name is one line in a tooltip. */
const MAX_NAME_CHARACTERS = 80;
/** Holds the blocks that are given out in smaller parts; of a card it says nothing. */
const REGISTRY_ITSELF = 'IEEE Registration Authority';
const UNPRINTABLE = /[\p{C}\p{Z}]+/gu;

interface Entry {
  readonly prefix: number;
  readonly bits: number;
  readonly name: string;
}

/** `registry`: hexadecimal prefixes, and for each the lines of who has it, the name first. */
export function vendorTable(registry: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(registry)
    .map(([digits, lines]) => entryOf(digits, lines))
    .filter(({ name }) => name !== '' && name !== REGISTRY_ITSELF)
    .sort((a, b) => a.prefix - b.prefix || a.bits - b.bits);
  const { starts, text } = joinNames(entries);
  const names = Buffer.from(text, 'utf8');
  const bytes = Buffer.alloc(vendorTableBytes(entries.length, names.length));
  bytes.writeUInt32LE(VENDOR_MAGIC, 0);
  bytes.writeUInt32LE(entries.length, 4);
  bytes.writeUInt32LE(names.length, 8);
  const startsAt = VENDOR_HEADER_BYTES + entries.length * 8;
  const bitsAt = startsAt + entries.length * 4;
  for (const [index, { prefix, bits, name }] of entries.entries()) {
    bytes.writeDoubleLE(prefix, VENDOR_HEADER_BYTES + index * 8);
    bytes.writeUInt32LE(starts.get(name) ?? 0, startsAt + index * 4);
    bytes.writeUInt8(bits, bitsAt + index);
  }
  names.copy(bytes, bitsAt + entries.length);
  return bytes;
}

function entryOf(digits: string, lines: string): Entry {
  const bits = digits.length * 4;
  const [first = ''] = lines.split('\n');
  const name = first.replace(UNPRINTABLE, ' ').trim().slice(0, MAX_NAME_CHARACTERS);
  return { prefix: Number.parseInt(digits, 16) * 2 ** (MAC_BITS - bits), bits, name };
}

/** Every name once, and where it begins in bytes. */
function joinNames(entries: readonly Entry[]) {
  const starts = new Map<string, number>();
  let text = '';
  let bytes = 0;
  for (const { name } of entries) {
    if (starts.has(name)) continue;
    starts.set(name, bytes);
    text += `${name}\n`;
    bytes += Buffer.byteLength(name) + 1;
  }
  return { starts, text };
}
