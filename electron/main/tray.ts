/**
 * The icon beside the clock. Desktops without a place for it (GNOME as it comes) show nothing, and
 * nothing depends on it: closing the window ends the app and takes the filter off.
 */
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { Attachment } from '../contract/state.ts';
import type { Commands } from './commands.ts';
import type { EngineWatch, HostState } from './engine-watch.ts';
import { panicItem } from './menu.ts';
import type { DesktopTheme } from './theme.ts';

/** A machine may have hundreds of interfaces, a screen has not. */
const MAX_INTERFACES = 8;

/** What is needed of Electron's `NativeImage`. */
export interface TrayImage {
  isEmpty(): boolean;
}

/** What is needed of Electron's `Tray`. */
export interface TrayIcon<I, M> {
  setImage(image: I): void;
  setToolTip(text: string): void;
  setContextMenu(menu: M): void;
  on(event: 'click', listener: () => void): unknown;
  destroy(): void;
}

export interface TrayParts<I extends TrayImage, M> {
  readonly createTray: (image: I) => TrayIcon<I, M>;
  /** Finds the image for dense screens, `@2x`, by itself. */
  readonly loadImage: (path: string) => I;
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => M;
  readonly theme: DesktopTheme;
  readonly watch: EngineWatch;
  readonly commands: Commands;
  readonly resourcesDirectory: string;
}

/**
 * Puts the icon there and keeps what it says true. Answers undefined where its image is missing.
 * The caller holds on to the answer: an icon that nobody holds vanishes.
 */
export function keepTray<I extends TrayImage, M>(
  parts: TrayParts<I, M>,
): TrayIcon<I, M> | undefined {
  const { theme, watch, commands } = parts;
  const image = () => parts.loadImage(iconPath(parts.resourcesDirectory, theme));
  const first = image();
  if (first.isEmpty()) return undefined;
  const tray = parts.createTray(first);
  const show = () => {
    tray.setToolTip(trayTooltip(watch.state));
    tray.setContextMenu(parts.buildMenu(trayTemplate(watch.state, commands)));
  };
  show();
  tray.on('click', () => commands.show());
  theme.on('updated', () => tray.setImage(image()));
  watch.onChange((now, before) => {
    if (now.enforcing !== before.enforcing || now.attachments !== before.attachments) show();
  });
  return tray;
}

/** Named after the desktop that they are for. */
function iconPath(resourcesDirectory: string, { shouldUseDarkColors }: DesktopTheme): string {
  const name = shouldUseDarkColors ? 'tray-dark.png' : 'tray-light.png';
  return join(resourcesDirectory, 'icons', name);
}

export function trayTemplate(state: HostState, commands: Commands): MenuItemConstructorOptions[] {
  return [
    { label: 'Show Portcullis', click: () => commands.show() },
    { type: 'separator' },
    ...statusLines(state).map((line) => ({ label: escapeLabel(line), enabled: false })),
    { type: 'separator' },
    panicItem(state, commands),
    { type: 'separator' },
    { label: 'Quit', click: () => commands.quit() },
  ];
}

export function trayTooltip(state: HostState): string {
  if (state.source !== 'kernel' || state.attachments.length === 0) {
    return `Portcullis: ${idleText(state)}`;
  }
  const names = state.attachments.slice(0, MAX_INTERFACES).map((item) => item.interface);
  const more = state.attachments.length - names.length;
  const list = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return state.enforcing
    ? `Portcullis: watching ${list}`
    : `Portcullis: panic, everything passes on ${list}`;
}

function statusLines(state: HostState): readonly string[] {
  const { source, attachments, enforcing } = state;
  if (source !== 'kernel' || attachments.length === 0) return [capitalized(idleText(state))];
  const shown = attachments.slice(0, MAX_INTERFACES).map(interfaceLine);
  const more = attachments.length - shown.length;
  return [
    ...(enforcing ? [] : ['Panic: everything passes']),
    ...shown,
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

function interfaceLine({ interface: name, mode, state }: Attachment): string {
  return state === 'gone' ? `${name}, gone` : `${name}, ${mode}`;
}

function idleText({ source }: HostState): string {
  if (source === 'recording') return 'locked, playing a recording';
  return source === 'none' ? 'cannot filter' : 'nothing is watched';
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** In a menu an ampersand marks a key, and interfaces may be named with one. */
function escapeLabel(text: string): string {
  return text.replaceAll('&', '&&');
}
