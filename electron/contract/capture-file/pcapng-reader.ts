/**
 * pcapng files (draft-ietf-opsawg-pcapng): sections of either byte order, any number of interfaces,
 * blocks that are not known are skipped whatever their size.
 */
import type { DefaultVerdict, Direction } from '../language/statement.ts';
import { ok, type Result } from '../result.ts';
import type { ByteQueue } from './byte-queue.ts';
import type { FrameListener } from './captured-frame.ts';
import { cutOff, damaged } from './damage.ts';
import {
  BLOCK,
  BYTE_ORDER_MAGIC,
  FLAG_DIRECTION,
  MAX_PACKET_BYTES,
  OPTION,
  paddedBytes,
  TC_ACTION,
  VERDICT_KIND,
  XDP_ACTION,
} from './format.ts';
import { InterfaceClock } from './interface-clock.ts';
import { readOptions, readText } from './options.ts';
import { verdictOfComment } from './verdict-comment.ts';

/** Type and both lengths. */
const BLOCK_BYTES = 12;
const SECTION_BYTES = BLOCK_BYTES + 16;
/** Of blocks that are read. A packet of the longest kind with many comments. */
const MAX_BLOCK_BYTES = 1024 * 1024;
const MAX_INTERFACES = 4096;
/** They are kept, so a file must not fill the memory with them. Longer than any system's. */
const MAX_NAME_BYTES = 256;

interface Interface {
  readonly linkType: number;
  readonly snapshotBytes: number;
  readonly name: string | undefined;
  readonly clock: InterfaceClock;
}

interface Remarks {
  direction?: Direction;
  verdict?: DefaultVerdict;
  comment?: string;
}

/** Whether a file begins as pcapng does. */
export function isPcapng(head: Uint8Array): boolean {
  return head.length >= 4 && viewOf(head).getUint32(0) === BLOCK.section;
}

export class PcapngReader {
  readonly #queue: ByteQueue;
  readonly #onFrame: FrameListener;
  #isLittleEndian = true;
  #interfaces: Interface[] = [];
  #frames = 0;
  #lastTimeNs = 0n;

  constructor(queue: ByteQueue, onFrame: FrameListener) {
    this.#queue = queue;
    this.#onFrame = onFrame;
  }

  /** Reads what has arrived. */
  read(): Result<null> {
    while (!this.#queue.isSkipping && this.#queue.length >= BLOCK_BYTES) {
      const read = this.#readBlock();
      if (!read.ok) return read;
      if (!read.value) break;
    }
    return ok(null);
  }

  end(): Result<null> {
    const { isSkipping, length, offset } = this.#queue;
    return isSkipping || length > 0 ? cutOff(offset) : ok(null);
  }

  /** Answers false while the block has not arrived as a whole. */
  #readBlock(): Result<boolean> {
    const queue = this.#queue;
    const head = viewOf(queue.peek(BLOCK_BYTES));
    if (head.getUint32(0) === BLOCK.section) {
      const begun = this.#readByteOrder(head);
      if (!begun.ok) return begun;
    }
    const isLittleEndian = this.#isLittleEndian;
    const type = head.getUint32(0, isLittleEndian);
    const total = head.getUint32(4, isLittleEndian);
    if (total < BLOCK_BYTES || total % 4 !== 0) {
      return damaged(queue.offset, `a block cannot be ${total} bytes long`);
    }
    const readBody = this.#bodyReader(type);
    if (!readBody) {
      queue.skip(total);
      return ok(true);
    }
    if (total > MAX_BLOCK_BYTES) {
      return damaged(
        queue.offset,
        `a block of ${total} bytes is longer than any that is read here`,
      );
    }
    if (queue.length < total) return ok(false);
    const block = viewOf(queue.peek(total));
    if (block.getUint32(total - 4, isLittleEndian) !== total) {
      return damaged(queue.offset, 'a block says two different lengths');
    }
    const problem = readBody(new DataView(block.buffer, block.byteOffset + 8, total - BLOCK_BYTES));
    if (problem) return damaged(queue.offset, problem);
    queue.skip(total);
    return ok(true);
  }

  #readByteOrder(head: DataView): Result<null> {
    if (head.getUint32(8, true) === BYTE_ORDER_MAGIC) this.#isLittleEndian = true;
    else if (head.getUint32(8, false) === BYTE_ORDER_MAGIC) this.#isLittleEndian = false;
    else return damaged(this.#queue.offset, 'a section does not tell its byte order');
    return ok(null);
  }

  /** Reads a block's body, and answers what is wrong with it. */
  #bodyReader(type: number): ((body: DataView) => string | undefined) | undefined {
    switch (type) {
      case BLOCK.section:
        return (body) => this.#readSection(body);
      case BLOCK.interface:
        return (body) => this.#readInterface(body);
      case BLOCK.enhancedPacket:
        return (body) => this.#readEnhancedPacket(body);
      case BLOCK.simplePacket:
        return (body) => this.#readSimplePacket(body);
      case BLOCK.packet:
        return (body) => this.#readOldPacket(body);
      default:
        return undefined;
    }
  }

  #readSection(body: DataView): string | undefined {
    if (body.byteLength < SECTION_BYTES - BLOCK_BYTES) return 'a section header is too short';
    const major = body.getUint16(4, this.#isLittleEndian);
    if (major !== 1) return `version ${major} of the format is not known`;
    this.#interfaces = [];
    return undefined;
  }

  #readInterface(body: DataView): string | undefined {
    if (body.byteLength < 8) return 'the description of an interface is too short';
    if (this.#interfaces.length >= MAX_INTERFACES) return 'it has too many interfaces';
    let name: string | undefined;
    let resolution: number | undefined;
    let offsetSeconds: bigint | undefined;
    for (const { code, value } of readOptions(from(body, 8), this.#isLittleEndian)) {
      if (code === OPTION.interfaceName) name = readText(value, MAX_NAME_BYTES);
      if (code === OPTION.interfaceTimeResolution && value.byteLength >= 1) {
        resolution = value.getUint8(0);
      }
      if (code === OPTION.interfaceTimeOffset && value.byteLength >= 8) {
        offsetSeconds = value.getBigInt64(0, this.#isLittleEndian);
      }
    }
    this.#interfaces.push({
      linkType: body.getUint16(0, this.#isLittleEndian),
      snapshotBytes: body.getUint32(4, this.#isLittleEndian),
      name,
      clock: new InterfaceClock(resolution, offsetSeconds),
    });
    return undefined;
  }

  #readEnhancedPacket(body: DataView): string | undefined {
    if (body.byteLength < 20) return 'a packet is too short';
    return this.#deliver(body, body.getUint32(0, this.#isLittleEndian));
  }

  #readOldPacket(body: DataView): string | undefined {
    if (body.byteLength < 20) return 'a packet is too short';
    return this.#deliver(body, body.getUint16(0, this.#isLittleEndian));
  }

  #readSimplePacket(body: DataView): string | undefined {
    const seenOn = this.#interfaces[0];
    if (!seenOn) return 'a packet comes before its interface';
    if (body.byteLength < 4) return 'a packet is too short';
    const length = body.getUint32(0, this.#isLittleEndian);
    const asked = seenOn.snapshotBytes === 0 ? length : Math.min(length, seenOn.snapshotBytes);
    if (asked > MAX_PACKET_BYTES) return `a packet of ${asked} bytes is longer than any`;
    if (4 + asked > body.byteLength) return 'a packet is longer than its block';
    this.#emit(seenOn, this.#lastTimeNs, length, bytesOf(body, 4, asked), {});
    return undefined;
  }

  /** Time, lengths and bytes stand at the same places in both kinds of blocks. */
  #deliver(body: DataView, interfaceId: number): string | undefined {
    const seenOn = this.#interfaces[interfaceId];
    if (!seenOn) return 'a packet comes before its interface';
    const isLittleEndian = this.#isLittleEndian;
    const ticks =
      (BigInt(body.getUint32(4, isLittleEndian)) << 32n) |
      BigInt(body.getUint32(8, isLittleEndian));
    const captured = body.getUint32(12, isLittleEndian);
    if (captured > MAX_PACKET_BYTES) return `a packet of ${captured} bytes is longer than any`;
    if (20 + captured > body.byteLength) return 'a packet is longer than its block';
    const options = from(body, Math.min(20 + paddedBytes(captured), body.byteLength));
    this.#lastTimeNs = seenOn.clock.epochNs(ticks);
    this.#emit(
      seenOn,
      this.#lastTimeNs,
      body.getUint32(16, isLittleEndian),
      bytesOf(body, 20, captured),
      this.#readRemarks(options),
    );
    return undefined;
  }

  #emit(
    { linkType, name }: Interface,
    timeNs: bigint,
    lengthBytes: number,
    bytes: Uint8Array,
    remarks: Remarks,
  ): void {
    this.#frames += 1;
    this.#onFrame({
      number: this.#frames,
      timeNs,
      linkType,
      lengthBytes: Math.max(lengthBytes, bytes.length),
      bytes,
      ...(name === undefined ? {} : { interfaceName: name }),
      ...remarks,
    });
  }

  #readRemarks(options: DataView): Remarks {
    const remarks: Remarks = {};
    for (const { code, value } of readOptions(options, this.#isLittleEndian)) {
      if (code === OPTION.packetFlags && value.byteLength >= 4) {
        const direction = value.getUint32(0, this.#isLittleEndian) & FLAG_DIRECTION.mask;
        if (direction === FLAG_DIRECTION.in) remarks.direction = 'in';
        if (direction === FLAG_DIRECTION.out) remarks.direction = 'out';
      }
      if (code === OPTION.packetVerdict) {
        const verdict = readVerdict(value, this.#isLittleEndian);
        if (verdict) remarks.verdict = verdict;
      }
      if (code === OPTION.comment) {
        const comment = readText(value);
        remarks.comment = remarks.comment ? `${remarks.comment}\n${comment}` : comment;
      }
    }
    const said = remarks.comment === undefined ? undefined : verdictOfComment(remarks.comment);
    if (said && !remarks.verdict) remarks.verdict = said;
    return remarks;
  }
}

/** What the hardware says is no verdict of a filter that is known here. */
function readVerdict(value: DataView, isLittleEndian: boolean): DefaultVerdict | undefined {
  if (value.byteLength < 9) return undefined;
  const kind = value.getUint8(0);
  const action = Number(BigInt.asIntN(32, value.getBigInt64(1, isLittleEndian)));
  if (kind === VERDICT_KIND.xdp) {
    return action === XDP_ACTION.drop || action === XDP_ACTION.aborted ? 'drop' : 'pass';
  }
  if (kind === VERDICT_KIND.tc) {
    return action === TC_ACTION.shot || action === TC_ACTION.stolen ? 'drop' : 'pass';
  }
  return undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function from(body: DataView, offset: number): DataView {
  return new DataView(body.buffer, body.byteOffset + offset, body.byteLength - offset);
}

function bytesOf(body: DataView, offset: number, length: number): Uint8Array {
  return new Uint8Array(body.buffer, body.byteOffset + offset, length);
}
