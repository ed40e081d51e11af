/** What is needed of Electron's `WebContents`. */
export interface RevivableContents {
  isDestroyed(): boolean;
  reload(): void;
  on(event: 'render-process-gone', listener: () => void): unknown;
}

/** A page that lived this long since its last crash did not crash because of how it starts. */
const RECOVERED_AFTER_MS = 60_000;

/**
 * Keeps a crashed page from staying as a dead window while the filter is on: the page is loaded once
 * more. If that one crashes as well, `giveUp` is called, once.
 */
export function reviveCrashedPage(
  contents: RevivableContents,
  giveUp: () => void,
  nowMs: () => number = () => performance.now(),
): void {
  let revivedAtMs: number | undefined;
  let gaveUp = false;
  contents.on('render-process-gone', () => {
    if (contents.isDestroyed() || gaveUp) return;
    if (revivedAtMs !== undefined && nowMs() - revivedAtMs < RECOVERED_AFTER_MS) {
      gaveUp = true;
      giveUp();
      return;
    }
    revivedAtMs = nowMs();
    // Later: while Electron tells of the end, the old process is not yet taken down.
    setImmediate(() => {
      if (!contents.isDestroyed()) contents.reload();
    });
  });
}
