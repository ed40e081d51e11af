/** What menu and tray can do, the same in both. */
import type { Session } from '../contract/api.ts';
import type { Failure } from '../contract/failure.ts';
import type { Result } from '../contract/result.ts';
import type { EngineWatch } from './engine-watch.ts';
import { type RaisableWindow, raise } from './window.ts';

/** What the page opens when its address ends in `#` and one of these. */
export type PageView = 'live' | 'rules' | 'doctor';

export interface Commands {
  show(): void;
  /** Lets everything through whatever the rules say, or enforces them again. */
  togglePanic(): void;
  unlock(): void;
  openView(view: PageView): void;
  showShortcuts(): void;
  quit(): void;
}

/** What is needed of Electron's `BrowserWindow` and its page. */
export interface CommandedWindow extends RaisableWindow {
  readonly webContents: {
    executeJavaScript(code: string): Promise<unknown>;
    sendInputEvent(event: { type: 'keyDown' | 'keyUp'; keyCode: string }): void;
  };
}

export interface CommandParts {
  /** A client's, as any other's. */
  readonly session: Session;
  readonly watch: EngineWatch;
  readonly window: CommandedWindow;
  /** Shows what could not be done. */
  readonly explain: (failure: Failure) => void;
  readonly quit: () => void;
}

export function createCommands({ session, watch, window, explain, quit }: CommandParts): Commands {
  async function run(call: Promise<Result<unknown>>): Promise<void> {
    const result = await call;
    if (!result.ok) explain(result.error);
  }

  return {
    show: () => raise(window),
    togglePanic: () => {
      void run(session.handlers.setEnforcing({ enforcing: !watch.state.enforcing }));
    },
    unlock: () => void run(session.handlers.unlock({})),
    openView: (view) => {
      if (window.isDestroyed()) return;
      raise(window);
      // No load of the address, which would begin the page anew if that is its address already.
      // SECURITY: one of a few constant texts. A page that is just gone has nothing to open.
      void window.webContents.executeJavaScript(`location.hash = '#${view}';`).catch(() => {});
    },
    showShortcuts: () => {
      if (window.isDestroyed()) return;
      raise(window);
      // The page has a key for it, and needs no second way.
      window.webContents.sendInputEvent({ type: 'keyDown', keyCode: '?' });
      window.webContents.sendInputEvent({ type: 'keyUp', keyCode: '?' });
    },
    quit,
  };
}
