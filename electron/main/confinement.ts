/** SECURITY: what pages may ask of the browser, which is next to nothing, whatever they try. */
import type { Session, WebContents } from 'electron';
import { PAGE_URL } from './app-protocol.ts';

/** Chromium's net::ERR_FAILED, for every certificate: nothing here is fetched with one. */
const REFUSED = -2;
/** A file that our page made and gives to the user, who is asked where to put it: an export. */
const MADE_BY_PAGE = `blob:${PAGE_URL}`;
/** Puts text on the clipboard, which "Copy" does. */
const GRANTED_PERMISSION = 'clipboard-sanitized-write';

/**
 * Keeps any page, the developer tools' included, where it was put: it opens no window, goes nowhere
 * and embeds nothing. Changing the part of the address after `#` is no navigation.
 */
export function confineContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // A page may not hold up the end: quitting is what takes the filter off.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  // No request handler sees what WebRTC sends; without a proxy that works, nothing gets out.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

export interface Confinement {
  /** Lets the developer tools load themselves; never in a packaged app. */
  readonly allowDeveloperTools: boolean;
}

/**
 * The network service may hold the capabilities of the main process, so no page gets to use it:
 * nothing but our own scheme is loaded, and every permission but one is refused. Choosing a device
 * (Bluetooth, HID, serial, USB) or a screen needs a listener, and there is none: Electron then
 * cancels.
 */
export function confineSession(session: Session, { allowDeveloperTools }: Confinement): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === GRANTED_PERMISSION);
  });
  session.setPermissionCheckHandler((_contents, permission) => permission === GRANTED_PERMISSION);
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setCertificateVerifyProc((_request, answer) => answer(REFUSED));
  // Its dictionaries are downloads.
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(MADE_BY_PAGE)) event.preventDefault();
  });
  const allowed = [PAGE_URL, MADE_BY_PAGE, ...(allowDeveloperTools ? ['devtools://'] : [])];
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !allowed.some((start) => url.startsWith(start)) });
  });
}
