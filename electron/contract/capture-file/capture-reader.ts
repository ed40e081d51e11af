/** Reads capture files of either format as they arrive. */
import { fail, ok, type Result } from '../result.ts';
import { ByteQueue } from './byte-queue.ts';
import type { FrameListener } from './captured-frame.ts';
import { isPcap, PcapReader } from './pcap-reader.ts';
import { isPcapng, PcapngReader } from './pcapng-reader.ts';

const MAGIC_BYTES = 4;
/** RFC 1952, 2.3.1. */
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/**
 * Feed it the file with {@link push}, then {@link end}. Each whole packet goes to the listener. After
 * a failure (`bad-capture`) nothing more is read.
 */
export class CaptureReader {
  readonly #queue = new ByteQueue();
  readonly #onFrame: FrameListener;
  #reader: PcapReader | PcapngReader | undefined;
  #failed: Result<never> | undefined;

  constructor(onFrame: FrameListener) {
    this.#onFrame = onFrame;
  }

  push(chunk: Uint8Array): Result<null> {
    if (this.#failed) return this.#failed;
    this.#queue.append(chunk);
    return this.#keep(this.#read());
  }

  /** The file ends here. */
  end(): Result<null> {
    if (this.#failed) return this.#failed;
    return this.#keep(this.#reader?.end() ?? notACapture(this.#queue.peek(this.#queue.length)));
  }

  #read(): Result<null> {
    if (!this.#reader) {
      if (this.#queue.length < MAGIC_BYTES) return ok(null);
      const head = this.#queue.peek(MAGIC_BYTES);
      if (isPcapng(head)) this.#reader = new PcapngReader(this.#queue, this.#onFrame);
      else if (isPcap(head)) this.#reader = new PcapReader(this.#queue, this.#onFrame);
      else return notACapture(head);
    }
    return this.#reader.read();
  }

  #keep(result: Result<null>): Result<null> {
    if (!result.ok) this.#failed = result;
    return result;
  }
}

function notACapture(head: Uint8Array): Result<never> {
  if (head.length === 0) {
    return fail('bad-capture', 'The file is empty.', 'Choose a pcap or pcapng file.');
  }
  if (GZIP_MAGIC.every((byte, index) => head[index] === byte)) {
    return fail('bad-capture', 'The capture file is compressed.', 'Unpack it first, with gunzip.');
  }
  return fail(
    'bad-capture',
    'This is neither a pcap nor a pcapng file.',
    'Choose a file that tcpdump, Wireshark or Portcullis wrote.',
  );
}
