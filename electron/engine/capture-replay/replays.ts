/** The replays of one client. They end with it. */
import { Buffer } from 'node:buffer';
import type { MethodArgs } from '../../contract/api.ts';
import type { ReplayState } from '../../contract/replay.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { CaptureReplay } from './capture-replay.ts';

/** Each has maps of its own. */
const MAX_AT_ONCE = 2;

type OpenReplay = (
  number: number,
  args: MethodArgs<'beginReplay'>,
) => Promise<Result<CaptureReplay>>;

export class Replays implements Disposable {
  readonly #open: OpenReplay;
  readonly #running = new Map<number, CaptureReplay>();
  #lastNumber = 0;
  #opening = 0;
  #isOver = false;

  constructor(open: OpenReplay) {
    this.#open = open;
  }

  async begin(args: MethodArgs<'beginReplay'>): Promise<Result<ReplayState>> {
    if (this.#running.size + this.#opening >= MAX_AT_ONCE) {
      return fail('bad-request', 'Other files are being replayed.', 'Wait for them to end.');
    }
    this.#lastNumber += 1;
    this.#opening += 1;
    const opened = await this.#open(this.#lastNumber, args).finally(() => {
      this.#opening -= 1;
    });
    if (!opened.ok) return opened;
    if (this.#isOver) {
      // The client left in the meantime, and nobody else would free it.
      opened.value[Symbol.dispose]();
      return unknownReplay();
    }
    this.#running.set(opened.value.state.replay, opened.value);
    return ok(opened.value.state);
  }

  /** Frees it where the file cannot be run any further. */
  async feed({ replay, piece }: MethodArgs<'feedReplay'>): Promise<Result<ReplayState>> {
    const running = this.#running.get(replay);
    if (!running) return unknownReplay();
    const state = await running.feed(Buffer.from(piece, 'base64'));
    if (state.failed) this.#close(replay);
    return ok(state);
  }

  /** Frees it, also if the file was cut off. */
  async end({ replay }: MethodArgs<'endReplay'>): Promise<Result<ReplayState>> {
    const running = this.#running.get(replay);
    if (!running) return unknownReplay();
    const ended = await running.end();
    this.#close(replay);
    return ok(ended);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    for (const number of [...this.#running.keys()]) this.#close(number);
  }

  #close(replay: number): void {
    this.#running.get(replay)?.[Symbol.dispose]();
    this.#running.delete(replay);
  }
}

function unknownReplay(): Result<never> {
  return fail('bad-request', 'There is no such replay.', 'Open the file again.');
}
