import { provideElectron } from './electron-runtime.ts';
import { findBrowser } from './find-browser.ts';

/** What shows the app. */
export type AppWindow =
  | { readonly kind: 'electron'; readonly program: string }
  | { readonly kind: 'browser'; readonly program: string; readonly why: string }
  /** There is a display, and nothing to show a window on it. */
  | { readonly kind: 'none'; readonly why: string }
  /** Nobody could see a window. */
  | { readonly kind: 'no-display' };

/** Electron if its runtime is at hand or can be fetched, else a browser. `why` says why not Electron. */
export async function chooseWindow(root: string): Promise<AppWindow> {
  if (!hasDisplay()) return { kind: 'no-display' };
  const electron = await provideElectron(root);
  if (electron.found) return { kind: 'electron', program: electron.program };
  return browserWindow(electron.why);
}

export function browserWindow(why: string): AppWindow {
  const program = findBrowser();
  return program === undefined ? { kind: 'none', why } : { kind: 'browser', program, why };
}

/** A Wayland socket is closed to the spare user that root's browser runs as; X can let it in. */
function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return Boolean(DISPLAY) || (Boolean(WAYLAND_DISPLAY) && process.getuid?.() !== 0);
}
