import type { Failure } from '../contract/failure.ts';
import type { Notice } from '../contract/state.ts';

/** The oldest make room: a fault that repeats must not fill the screen or the memory. */
const MAX_NOTICES = 20;

/** What the user should know that no call of theirs asked for. */
export class Notices {
  #list: Notice[] = [];
  #lastId = 0;
  #onChange: (notices: readonly Notice[]) => void;

  constructor(onChange: (notices: readonly Notice[]) => void) {
    this.#onChange = onChange;
  }

  get list(): readonly Notice[] {
    return this.#list;
  }

  add(what: Failure): void {
    this.#lastId += 1;
    const others = this.#list.filter((notice) => notice.message !== what.message);
    this.#list = [...others, { ...what, id: this.#lastId, timeMs: Date.now() }].slice(-MAX_NOTICES);
    this.#onChange(this.#list);
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
    this.#onChange(this.#list);
  }
}
