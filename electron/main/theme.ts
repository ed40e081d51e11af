/** The desktop's own parts of the window follow the theme that the page shows. */
import type { Settings } from '../contract/settings.ts';
import type { EngineWatch } from './engine-watch.ts';

type Theme = Settings['theme'];

/** What is needed of Electron's `nativeTheme`. */
export interface DesktopTheme {
  themeSource: 'system' | 'light' | 'dark';
  readonly shouldUseDarkColors: boolean;
  on(event: 'updated', listener: () => void): unknown;
}

/** What is needed of Electron's `BrowserWindow`. */
export interface PaintedWindow {
  isDestroyed(): boolean;
  setBackgroundColor(color: string): void;
}

/** Twins of `--c-bg` in renderer/ui/tokens.css: what is seen until the page has drawn. */
export const BACKGROUND = { light: '#f5f6f7', dark: '#101215', contrast: '#000' } as const;

/** Electron knows no theme of high contrast; the page's own is a dark one. */
export function themeSourceOf(theme: Theme): DesktopTheme['themeSource'] {
  return theme === 'contrast' ? 'dark' : theme;
}

/** The window's colour where the page is not drawn yet. */
export function backgroundOf(theme: Theme, desktop: DesktopTheme): string {
  if (theme !== 'system') return BACKGROUND[theme];
  return desktop.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}

/** Menus, window frame and `prefers-color-scheme` follow the setting from now on. */
export function followTheme(desktop: DesktopTheme, watch: EngineWatch): void {
  desktop.themeSource = themeSourceOf(watch.state.settings.theme);
  watch.onChange(({ settings }, before) => {
    if (settings.theme !== before.settings.theme) {
      desktop.themeSource = themeSourceOf(settings.theme);
    }
  });
}

/** The colour below the page as well, which shows while the window grows. */
export function paintBelowPage(
  window: PaintedWindow,
  desktop: DesktopTheme,
  watch: EngineWatch,
): void {
  const paint = () => {
    if (window.isDestroyed()) return;
    window.setBackgroundColor(backgroundOf(watch.state.settings.theme, desktop));
  };
  desktop.on('updated', paint);
  watch.onChange(({ settings }, before) => {
    if (settings.theme !== before.settings.theme) paint();
  });
}
