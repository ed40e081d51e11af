import type { EventMap, EventName } from '../contract/api.ts';

type Emit = <E extends EventName>(name: E, value: EventMap[E]) => void;

/** Tells every session what changed. */
export class EventHub {
  #listeners = new Set<Emit>();

  get size(): number {
    return this.#listeners.size;
  }

  listen(emit: Emit): () => void {
    this.#listeners.add(emit);
    return () => this.#listeners.delete(emit);
  }

  emit<E extends EventName>(name: E, value: EventMap[E]): void {
    for (const emit of this.#listeners) emit(name, value);
  }
}
