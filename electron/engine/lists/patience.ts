import type { Failure } from '../../contract/failure.ts';
import { stalled, stopped, tooSlow } from './load-failures.ts';
import type { LoadLimits } from './load-limits.ts';

/**
 * Ends a load that stands still, takes too long, or is not wanted any more. What hangs on its
 * {@link signal} fails then, and {@link failure} says why.
 */
export class Patience implements Disposable {
  failure: Failure | undefined;
  /** Whom it waits for: a host, a path. */
  where: string;
  readonly #limits: LoadLimits;
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  #idle: NodeJS.Timeout;

  constructor(where: string, limits: LoadLimits, outer?: AbortSignal) {
    this.where = where;
    this.#limits = limits;
    this.#outer = outer;
    this.#total = setTimeout(() => this.#end(tooSlow(this.where, limits.totalMs)), limits.totalMs);
    this.#idle = this.#startIdle();
    if (outer?.aborted) this.#onOuterAbort();
    outer?.addEventListener('abort', this.#onOuterAbort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came, or a new place is asked. */
  renew(where = this.where): void {
    this.where = where;
    clearTimeout(this.#idle);
    this.#idle = this.#startIdle();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#total);
    this.#outer?.removeEventListener('abort', this.#onOuterAbort);
  }

  #startIdle(): NodeJS.Timeout {
    const { idleMs } = this.#limits;
    return setTimeout(() => this.#end(stalled(this.where, idleMs)), idleMs);
  }

  #onOuterAbort = (): void => this.#end(stopped());

  #end(failure: Failure): void {
    this.failure ??= failure;
    this.#controller.abort();
  }
}
