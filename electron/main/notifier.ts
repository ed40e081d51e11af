/** Desktop notifications, few of them: not while the user looks, and never a stream. */
import type { News } from './news.ts';

/** However much happens, there is not more than one in this time. */
const QUIET_MS = 30_000;
/** Kept while it is quiet. Further ones are only counted. */
const MAX_KEPT = 3;
const MAX_CHARACTERS = 200;

/** What is needed of one of Electron's `Notification`s. */
export interface DesktopNotification {
  show(): void;
  close(): void;
  on(event: 'click', listener: () => void): unknown;
}

export interface NotifierParts {
  create(texts: { readonly title: string; readonly body: string }): DesktopNotification;
  /** Whether the user sees the window, where all of it is said as well. */
  isFocused(): boolean;
  /** Brings the window to the front. */
  show(): void;
  /** Calls back after so many milliseconds. */
  schedule(run: () => void, delayMs: number): void;
}

/** Tells the user what happened: at once, or together with what else happened while it was quiet. */
export function createNotifier(parts: NotifierParts): (news: readonly News[]) => void {
  let kept: News[] = [];
  let count = 0;
  let quiet = false;
  // Held on to, or a click on it would be lost with it.
  let last: DesktopNotification | undefined;

  function tell(): void {
    quiet = false;
    const texts = count > 0 && !parts.isFocused() ? summary(kept, count) : undefined;
    kept = [];
    count = 0;
    if (!texts) return;
    last?.close();
    last = parts.create(texts);
    last.on('click', () => parts.show());
    last.show();
    quiet = true;
    parts.schedule(tell, QUIET_MS);
  }

  return (news) => {
    if (news.length === 0 || parts.isFocused()) return;
    count += news.length;
    kept = [...kept, ...news].slice(0, MAX_KEPT);
    if (!quiet) tell();
  };
}

function summary(kept: readonly News[], count: number): News {
  const [first] = kept;
  if (count === 1 && first) return { title: plain(first.title), body: plain(first.body) };
  const lines = kept.map((item) => plain(item.title));
  const more = count - kept.length;
  return {
    title: `${count} things happened in Portcullis.`,
    body: [...lines, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n'),
  };
}

/** Some desktops read the body as markup, and names of interfaces are chosen by others. */
function plain(text: string): string {
  const bare = text.replace(/[<>&]/g, ' ');
  return bare.length > MAX_CHARACTERS ? `${bare.slice(0, MAX_CHARACTERS - 1)}…` : bare;
}
