/** What is needed of Electron's `app`. */
export interface StoppableApp {
  quit(): void;
  exit(status: number): void;
  on(event: 'will-quit', listener: (event: { preventDefault(): void }) => void): unknown;
  on(event: 'window-all-closed', listener: () => void): unknown;
}

/** What is needed of Node's `process`. */
export interface Signalled {
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
}

/** A wish to end that arrives by several ways is one wish; see the headless host's. */
const SAME_WISH_MS = 2_000;

/**
 * However the app is told to end, `stop` runs to its end first, so that every interface is as it was
 * before. Told again later, it ends at once; the kernel then takes away what was attached.
 */
export function stopInOrder(
  app: StoppableApp,
  process: Signalled,
  stop: () => Promise<void>,
): void {
  let stopping = false;
  let toldAtMs: number | undefined;
  app.on('window-all-closed', () => app.quit());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const nowMs = performance.now();
      toldAtMs ??= nowMs;
      if (nowMs - toldAtMs > SAME_WISH_MS) app.exit(1);
      else app.quit();
    });
  }
  app.on('will-quit', (event) => {
    // Electron does not wait for promises; it is told to quit again when this one is done.
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    stop().then(
      () => app.exit(0),
      (error: unknown) => {
        console.error('portcullis: stopping failed', error);
        app.exit(1);
      },
    );
  });
}
