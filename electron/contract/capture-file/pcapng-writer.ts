/**
 * Writes packets as pcapng, little-endian, times in nanoseconds, as Wireshark and tshark read it.
 * It streams: what was written so far is a readable file at every end of a block.
 */
import { DIRECTION, type PacketRecord, VERDICT } from '../packet-record.ts';
import { ChunkWriter } from './chunk-writer.ts';
import {
  BLOCK,
  BYTE_ORDER_MAGIC,
  FLAG_DIRECTION,
  OPTION,
  paddedBytes,
  TC_ACTION,
  VERDICT_KIND,
  XDP_ACTION,
} from './format.ts';
import { encodeUtf8 } from './utf8.ts';

/** Where packets of a file were seen. */
export interface FileInterface {
  readonly name: string;
  /** One of {@link LINK_TYPE}. */
  readonly linkType: number;
}

export interface SectionHeader {
  /** Name and version. */
  readonly application: string;
  /** Of the machine: `Linux 6.1.0`. */
  readonly system?: string;
  /** What the file holds, in words. */
  readonly comment?: string;
  /** At most so many bytes of each packet were asked for; 0: no limit. */
  readonly snapshotBytes: number;
}

export interface PacketContext {
  readonly interface: FileInterface;
  /** Adds to milliseconds since boot for milliseconds since 1970. */
  readonly bootTimeMs: number;
  /** May be empty: none. */
  readonly comment: string;
}

/** What became of all packets, for the end of the file. */
export interface FileStatistics {
  readonly received: number;
  /** Lost on the way from the kernel to the file. */
  readonly lost: number;
  /** Left out on purpose, or because the kernel could not hand them on. */
  readonly leftOut: number;
  readonly delivered: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly comment: string;
}

const BLOCK_BYTES = 12;
const OPTION_BYTES = 4;
const UNKNOWN_SECTION_BYTES = 0xffff_ffff;
const NANOSECONDS = 9;
const WORD = 0x1_0000_0000;
/** Comments that were encoded already: a file has many packets and few of them. */
const MAX_KNOWN_COMMENTS = 4096;
/** An option's length is 16 bits. */
const MAX_TEXT_BYTES = 0xfff0;
/** Flags and verdict of a packet, and the end of its options. */
const PACKET_OPTION_BYTES = OPTION_BYTES + 4 + (OPTION_BYTES + 12) + OPTION_BYTES;
const VERDICT_BYTES = 9;

export class PcapngWriter {
  readonly #out: ChunkWriter;
  readonly #snapshotBytes: number;
  readonly #interfaces = new Map<string, number>();
  readonly #comments = new Map<string, Uint8Array>();
  #epochMs = 0;
  #epochHigh = 0;
  #epochLow = 0;

  /** Begins the file. `emit` receives it in chunks, which are its own. */
  constructor(header: SectionHeader, emit: (chunk: Uint8Array<ArrayBuffer>) => void) {
    this.#out = new ChunkWriter(emit);
    this.#snapshotBytes = header.snapshotBytes;
    this.#writeSection(header);
  }

  /** `bytes`: the first bytes of the packet; none were captured if it is empty. */
  add(record: PacketRecord, bytes: Uint8Array, context: PacketContext): void {
    const id = this.#interfaceId(context.interface);
    const comment = this.#encodedComment(context.comment);
    const commentBytes = comment.length > 0 ? OPTION_BYTES + paddedBytes(comment.length) : 0;
    const total = BLOCK_BYTES + 20 + paddedBytes(bytes.length) + PACKET_OPTION_BYTES + commentBytes;
    const out = this.#out;
    out.reserve(total);
    out.u32(BLOCK.enhancedPacket);
    out.u32(total);
    out.u32(id);
    this.#writeTime(context.bootTimeMs, record.timeBootNs);
    out.u32(bytes.length);
    out.u32(Math.max(record.lengthBytes, bytes.length));
    out.padded(bytes);
    this.#writeTextOption(OPTION.comment, comment);
    this.#writeDirection(record);
    this.#writeVerdict(record);
    out.u32(OPTION.end);
    out.u32(total);
  }

  /** Of one interface, which it makes known if no packet did. */
  addStatistics(statistics: FileStatistics, of: FileInterface): void {
    const id = this.#interfaceId(of);
    const comment = this.#encodedComment(statistics.comment);
    const counts = [
      [OPTION.statisticsReceived, statistics.received],
      [OPTION.statisticsInterfaceDropped, statistics.leftOut],
      [OPTION.statisticsSystemDropped, statistics.lost],
      [OPTION.statisticsDelivered, statistics.delivered],
    ] as const;
    const commentBytes = comment.length > 0 ? OPTION_BYTES + paddedBytes(comment.length) : 0;
    const total =
      BLOCK_BYTES + 12 + commentBytes + (counts.length + 2) * (OPTION_BYTES + 8) + OPTION_BYTES;
    const out = this.#out;
    out.reserve(total);
    out.u32(BLOCK.statistics);
    out.u32(total);
    out.u32(id);
    this.#writeTime(statistics.endMs, 0);
    this.#writeTextOption(OPTION.comment, comment);
    for (const [code, timeMs] of [
      [OPTION.statisticsStart, statistics.startMs],
      [OPTION.statisticsEnd, statistics.endMs],
    ] as const) {
      this.#writeOptionHead(code, 8);
      this.#writeTime(timeMs, 0);
    }
    for (const [code, packets] of counts) {
      this.#writeOptionHead(code, 8);
      out.i64(packets);
    }
    out.u32(OPTION.end);
    out.u32(total);
  }

  /** Hands on what was written so far. */
  flush(): void {
    this.#out.flush();
  }

  #writeSection({ application, system = '', comment = '' }: SectionHeader): void {
    const options = [
      [OPTION.comment, encodeText(comment)],
      [OPTION.sectionSystem, encodeText(system)],
      [OPTION.sectionApplication, encodeText(application)],
    ] as const;
    const total = BLOCK_BYTES + 16 + textOptionBytes(options) + OPTION_BYTES;
    const out = this.#out;
    out.reserve(total);
    out.u32(BLOCK.section);
    out.u32(total);
    out.u32(BYTE_ORDER_MAGIC);
    out.u16(1);
    out.u16(0);
    out.u32(UNKNOWN_SECTION_BYTES);
    out.u32(UNKNOWN_SECTION_BYTES);
    for (const [code, text] of options) this.#writeTextOption(code, text);
    out.u32(OPTION.end);
    out.u32(total);
  }

  #interfaceId({ name, linkType }: FileInterface): number {
    const key = `${linkType} ${name}`;
    const known = this.#interfaces.get(key);
    if (known !== undefined) return known;
    const id = this.#interfaces.size;
    this.#interfaces.set(key, id);
    const text = encodeText(name);
    const total =
      BLOCK_BYTES + 8 + textOptionBytes([[0, text]]) + (OPTION_BYTES + 4) + OPTION_BYTES;
    const out = this.#out;
    out.reserve(total);
    out.u32(BLOCK.interface);
    out.u32(total);
    out.u16(linkType);
    out.u16(0);
    out.u32(this.#snapshotBytes);
    this.#writeTextOption(OPTION.interfaceName, text);
    this.#writeOptionHead(OPTION.interfaceTimeResolution, 1);
    out.u8(NANOSECONDS);
    out.pad(3);
    out.u32(OPTION.end);
    out.u32(total);
    return id;
  }

  /** High word first. Nanoseconds since 1970 do not fit a double. */
  #writeTime(epochMs: number, afterNs: number): void {
    if (epochMs !== this.#epochMs) this.#setEpoch(epochMs);
    const low = this.#epochLow + (afterNs % WORD);
    const high = this.#epochHigh + Math.floor(afterNs / WORD) + Math.floor(low / WORD);
    this.#out.u32(high);
    this.#out.u32(low % WORD);
  }

  #setEpoch(epochMs: number): void {
    const wholeMs = Math.floor(epochMs);
    const restNs = Math.round((epochMs - wholeMs) * 1e6);
    const epochNs = BigInt(wholeMs) * 1_000_000n + BigInt(restNs);
    this.#epochMs = epochMs;
    this.#epochHigh = Number(epochNs >> 32n);
    this.#epochLow = Number(epochNs & 0xffff_ffffn);
  }

  #writeDirection(record: PacketRecord): void {
    this.#writeOptionHead(OPTION.packetFlags, 4);
    this.#out.u32(record.direction === DIRECTION.out ? FLAG_DIRECTION.out : FLAG_DIRECTION.in);
  }

  /** What the program returned: XDP on the way in, TC on the way out. */
  #writeVerdict(record: PacketRecord): void {
    const dropped = record.verdict === VERDICT.drop;
    const out = this.#out;
    this.#writeOptionHead(OPTION.packetVerdict, VERDICT_BYTES);
    if (record.direction === DIRECTION.out) {
      out.u8(VERDICT_KIND.tc);
      out.i64(dropped ? TC_ACTION.shot : TC_ACTION.unspecified);
    } else {
      out.u8(VERDICT_KIND.xdp);
      out.i64(dropped ? XDP_ACTION.drop : XDP_ACTION.pass);
    }
    out.pad(paddedBytes(VERDICT_BYTES) - VERDICT_BYTES);
  }

  #writeTextOption(code: number, text: Uint8Array): void {
    if (text.length === 0) return;
    this.#writeOptionHead(code, text.length);
    this.#out.padded(text);
  }

  #writeOptionHead(code: number, bytes: number): void {
    this.#out.u16(code);
    this.#out.u16(bytes);
  }

  #encodedComment(comment: string): Uint8Array {
    const known = this.#comments.get(comment);
    if (known) return known;
    if (this.#comments.size >= MAX_KNOWN_COMMENTS) this.#comments.clear();
    const encoded = encodeText(comment);
    this.#comments.set(comment, encoded);
    return encoded;
  }
}

/** Cut at a whole character where it is too long for an option. */
function encodeText(text: string): Uint8Array {
  const encoded = encodeUtf8(text);
  if (encoded.length <= MAX_TEXT_BYTES) return encoded;
  let end = MAX_TEXT_BYTES;
  while (((encoded[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return encoded.subarray(0, end);
}

function textOptionBytes(options: readonly (readonly [number, Uint8Array])[]): number {
  let bytes = 0;
  for (const [, text] of options) {
    if (text.length > 0) bytes += OPTION_BYTES + paddedBytes(text.length);
  }
  return bytes;
}
