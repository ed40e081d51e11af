/** Longer than any click. Who drags something sees them move again, in milliseconds. */
const LONGEST_PRESS_MS = 400;
/** So that a click is answered before anything else is drawn. */
const AFTER_CLICK_MS = 30;

/**
 * While a button of the pointer is down, what moves by itself stands still: to draw it takes half a
 * frame, and the click would have to wait behind it.
 */
export class PressedPointer {
  #isDown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #waiting = new Map<string, () => void>();

  readonly down = (): void => {
    clearTimeout(this.#timer);
    this.#isDown = true;
    this.#timer = setTimeout(() => this.#release(), LONGEST_PRESS_MS);
  };

  /** The click comes right after this. */
  readonly up = (): void => {
    if (!this.#isDown) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#release(), AFTER_CLICK_MS);
  };

  /** Does it now, or after the click; of several of one kind the last. */
  whenUp(kind: string, act: () => void): void {
    if (this.#isDown) this.#waiting.set(kind, act);
    else act();
  }

  #release(): void {
    this.#isDown = false;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const act of waiting) act();
  }
}
