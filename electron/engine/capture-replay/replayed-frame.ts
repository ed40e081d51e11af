/** A packet of a capture file as a program on an interface would see it. */
import { formatAddressBytes } from '../../contract/address.ts';
import type { CapturedFrame } from '../../contract/capture-file/captured-frame.ts';
import { LINK_TYPE } from '../../contract/capture-file/format.ts';
import type { Direction } from '../../contract/language/statement.ts';
import { ETHER_TYPE } from '../../contract/packet-record.ts';

export interface ReplayedFrame {
  /** From the header of the link or, if it has none, of IP on. In place. */
  readonly bytes: Uint8Array;
  readonly isRawIp: boolean;
  /** What the header of the link took of the packet's length. */
  readonly strippedBytes: number;
  /** As the link itself tells it. */
  readonly direction: Direction | undefined;
}

/** DLT_LINUX_SLL: https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html */
const COOKED = { header: 16, protocol: 14, packetType: 1 } as const;
/** https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html */
const COOKED2 = { header: 20, protocol: 0, packetType: 10 } as const;
const SENT_BY_US = 4;
/** The shortest that BPF_PROG_TEST_RUN takes, and the least that a link header is. */
const MIN_BYTES = 14;
const TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8]);

/** `undefined` for what cannot be run: nothing was captured, or the kind of link is not known. */
export function replayedFrame({ linkType, bytes }: CapturedFrame): ReplayedFrame | undefined {
  if (bytes.length < MIN_BYTES) return undefined;
  switch (linkType) {
    case LINK_TYPE.ethernet:
      return { bytes, isRawIp: false, strippedBytes: 0, direction: undefined };
    case LINK_TYPE.rawIp:
    case LINK_TYPE.ipv4:
    case LINK_TYPE.ipv6:
      return { bytes, isRawIp: true, strippedBytes: 0, direction: undefined };
    case LINK_TYPE.linuxCooked:
      return cooked(bytes, COOKED);
    case LINK_TYPE.linuxCooked2:
      return cooked(bytes, COOKED2);
    default:
      return undefined;
  }
}

/** By whose address stands in it; `undefined` where neither or both are this machine's. */
export function directionByAddress(
  { bytes, isRawIp }: ReplayedFrame,
  own: ReadonlySet<string>,
): Direction | undefined {
  const start = isRawIp ? 0 : networkOffset(bytes);
  const version = (bytes[start] ?? 0) >> 4;
  const [offset, size] = version === 6 ? [8, 16] : [12, 4];
  if ((version !== 4 && version !== 6) || start + offset + 2 * size > bytes.length)
    return undefined;
  const at = start + offset;
  const isFromHere = own.has(formatAddressBytes(bytes.subarray(at, at + size)));
  const isToHere = own.has(formatAddressBytes(bytes.subarray(at + size, at + 2 * size)));
  if (isFromHere === isToHere) return undefined;
  return isFromHere ? 'out' : 'in';
}

function cooked(
  bytes: Uint8Array,
  layout: { readonly header: number; readonly protocol: number; readonly packetType: number },
): ReplayedFrame | undefined {
  const protocol = u16(bytes, layout.protocol);
  const isIp = protocol === ETHER_TYPE.ipv4 || protocol === ETHER_TYPE.ipv6;
  if (!isIp || bytes.length < layout.header + MIN_BYTES) return undefined;
  return {
    bytes: bytes.subarray(layout.header),
    isRawIp: true,
    strippedBytes: layout.header,
    direction: bytes[layout.packetType] === SENT_BY_US ? 'out' : 'in',
  };
}

/** Behind the MAC addresses, the EtherType and any tags. Past the end where it is not IP. */
function networkOffset(bytes: Uint8Array): number {
  let offset = 12;
  while (TAGS.has(u16(bytes, offset))) offset += 4;
  const type = u16(bytes, offset);
  const isIp = type === ETHER_TYPE.ipv4 || type === ETHER_TYPE.ipv6;
  return isIp ? offset + 2 : bytes.length;
}

function u16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}
