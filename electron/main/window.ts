import type { BrowserWindowConstructorOptions, Session, WebContents } from 'electron';
import { PAGE_URL } from './app-protocol.ts';

/** The one window. Its page has no Node, no network and no way to open another. */
export function windowOptions(preloadPath: string): BrowserWindowConstructorOptions {
  return {
    title: 'Portcullis',
    width: 1440,
    height: 900,
    minWidth: 760,
    minHeight: 480,
    // Shown once its first frame is drawn, so that no white flash comes before the theme.
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // The live view goes on behind other windows; its losses would be ours.
      backgroundThrottling: false,
    },
  };
}

/** SECURITY: keeps the window at the page it was opened with, whatever the page tries. */
export function confineNavigation(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

const GRANTED_PERMISSION = 'clipboard-sanitized-write';

/** What pages of this session may ask of the browser. */
export interface Confinement {
  /** Lets the developer tools load themselves; never in a packaged app. */
  readonly allowDeveloperTools: boolean;
}

/**
 * SECURITY: the network service may hold the capabilities of the main process, so no page gets to
 * use it: nothing but our own scheme is loaded, and every permission is refused but to put text on
 * the clipboard, which "Copy" does.
 */
export function confineSession(session: Session, { allowDeveloperTools }: Confinement): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === GRANTED_PERMISSION);
  });
  session.setPermissionCheckHandler((_contents, permission) => permission === GRANTED_PERMISSION);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  const allowed = allowDeveloperTools ? [PAGE_URL, 'devtools://'] : [PAGE_URL];
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !allowed.some((start) => url.startsWith(start)) });
  });
}
