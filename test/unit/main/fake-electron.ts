/**
 * The parts of Electron that the host is given, without its runtime. What matters about them is the
 * order in which they are used, so each notes its use in one list.
 */
import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron';
import type { ElectronParts } from '../../../electron/main/electron-parts.ts';
import type { Area } from '../../../electron/main/window-place.ts';
import { FakeContents, FakeIpcMain } from '../../support/electron-stand-ins.ts';

export type MenuTemplate = readonly MenuItemConstructorOptions[];

export interface FakeElectronOptions {
  readonly isPackaged?: boolean;
  /** Switches of the command line. */
  readonly switches?: readonly string[];
  /** Another instance has it. */
  readonly lockTaken?: boolean;
  readonly displays?: readonly Area[];
  readonly icons?: boolean;
}

export type FakeElectron = ReturnType<typeof createFakeElectron>;

export function createFakeElectron(options: FakeElectronOptions = {}) {
  /** What was done, in order. */
  const log: string[] = [];
  const windows: FakeWindow[] = [];
  const trays: FakeTray[] = [];
  const notifications: FakeNotification[] = [];
  const switches = new Map<string, string | undefined>(
    (options.switches ?? []).map((name) => [name, '']),
  );

  class FakeApp extends EventEmitter {
    readonly isPackaged = options.isPackaged ?? false;
    readonly exits: number[] = [];
    readonly commandLine = {
      hasSwitch: (name: string) => switches.has(name),
      appendSwitch: (name: string, value?: string) => void switches.set(name, value),
    };
    enableSandbox = () => void log.push('sandbox');
    getAppPath = () => '/opt/portcullis';
    getVersion = () => '1.2.3';
    setAboutPanelOptions = () => {};
    requestSingleInstanceLock = () => {
      log.push('lock');
      return !options.lockTaken;
    };
    releaseSingleInstanceLock = () => void log.push('unlock');
    whenReady = async () => {
      log.push('ready');
      this.emit('session-created', defaultSession);
    };
    exit = (status: number) => {
      log.push(`exit ${status}`);
      this.exits.push(status);
    };
    /** As Electron does: closes the windows, then asks whether it may end. */
    quit = () => {
      for (const window of windows) window.close();
      this.emit('will-quit', { preventDefault: () => {} });
    };
  }

  class FakeWindow extends EventEmitter {
    readonly options: BrowserWindowConstructorOptions;
    readonly webContents = new FakeWebContents();
    bounds: Area;
    readonly is = { destroyed: false, minimized: false, maximized: false, focused: false };
    shows = 0;
    background: string | undefined;

    constructor(windowOptions: BrowserWindowConstructorOptions) {
      super();
      log.push('window');
      const { x = 0, y = 0, width = 0, height = 0 } = windowOptions;
      this.options = windowOptions;
      this.bounds = { x, y, width, height };
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }

    isDestroyed = () => this.is.destroyed;
    isMinimized = () => this.is.minimized;
    isMaximized = () => this.is.maximized;
    isFocused = () => this.is.focused;
    getNormalBounds = () => {
      if (this.is.destroyed) throw new TypeError('Object has been destroyed');
      return this.bounds;
    };
    setBackgroundColor = (color: string) => {
      this.background = color;
    };
    maximize = () => {
      this.is.maximized = true;
    };
    restore = () => {
      this.is.minimized = false;
    };
    show = () => {
      this.shows += 1;
    };
    focus = () => {
      this.is.focused = true;
    };
    loadURL = async (url: string) => {
      log.push(`load ${url}`);
      this.emit('ready-to-show');
    };
    close = () => {
      if (this.is.destroyed) return;
      this.emit('close');
      this.is.destroyed = true;
      this.webContents.emit('destroyed');
    };
  }

  class FakeTray extends EventEmitter {
    tooltip = '';
    menu: MenuTemplate = [];
    destroyed = false;
    image: { readonly path: string };
    constructor(image: { readonly path: string }) {
      super();
      this.image = image;
      trays.push(this);
    }
    setToolTip = (text: string) => {
      this.tooltip = text;
    };
    setContextMenu = (menu: MenuTemplate) => {
      this.menu = menu;
    };
    setImage = (image: { readonly path: string }) => {
      this.image = image;
    };
    destroy = () => {
      this.destroyed = true;
    };
  }

  class FakeNotification extends EventEmitter {
    static isSupported = () => true;
    readonly texts: { readonly title: string; readonly body: string };
    shown = false;
    constructor(texts: { readonly title: string; readonly body: string }) {
      super();
      this.texts = texts;
      notifications.push(this);
    }
    show = () => {
      this.shown = true;
    };
    close = () => {};
  }

  const app = new FakeApp();
  const ipcMain = new NotedIpcMain(log);
  const dialogs: { readonly title: string; readonly text: string }[] = [];
  const defaultSession = new FakeBrowserSession(log);
  const nativeTheme = Object.assign(new EventEmitter(), {
    themeSource: 'system',
    shouldUseDarkColors: false,
  });
  const Menu = {
    shown: [] as MenuTemplate,
    buildFromTemplate: (template: MenuTemplate) => template,
    setApplicationMenu: (menu: MenuTemplate) => {
      Menu.shown = menu;
    },
  };

  const parts = {
    app,
    ipcMain,
    Menu,
    nativeTheme,
    BrowserWindow: FakeWindow,
    Tray: FakeTray,
    Notification: FakeNotification,
    dialog: {
      showErrorBox: (title: string, text: string) => void dialogs.push({ title, text }),
      showMessageBox: async ({ message, detail }: { message: string; detail: string }) => {
        dialogs.push({ title: message, text: detail });
      },
    },
    nativeImage: {
      createFromPath: (path: string) => ({ path, isEmpty: () => options.icons === false }),
    },
    protocol: {
      registerSchemesAsPrivileged: () => void log.push('scheme'),
      handle: (scheme: string) => void log.push(`serve ${scheme}`),
    },
    screen: {
      getAllDisplays: () =>
        (options.displays ?? [{ x: 0, y: 0, width: 1920, height: 1080 }]).map((workArea) => ({
          workArea,
        })),
    },
    session: { defaultSession },
  };

  return {
    parts: parts as unknown as ElectronParts,
    ...{ app, ipcMain, nativeTheme, defaultSession, Menu },
    ...{ log, switches, dialogs, windows, trays, notifications },
  };
}

class NotedIpcMain extends FakeIpcMain {
  readonly #log: string[];

  constructor(log: string[]) {
    super();
    this.#log = log;
  }

  override on(...[channel, listener]: Parameters<FakeIpcMain['on']>): this {
    this.#log.push(`hear ${channel}`);
    return super.on(channel, listener);
  }
}

/** A page and what it may be told; what confines it is noted. */
export class FakeWebContents extends FakeContents {
  windowOpenHandler: (() => { action: string }) | undefined;
  webRtcPolicy: string | undefined;
  readonly scripts: string[] = [];
  readonly keys: string[] = [];

  setWindowOpenHandler(handler: () => { action: string }): void {
    this.windowOpenHandler = handler;
  }

  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }

  async executeJavaScript(code: string): Promise<void> {
    this.scripts.push(code);
  }

  sendInputEvent({ type, keyCode }: { type: string; keyCode: string }): void {
    this.keys.push(`${type} ${keyCode}`);
  }
}

type Answer = (value: unknown) => void;

/** Electron's `Session`, as far as it can be confined. */
export class FakeBrowserSession extends EventEmitter {
  readonly #log: string[];
  permissionRequest: ((contents: unknown, permission: string, answer: Answer) => void) | undefined;
  permissionCheck: ((contents: unknown, permission: string) => boolean) | undefined;
  devicePermission: (() => boolean) | undefined;
  pairing: ((details: unknown, answer: Answer) => void) | undefined;
  verifyCertificate: ((request: unknown, answer: Answer) => void) | undefined;
  spellChecker = true;
  beforeRequest: ((details: { url: string }, answer: Answer) => void) | undefined;

  constructor(log: string[] = []) {
    super();
    this.#log = log;
  }

  readonly webRequest = {
    onBeforeRequest: (handler: NonNullable<FakeBrowserSession['beforeRequest']>) => {
      this.beforeRequest = handler;
    },
  };
  setPermissionRequestHandler = (handler: NonNullable<FakeBrowserSession['permissionRequest']>) => {
    this.#log.push('confine');
    this.permissionRequest = handler;
  };
  setPermissionCheckHandler = (handler: NonNullable<FakeBrowserSession['permissionCheck']>) => {
    this.permissionCheck = handler;
  };
  setDevicePermissionHandler = (handler: () => boolean) => {
    this.devicePermission = handler;
  };
  setBluetoothPairingHandler = (handler: NonNullable<FakeBrowserSession['pairing']>) => {
    this.pairing = handler;
  };
  setCertificateVerifyProc = (handler: NonNullable<FakeBrowserSession['verifyCertificate']>) => {
    this.verifyCertificate = handler;
  };
  setSpellCheckerEnabled = (enabled: boolean) => {
    this.spellChecker = enabled;
  };
}
