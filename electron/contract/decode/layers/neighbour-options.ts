import { textOfBytes } from '../clean-text.ts';
import type { Section } from '../section.ts';

const NAMES: Readonly<Record<number, string>> = {
  1: 'Source MAC',
  2: 'Target MAC',
  3: 'Prefix',
  4: 'Redirected packet',
  5: 'Largest packet',
  14: 'Nonce',
  24: 'Route',
  25: 'Name servers',
  31: 'Search domains',
};

/** Options of neighbour discovery: RFC 4861, 8106, 3971, 4191. Their lengths are in units of 8 bytes. */
export function readNeighbourOptions(section: Section): void {
  while (section.left >= 2) {
    const kind = section.peek8();
    const sizeBytes = section.peek8(1) * 8;
    if (sizeBytes === 0) section.fault('an option says it has 0 bytes');
    section.group(NAMES[kind] ?? `Option ${kind}`, sizeBytes, (option) => {
      option.u8('Kind');
      option.u8('Length', (value) => `${value * 8} bytes`);
      const value = readValue(option, kind);
      option.rest('Rest');
      return value;
    });
  }
}

function readValue(option: Section, kind: number): string {
  switch (kind) {
    case 1:
    case 2:
      return option.mac('MAC');
    case 3:
      return readPrefix(option);
    case 5:
      option.u16('Reserved');
      return `${option.u32('Bytes')} bytes`;
    case 25:
      return readServers(option);
    case 31:
      option.u16('Reserved');
      option.u32('For', lifetimeText);
      return option.left > 0 ? textOfBytes(option.bytes('Names', option.left)) : '';
    default:
      return `${option.left + 2} bytes`;
  }
}

function readPrefix(option: Section): string {
  const bits = option.u8('Bits');
  option.u8('Flags', (value) => {
    const words = [
      (value & 0x80) !== 0 && 'on this link',
      (value & 0x40) !== 0 && 'make addresses',
    ];
    return words.filter(Boolean).join(', ') || 'none';
  });
  option.u32('Valid for', lifetimeText);
  option.u32('Preferred for', lifetimeText);
  option.u32('Reserved');
  return `${option.address('Prefix', 16)}/${bits}`;
}

function readServers(option: Section): string {
  option.u16('Reserved');
  option.u32('For', lifetimeText);
  const servers: string[] = [];
  while (option.left >= 16) servers.push(option.address('Server', 16));
  return servers.join(', ');
}

function lifetimeText(seconds: number): string {
  return seconds === 0xffff_ffff ? 'ever' : `${seconds} s`;
}
