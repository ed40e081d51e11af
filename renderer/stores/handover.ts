/** The moment in which a process with the rights takes the place of one without. */
import type { EngineStore } from './engine-store.ts';

/** Longer than any successor takes to begin. Afterwards a lost connection is a lost connection. */
const LONGEST_MS = 15_000;

const timers = new WeakMap<EngineStore, ReturnType<typeof setTimeout>>();

export function beginHandover(engine: EngineStore): void {
  clearTimeout(timers.get(engine));
  timers.set(
    engine,
    setTimeout(() => engine.setState({ handover: false }), LONGEST_MS),
  );
  engine.setState({ handover: true });
}

export function endHandover(engine: EngineStore): void {
  clearTimeout(timers.get(engine));
  engine.setState({ handover: false });
}

/** Resolves when the successor answers, or it has taken too long. */
export function untilHandoverEnds(engine: EngineStore): Promise<void> {
  return new Promise((resolve) => {
    const stop = engine.subscribe(({ handover }) => {
      if (handover) return;
      stop();
      resolve();
    });
    if (engine.getState().handover) return;
    stop();
    resolve();
  });
}
