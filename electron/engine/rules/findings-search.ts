import type { Rule } from '../../contract/rule.ts';
import type { RuleFinding } from '../../contract/state.ts';
import { searchFindings } from './findings.ts';

/** Of the thread that filters and draws. */
const SLICE_MS = 2;
/** A list that is worth a slice while its change is made. */
const SHORT = 200;

/**
 * Looks for findings after every change, in slices. What a short list has is mostly found at once;
 * until then, the old findings are shown.
 */
export class FindingsSearch implements Disposable {
  readonly #onFound: () => void;
  #rules: readonly Rule[] = [];
  #found: readonly RuleFinding[] = [];
  #next: NodeJS.Immediate | undefined;

  /** `onFound` is called when findings are there that were not when {@link begin} returned. */
  constructor(onFound: () => void) {
    this.#onFound = onFound;
  }

  get found(): readonly RuleFinding[] {
    return this.#found;
  }

  /** Tells whether it is over already. */
  begin(rules: readonly Rule[]): boolean {
    clearImmediate(this.#next);
    if (this.#found.length > 0) this.#forgetChanged(rules);
    this.#rules = rules;
    const search = searchFindings(rules);
    const isOver = rules.length <= SHORT && this.#slice(search);
    if (!isOver) this.#goOn(search);
    return isOver;
  }

  [Symbol.dispose](): void {
    clearImmediate(this.#next);
  }

  /** What is about rules that are gone, or are not as they were. */
  #forgetChanged(rules: readonly Rule[]): void {
    const before = new Set(this.#rules);
    const same = new Set(rules.filter((rule) => before.has(rule)).map(({ id }) => id));
    this.#found = this.#found.filter(({ ruleId, by }) => same.has(ruleId) && same.has(by));
  }

  #goOn(search: ReturnType<typeof searchFindings>): void {
    this.#next = setImmediate(() => {
      if (this.#slice(search)) this.#onFound();
      else this.#goOn(search);
    });
  }

  /** Whether the search is at its end. */
  #slice(search: ReturnType<typeof searchFindings>): boolean {
    const endMs = performance.now() + SLICE_MS;
    do {
      const step = search.next();
      if (!step.done) continue;
      this.#found = step.value;
      return true;
    } while (performance.now() < endMs);
    return false;
  }
}
