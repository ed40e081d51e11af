/** What the page itself remembers from one visit to the next: how it is laid out, nothing more. */
const PREFIX = 'portcullis.';

/** `undefined` where nothing was remembered, or where the browser keeps nothing. */
export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // A browser that keeps nothing: the next visit begins as the first one did.
  }
}
