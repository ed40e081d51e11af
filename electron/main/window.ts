import type { BrowserWindowConstructorOptions, NativeImage, Rectangle } from 'electron';
import { MIN_SIZE } from './window-place.ts';

export interface WindowLook {
  readonly preloadPath: string;
  /** What is seen until the page has drawn. */
  readonly backgroundColor: string;
  readonly place: Partial<Rectangle>;
  /** For desktops that do not find it by the name of the app. May be empty. */
  readonly icon: NativeImage;
  /** Never in a packaged app. */
  readonly allowDeveloperTools: boolean;
}

/** The one window. Its page has no Node, no network and no way to open another. */
export function windowOptions(look: WindowLook): BrowserWindowConstructorOptions {
  return {
    title: 'Portcullis',
    ...look.place,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    backgroundColor: look.backgroundColor,
    ...(look.icon.isEmpty() ? {} : { icon: look.icon }),
    // Shown once its first frame is drawn, so that no white flash comes before the theme.
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: look.preloadPath,
      devTools: look.allowDeveloperTools,
      // SECURITY: defaults are named too, so that a change of a default changes nothing here.
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      webgl: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      spellcheck: false,
      // The live view goes on behind other windows; its losses would be ours.
      backgroundThrottling: false,
    },
  };
}

/** What is needed of Electron's `BrowserWindow`. */
export interface RaisableWindow {
  isDestroyed(): boolean;
  isMinimized(): boolean;
  restore(): void;
  show(): void;
  focus(): void;
}

/** In front of the others, wherever it was: minimized, hidden, or below them. */
export function raise(window: RaisableWindow | undefined): void {
  if (!window || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
