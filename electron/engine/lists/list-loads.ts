/** Lists that are being read, each once at a time. */
export class ListLoads<T> {
  readonly #loads = new Map<string, { readonly controller: AbortController; done: Promise<T> }>();

  has(name: string): boolean {
    return this.#loads.has(name);
  }

  /** Whoever asks for one that is being read gets that. `read` is told when nobody wants it any more. */
  join(name: string, read: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const running = this.#loads.get(name);
    if (running) return running.done;
    const controller = new AbortController();
    const done = read(controller.signal);
    this.#loads.set(name, { controller, done });
    return done;
  }

  /** It was read, as far as anybody can see. */
  end(name: string): void {
    this.#loads.delete(name);
  }

  giveUp(name: string): void {
    this.#loads.get(name)?.controller.abort();
    this.#loads.delete(name);
  }

  /** Resolves when none is under way. */
  async stop(): Promise<void> {
    const all = [...this.#loads.values()];
    for (const { controller } of all) controller.abort();
    await Promise.allSettled(all.map(({ done }) => done));
  }
}
