import { numbersIn } from './fake-ring.ts';

/** Somebody who reads frames out of a {@link FakeRing}, and keeps those that it takes until it lets go. */
export class FakeReader {
  readonly frames: Uint8Array[] = [];
  readonly sent: (() => void)[] = [];
  refuses = false;

  /** As a client takes batches. */
  readonly accept = (frame: Uint8Array, onSent: () => void = () => {}): boolean => {
    this.sent.push(onSent);
    if (!this.refuses) this.frames.push(frame);
    return !this.refuses;
  };

  /** As whoever watches a pump. */
  readonly watch = (frame: Uint8Array, _records: number, onSent: () => void): boolean =>
    this.accept(frame, onSent);

  /** Also of what it refused. */
  letGo(): void {
    for (const onSent of this.sent.splice(0)) onSent();
  }

  /** Where the last frame that it took lies. */
  get last(): ArrayBufferLike | undefined {
    return this.frames.at(-1)?.buffer;
  }

  /** Of all records in the frames that it took. */
  get numbers(): number[] {
    return this.frames.flatMap(numbersIn);
  }
}
