/** Fields of a record in place, as a filter reads them: no object per packet. */
import { ETHER_TYPE, MARK, RECORD_OFFSETS } from '../../packet-record.ts';

/** Whether the record at an offset is let through. `sequence` names its packet. */
export type PacketTest = (bytes: Uint8Array, offset: number, sequence: number) => boolean;

/** Little-endian, as all numbers of a record. */
export function fieldU16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

export function fieldU32(bytes: Uint8Array, at: number): number {
  return fieldU16(bytes, at) + fieldU16(bytes, at + 2) * 0x1_0000;
}

/** 4, 16, or 0 where the packet has no addresses. */
export function addressSize(bytes: Uint8Array, offset: number): number {
  const family = bytes[offset + RECORD_OFFSETS.family];
  return family === 4 ? 4 : family === 6 ? 16 : 0;
}

export function addressOffset(offset: number, isSource: boolean): number {
  return offset + (isSource ? RECORD_OFFSETS.source : RECORD_OFFSETS.destination);
}

export function isComingIn(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset + RECORD_OFFSETS.direction] === 0;
}

export function isArpRecord(bytes: Uint8Array, offset: number): boolean {
  return fieldU16(bytes, offset + RECORD_OFFSETS.ether_type) === ETHER_TYPE.arp;
}

/** 4 or 6 for what is IP; 0 for ARP and all else. */
export function ipVersion(bytes: Uint8Array, offset: number): number {
  const family = bytes[offset + RECORD_OFFSETS.family] as number;
  return family !== 0 && !isArpRecord(bytes, offset) ? family : 0;
}

export function hasMark(bytes: Uint8Array, offset: number, mark: number): boolean {
  return ((bytes[offset + RECORD_OFFSETS.marks] as number) & mark) !== 0;
}

export function hasPorts(bytes: Uint8Array, offset: number): boolean {
  return hasMark(bytes, offset, MARK.hasPorts) && ipVersion(bytes, offset) !== 0;
}
