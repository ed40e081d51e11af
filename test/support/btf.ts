/**
 * Reads the BTF of a built object, as far as sizes and member offsets of structs go. https://docs.kernel.org/bpf/btf.html
 */
import { readFileSync } from 'node:fs';

export interface StructLayout {
  readonly size: number;
  readonly offsets: Readonly<Record<string, number>>;
}

const KIND = {
  int: 1,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  funcProto: 13,
  var: 14,
  datasec: 15,
  declTag: 17,
  enum64: 19,
};

export function readStructLayouts(objectPath: string): ReadonlyMap<string, StructLayout> {
  const view = section(readFileSync(objectPath), '.BTF');
  const headerBytes = view.getUint32(4, true);
  const typesStart = headerBytes + view.getUint32(8, true);
  const typesEnd = typesStart + view.getUint32(12, true);
  const stringsStart = headerBytes + view.getUint32(16, true);
  const structs = new Map<string, StructLayout>();

  for (let at = typesStart; at < typesEnd; ) {
    const name = text(view, stringsStart + view.getUint32(at, true));
    const info = view.getUint32(at + 4, true);
    const size = view.getUint32(at + 8, true);
    const kind = (info >>> 24) & 0x1f;
    const count = info & 0xffff;
    const body = at + 12;
    if (kind === KIND.struct) {
      const offsets: Record<string, number> = {};
      for (let member = 0; member < count; member += 1) {
        const start = body + member * 12;
        const bits = view.getUint32(start + 8, true) & (info >>> 31 ? 0xffffff : 0xffffffff);
        offsets[text(view, stringsStart + view.getUint32(start, true))] = bits / 8;
      }
      structs.set(name, { size, offsets });
    }
    at = body + bodyBytes(kind, count);
  }
  return structs;
}

function bodyBytes(kind: number, count: number): number {
  switch (kind) {
    case KIND.int:
    case KIND.var:
    case KIND.declTag:
      return 4;
    case KIND.array:
      return 12;
    case KIND.struct:
    case KIND.union:
    case KIND.datasec:
    case KIND.enum64:
      return count * 12;
    case KIND.enum:
    case KIND.funcProto:
      return count * 8;
    default:
      return 0;
  }
}

/** A section of a 64-bit little-endian ELF file. */
function section(file: Buffer, name: string): DataView {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const table = Number(view.getBigUint64(0x28, true));
  const entryBytes = view.getUint16(0x3a, true);
  const names = table + view.getUint16(0x3e, true) * entryBytes;
  const namesStart = Number(view.getBigUint64(names + 0x18, true));
  for (let index = 0; index < view.getUint16(0x3c, true); index += 1) {
    const entry = table + index * entryBytes;
    if (text(view, namesStart + view.getUint32(entry, true)) !== name) continue;
    const start = Number(view.getBigUint64(entry + 0x18, true));
    const size = Number(view.getBigUint64(entry + 0x20, true));
    return new DataView(file.buffer, file.byteOffset + start, size);
  }
  throw new Error(`no section ${name}`);
}

function text(view: DataView, start: number): string {
  let out = '';
  for (let at = start; view.getUint8(at) !== 0; at += 1)
    out += String.fromCharCode(view.getUint8(at));
  return out;
}
