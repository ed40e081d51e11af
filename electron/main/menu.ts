/** The application menu: hidden until Alt is pressed, and one with the keys that work anyway. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Commands } from './commands.ts';
import type { EngineWatch, HostState } from './engine-watch.ts';

/** What is needed of Electron's `Menu`. */
export interface MenuMaker<M> {
  buildFromTemplate(template: MenuItemConstructorOptions[]): M;
  setApplicationMenu(menu: M | null): void;
}

export interface MenuParts<M> {
  readonly menus: MenuMaker<M>;
  readonly watch: EngineWatch;
  readonly commands: Commands;
  /** Never in a packaged app. */
  readonly developer: boolean;
}

/** Shows the menu, and keeps what it says true. */
export function keepMenu<M>({ menus, watch, commands, developer }: MenuParts<M>): void {
  const show = () => {
    menus.setApplicationMenu(
      menus.buildFromTemplate(menuTemplate(watch.state, commands, developer)),
    );
  };
  show();
  watch.onChange((now, before) => {
    // A menu that is open would close.
    if (now.enforcing !== before.enforcing || now.privileges !== before.privileges) show();
  });
}

export function menuTemplate(
  state: HostState,
  commands: Commands,
  developer: boolean,
): MenuItemConstructorOptions[] {
  return [
    {
      label: '&File',
      submenu: [
        ...unlockItems(state, commands),
        { role: 'quit', label: '&Quit', accelerator: 'Ctrl+Q' },
      ],
    },
    {
      label: '&View',
      submenu: [
        ...(developer
          ? ([{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }] as const)
          : []),
        { label: '&Live', click: () => commands.openView('live') },
        { label: '&Rules', click: () => commands.openView('rules') },
        { type: 'separator' },
        { role: 'zoomIn' },
        // The same key without Shift, which most keyboards want for a plus.
        { role: 'zoomIn', accelerator: 'Ctrl+=', visible: false, acceleratorWorksWhenHidden: true },
        { role: 'zoomOut' },
        { role: 'resetZoom', label: 'Actual Size' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: 'Fi&lter', submenu: [panicItem(state, commands)] },
    {
      label: '&Help',
      submenu: [
        { label: '&Keyboard Shortcuts', click: () => commands.showShortcuts() },
        { label: '&Doctor', click: () => commands.openView('doctor') },
        { type: 'separator' },
        { role: 'about', label: '&About Portcullis' },
      ],
    },
  ];
}

/** Panic is of use where something decides: the filter, or a recording in its place. */
export function panicItem(
  { enforcing, source }: HostState,
  commands: Commands,
): MenuItemConstructorOptions {
  return {
    label: enforcing ? 'Panic: let everything through' : 'Enforce rules again',
    enabled: source !== 'none',
    click: () => commands.togglePanic(),
  };
}

function unlockItems(
  { privileges }: HostState,
  commands: Commands,
): readonly MenuItemConstructorOptions[] {
  if (privileges.missing.length === 0) return [];
  return [
    {
      label: '&Unlock…',
      enabled: privileges.unlockBy !== undefined && !privileges.unlocking,
      click: () => commands.unlock(),
    },
    { type: 'separator' },
  ];
}
