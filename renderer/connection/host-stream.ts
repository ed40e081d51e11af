/**
 * The answer to one request, which never ends, by which the page hears what its host has to say. Its
 * bytes come into one buffer, again and again, where every message of a WebSocket lies in memory that
 * the browser collects later, and holds the page up for. Only while the page is looked at: of one that
 * it freezes, a browser never takes up the answer again.
 */
import { STREAM_HEADER, STREAM_PATH } from '../../electron/contract/page-paths.ts';
import type { HostAddress } from './host-transport.ts';

const BUFFER_BYTES = 512 * 1024;
/**
 * More than this at once is a flood. The rest of it is left waiting until a frame is drawn, so that the
 * next one finds the page at rest: what came in between is taken in one go.
 */
const FLOOD_BYTES = 16 * 1024;
/** A page that nobody sees draws nothing, in milliseconds. */
const LONGEST_WAIT_MS = 50;
const LEAVE = new Uint8Array();

export interface HostStreamOptions {
  /** Sends the host a message: the name of a stream to speak into, or an empty one to leave it. */
  readonly tell: (message: Uint8Array<ArrayBuffer>) => void;
  /** `false`: nothing that follows can be understood. The bytes are valid during the call. */
  readonly onBytes: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  /** It ended, though nobody asked it to, or was cut off. */
  readonly onBroken: () => void;
}

type Phase = 'none' | 'asked' | 'hearing' | 'leaving';

export class HostStream implements Disposable {
  readonly #address: HostAddress;
  readonly #options: HostStreamOptions;
  #phase: Phase = 'none';
  #reader: ReadableStreamBYOBReader | undefined;
  /** What came by another way, and has to wait for the end of the stream. */
  #waiting: (() => void)[] = [];
  #isOver = false;
  readonly #onVisibility = () => this.#suit();

  constructor(address: HostAddress, options: HostStreamOptions) {
    this.#address = address;
    this.#options = options;
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#suit();
  }

  /** The host says that from now on it speaks into the stream that it was told. */
  begin(): void {
    const reader = this.#reader;
    if (!reader || this.#phase !== 'asked') return;
    this.#phase = 'hearing';
    void this.#hear(reader).then(
      (isWhole) => this.#onEnd(isWhole),
      () => this.#onEnd(false),
    );
    this.#suit();
  }

  /** Calls it once all is heard that the host said before it left the stream, if it was asked to. */
  after(deliver: () => void): void {
    if (this.#phase === 'leaving') this.#waiting.push(deliver);
    else deliver();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    void this.#reader?.cancel().catch(() => {});
  }

  /** Brings it to where a page belongs that is looked at, or is not. */
  #suit(): void {
    if (this.#isOver) return;
    if (!document.hidden && this.#phase === 'none') void this.#ask();
    if (document.hidden && this.#phase === 'hearing') {
      this.#phase = 'leaving';
      this.#options.tell(LEAVE);
    }
  }

  async #ask(): Promise<void> {
    this.#phase = 'asked';
    const opened = await openStream(this.#address).catch(() => undefined);
    // Without one the page hears over its WebSocket, until it is looked at anew.
    if (!opened) this.#phase = 'none';
    else if (this.#isOver) void opened.reader.cancel().catch(() => {});
    else {
      this.#reader = opened.reader;
      this.#options.tell(new TextEncoder().encode(opened.id));
    }
  }

  /** Until it ends. Answers whether all of it was understood. */
  async #hear(reader: ReadableStreamBYOBReader): Promise<boolean> {
    let buffer = new ArrayBuffer(BUFFER_BYTES);
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done || !value) return true;
      if (!this.#options.onBytes(value)) return false;
      buffer = value.buffer;
      if (value.byteLength > FLOOD_BYTES) await afterFrame();
    }
  }

  #onEnd(isWhole: boolean): void {
    this.#reader = undefined;
    if (this.#isOver) return;
    if (this.#phase !== 'leaving' || !isWhole) {
      this.#options.onBroken();
      return;
    }
    this.#phase = 'none';
    for (const deliver of this.#waiting.splice(0)) deliver();
    this.#suit();
  }
}

async function openStream({ protocol, host }: HostAddress) {
  const { ok, headers, body } = await fetch(`${protocol}//${host}${STREAM_PATH}`, {
    cache: 'no-store',
  });
  const id = headers.get(STREAM_HEADER);
  if (ok && id !== null && body) return { id, reader: body.getReader({ mode: 'byob' }) };
  await body?.cancel();
  return undefined;
}

/** Once the next frame is drawn, or soon where none is. */
function afterFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_WAIT_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve);
    });
  });
}
