import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { ElectronParts } from './electron-parts.ts';
import type { EngineWatch } from './engine-watch.ts';
import { backgroundOf, paintBelowPage } from './theme.ts';
import { windowOptions } from './window.ts';
import { type Area, fitPlace, recallPlace, rememberPlace } from './window-place.ts';

export interface OpenWindowParts {
  readonly electron: Pick<
    ElectronParts,
    'BrowserWindow' | 'nativeImage' | 'nativeTheme' | 'screen'
  >;
  /** Of the app. */
  readonly root: string;
  readonly configDirectory: string;
  readonly resourcesDirectory: string;
  readonly watch: EngineWatch;
  /** Where the window was that this one takes the place of. */
  readonly bounds: Area | undefined;
  readonly developer: boolean;
}

export interface OpenedWindow {
  readonly window: BrowserWindow;
  /** Undefined once it is closed. */
  bounds(): Area | undefined;
  /** Settles when its place is on disk. */
  placeSaved(): Promise<void>;
}

/** A window without a page yet, where it was the last time; it shows itself with its first frame. */
export async function openWindow(parts: OpenWindowParts): Promise<OpenedWindow> {
  const { electron, root, configDirectory, resourcesDirectory, watch, developer } = parts;
  const { BrowserWindow, nativeImage, nativeTheme, screen } = electron;
  const remembered = await recallPlace(configDirectory);
  const displays = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow(
    windowOptions({
      preloadPath: join(root, 'build/preload/preload.cjs'),
      place: fitPlace(parts.bounds ?? remembered, displays),
      backgroundColor: backgroundOf(watch.state.settings.theme, nativeTheme),
      icon: nativeImage.createFromPath(join(resourcesDirectory, 'icons/256x256.png')),
      allowDeveloperTools: developer,
    }),
  );
  paintBelowPage(window, nativeTheme, watch);
  const { saved } = rememberPlace(window, configDirectory);
  window.once('ready-to-show', () => {
    if (remembered?.maximized) window.maximize();
    window.show();
  });
  return {
    window,
    bounds: () => (window.isDestroyed() ? undefined : window.getNormalBounds()),
    placeSaved: saved,
  };
}
