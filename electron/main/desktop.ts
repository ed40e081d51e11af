/** What the desktop shows of Portcullis beside its window: menu, tray, notifications, about. */
import { join } from 'node:path';
import type { BrowserWindow, NativeImage } from 'electron';
import type { Commands } from './commands.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { EngineWatch } from './engine-watch.ts';
import { keepMenu } from './menu.ts';
import { newsOf } from './news.ts';
import { createNotifier } from './notifier.ts';
import { keepTray } from './tray.ts';

export interface DesktopParts {
  readonly electron: ElectronParts;
  readonly window: BrowserWindow;
  readonly watch: EngineWatch;
  readonly commands: Commands;
  readonly resourcesDirectory: string;
  readonly developer: boolean;
}

export function showOnDesktop(parts: DesktopParts): void {
  const { electron, window, watch, commands, resourcesDirectory, developer } = parts;
  const { app, Menu, Notification, Tray, nativeImage, nativeTheme } = electron;

  app.setAboutPanelOptions({
    applicationName: 'Portcullis',
    applicationVersion: app.getVersion(),
    copyright: 'GPL-2.0-or-later',
    iconPath: join(resourcesDirectory, 'icons/128x128.png'),
  });
  keepMenu({ menus: Menu, watch, commands, developer });
  const tray = keepTray({
    createTray: (image: NativeImage) => new Tray(image),
    loadImage: (path) => nativeImage.createFromPath(path),
    buildMenu: (template) => Menu.buildFromTemplate(template),
    theme: nativeTheme,
    watch,
    commands,
    resourcesDirectory,
  });
  app.on('will-quit', () => tray?.destroy());

  if (!Notification.isSupported()) return;
  const notify = createNotifier({
    create: (texts) => new Notification(texts),
    isFocused: () => !window.isDestroyed() && window.isFocused(),
    show: () => commands.show(),
    schedule: (run, delayMs) => setTimeout(run, delayMs).unref(),
  });
  watch.onChange((now, before) => notify(newsOf(now, before)));
}
