/** What the host uses of Electron. Handed over, so that everything but `main.ts` runs without it. */
import type {
  App,
  BrowserWindow,
  Dialog,
  IpcMain,
  Menu,
  NativeTheme,
  Notification,
  nativeImage,
  Protocol,
  Screen,
  Session,
  Tray,
} from 'electron';

export interface ElectronParts {
  readonly app: App;
  readonly BrowserWindow: typeof BrowserWindow;
  readonly dialog: Dialog;
  readonly ipcMain: IpcMain;
  readonly Menu: typeof Menu;
  readonly nativeImage: typeof nativeImage;
  readonly nativeTheme: NativeTheme;
  readonly Notification: typeof Notification;
  readonly protocol: Protocol;
  /** Usable once the app is ready. */
  readonly screen: Screen;
  readonly session: { readonly defaultSession: Session };
  readonly Tray: typeof Tray;
}
