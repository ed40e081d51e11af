import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions } from 'electron';
import { expect, it, vi } from 'vitest';
import { fail } from '../../../electron/contract/result.ts';
import type { Attachment } from '../../../electron/contract/state.ts';
import { type Commands, createCommands } from '../../../electron/main/commands.ts';
import { EngineWatch, type HostState } from '../../../electron/main/engine-watch.ts';
import { keepMenu, menuTemplate } from '../../../electron/main/menu.ts';
import { keepTray, trayTemplate, trayTooltip } from '../../../electron/main/tray.ts';
import { viewOf } from '../../../renderer/use-view.ts';
import { eventually } from '../../support/eventually.ts';
import { createFakeSession, SNAPSHOT } from '../../support/fake-session.ts';
import { FakeWebContents } from './fake-electron.ts';

type Item = MenuItemConstructorOptions;

const STATE: HostState = { ...SNAPSHOT, source: 'kernel' };

function attachment(name: string, state: Attachment['state'] = 'attached'): Attachment {
  return {
    interface: name,
    ifindex: 7,
    mode: 'native',
    egress: 'tcx',
    programId: 1,
    attachedAt: 0,
    state,
  };
}

function fakeCommands(): Commands {
  return {
    show: vi.fn(),
    togglePanic: vi.fn(),
    unlock: vi.fn(),
    openView: vi.fn(),
    showShortcuts: vi.fn(),
    quit: vi.fn(),
  };
}

/** All items, those of submenus too. */
function flat(items: readonly Item[]): readonly Item[] {
  return items.flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? flat(item.submenu) : []),
  ]);
}

function click(items: readonly Item[], label: string): void {
  const item = flat(items).find((candidate) => candidate.label === label);
  if (!item?.click) throw new Error(`no item ${label}`);
  (item.click as () => void)();
}

function labels(items: readonly Item[]): (string | undefined)[] {
  return items.filter((item) => item.type !== 'separator').map((item) => item.label);
}

it('has one command behind every item of the menu', () => {
  const commands = fakeCommands();
  const state = { ...STATE, privileges: { ...STATE.privileges, missing: ['CAP_BPF'] } };
  const menu = menuTemplate(state, commands, false);
  click(menu, '&Unlock…');
  click(menu, 'Panic: let everything through');
  click(menu, '&Keyboard Shortcuts');
  for (const view of ['&Live', '&Rules', '&Doctor']) click(menu, view);
  expect(commands.unlock).toHaveBeenCalledOnce();
  expect(commands.togglePanic).toHaveBeenCalledOnce();
  expect(commands.showShortcuts).toHaveBeenCalledOnce();
  expect(vi.mocked(commands.openView).mock.calls).toEqual([['live'], ['rules'], ['doctor']]);
  const roles = flat(menu).flatMap((item) => item.role ?? []);
  expect(new Set(roles)).toEqual(
    new Set(['quit', 'zoomIn', 'zoomOut', 'resetZoom', 'togglefullscreen', 'about']),
  );
});

it('has tools for developers in a checkout only', () => {
  const roles = (developer: boolean) =>
    flat(menuTemplate(STATE, fakeCommands(), developer)).flatMap((item) => item.role ?? []);
  expect(roles(true)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
  expect(roles(false)).not.toEqual(expect.arrayContaining(['reload']));
  expect(roles(false)).not.toEqual(expect.arrayContaining(['toggleDevTools']));
});

it('offers to unlock while rights are missing and somebody can ask for them', () => {
  const unlock = (privileges: Partial<HostState['privileges']>) =>
    flat(
      menuTemplate(
        { ...STATE, privileges: { ...STATE.privileges, ...privileges } },
        fakeCommands(),
        false,
      ),
    ).find((item) => item.label === '&Unlock…')?.enabled;
  expect(unlock({})).toBeUndefined();
  expect(unlock({ missing: ['CAP_BPF'], unlockBy: 'pkexec' })).toBe(true);
  expect(unlock({ missing: ['CAP_BPF'] })).toBe(false);
  expect(unlock({ missing: ['CAP_BPF'], unlockBy: 'pkexec', unlocking: true })).toBe(false);
});

it('is drawn again when what it says has changed, and only then', async () => {
  const session = createFakeSession();
  const watch = await EngineWatch.open(session);
  const shown: Item[][] = [];
  keepMenu({
    menus: {
      buildFromTemplate: (template) => template,
      setApplicationMenu: (menu) => shown.push(menu ?? []),
    },
    watch,
    commands: fakeCommands(),
    developer: false,
  });
  session.emit('notices', []);
  expect(shown).toHaveLength(1);
  session.emit('enforcing', false);
  expect(shown).toHaveLength(2);
  expect(labels(flat(shown[1] ?? []))).toContain('Enforce rules again');
});

it('says in the tray what is watched', () => {
  const watching = { ...STATE, attachments: [attachment('eth7'), attachment('usb0', 'gone')] };
  const menu = trayTemplate(watching, fakeCommands());
  expect(labels(menu)).toEqual([
    'Show Portcullis',
    'eth7, native',
    'usb0, gone',
    'Panic: let everything through',
    'Quit',
  ]);
  expect(menu.find((item) => item.label === 'eth7, native')?.enabled).toBe(false);
  expect(trayTooltip(watching)).toBe('Portcullis: watching eth7, usb0');

  const panicking = { ...watching, enforcing: false };
  expect(labels(trayTemplate(panicking, fakeCommands()))).toContain('Panic: everything passes');
  expect(labels(trayTemplate(panicking, fakeCommands()))).toContain('Enforce rules again');
  expect(trayTooltip(panicking)).toBe('Portcullis: panic, everything passes on eth7, usb0');
});

it.each([
  [{ source: 'recording' }, 'locked, playing a recording', true],
  [{ source: 'none' }, 'cannot filter', false],
  [{}, 'nothing is watched', true],
] as const)('says in the tray why nothing is watched: %o', (part, text, canPanic) => {
  const state = { ...STATE, ...part };
  expect(trayTooltip(state)).toBe(`Portcullis: ${text}`);
  const panic = trayTemplate(state, fakeCommands()).find(
    (item) => item.label === 'Panic: let everything through',
  );
  expect(panic?.enabled).toBe(canPanic);
});

it('keeps the tray short, and names of interfaces as they are', () => {
  const many = Array.from({ length: 300 }, (_, index) => attachment(`a&b${index}`));
  const state = { ...STATE, attachments: many };
  const shown = labels(trayTemplate(state, fakeCommands()));
  expect(shown).toHaveLength(12);
  expect(shown).toContain('a&&b0, native');
  expect(shown).toContain('and 292 more');
  expect(trayTooltip(state)).toContain('and 292 more');
});

it('has an icon for the desktop as it is, and follows it', async () => {
  const session = createFakeSession();
  const theme = Object.assign(new EventEmitter(), {
    themeSource: 'system' as const,
    shouldUseDarkColors: false,
  });
  const images: string[] = [];
  const commands = fakeCommands();
  const icon = Object.assign(new EventEmitter(), {
    setImage: ({ path }: { path: string }) => images.push(path),
    setToolTip: vi.fn(),
    setContextMenu: vi.fn(),
    destroy: vi.fn(),
  });
  keepTray({
    createTray: (image: { path: string; isEmpty(): boolean }) => {
      images.push(image.path);
      return icon;
    },
    loadImage: (path) => ({ path, isEmpty: () => false }),
    buildMenu: (template) => template,
    theme,
    watch: await EngineWatch.open(session),
    commands,
    resourcesDirectory: '/resources',
  });
  theme.shouldUseDarkColors = true;
  theme.emit('updated');
  expect(images).toEqual(['/resources/icons/tray-light.png', '/resources/icons/tray-dark.png']);
  icon.emit('click');
  expect(commands.show).toHaveBeenCalledOnce();
  session.emit('attachments', [attachment('eth7')]);
  expect(icon.setToolTip).toHaveBeenLastCalledWith('Portcullis: watching eth7');
});

async function openCommands() {
  const session = createFakeSession();
  const watch = await EngineWatch.open(session);
  const window = {
    webContents: new FakeWebContents(),
    isDestroyed: () => false,
    isMinimized: () => false,
    restore: vi.fn(),
    show: vi.fn(),
    focus: vi.fn(),
  };
  const explain = vi.fn();
  const quit = vi.fn();
  return {
    session,
    window,
    explain,
    commands: createCommands({ session, watch, window, explain, quit }),
  };
}

it('panics and enforces again as the engine says, not as it guesses', async () => {
  const { session, commands } = await openCommands();
  commands.togglePanic();
  session.emit('enforcing', false);
  commands.togglePanic();
  expect(session.calls.filter(({ method }) => method === 'setEnforcing')).toEqual([
    { method: 'setEnforcing', args: { enforcing: false } },
    { method: 'setEnforcing', args: { enforcing: true } },
  ]);
});

it('says what could not be done', async () => {
  const session = createFakeSession();
  const refusal = fail('unlock-refused', 'Not you.', 'Ask somebody.');
  const explain = vi.fn();
  const refusing = {
    ...session,
    handlers: { ...session.handlers, unlock: async () => refusal },
  };
  const { window } = await openCommands();
  const watch = await EngineWatch.open(refusing);
  createCommands({ session: refusing, watch, window, explain, quit: vi.fn() }).unlock();
  await eventually(() => expect(explain).toHaveBeenCalledOnce());
  expect(explain).toHaveBeenCalledWith(expect.objectContaining({ message: 'Not you.' }));
});

it.each(['live', 'rules', 'doctor'] as const)(
  'opens the %s view of the page without loading it anew',
  async (view) => {
    const { window, commands } = await openCommands();
    commands.openView(view);
    expect(window.focus).toHaveBeenCalledOnce();
    const location = { hash: '#playground' };
    new Function('location', window.webContents.scripts.join())(location);
    expect(viewOf(location.hash)).toBe(view);
  },
);

it('presses the key that the page has for its shortcuts', async () => {
  const { window, commands } = await openCommands();
  commands.showShortcuts();
  expect(window.webContents.keys).toEqual(['keyDown ?', 'keyUp ?']);
});
