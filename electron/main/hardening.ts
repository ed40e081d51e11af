/** What is made sure of before Electron is ready: afterwards a process could exist without it. */
import { fail, ok, type Result } from '../contract/result.ts';

/** What is needed of Electron's `app`. */
export interface HardenedApp {
  readonly isPackaged: boolean;
  readonly commandLine: {
    hasSwitch(name: string): boolean;
    appendSwitch(name: string, value?: string): void;
  };
  enableSandbox(): void;
}

/** Each takes away what keeps a hostile page from the rest of the machine. */
const UNSAFE_SWITCHES = [
  'no-sandbox',
  'disable-gpu-sandbox',
  'disable-seccomp-filter-sandbox',
  'single-process',
  'in-process-gpu',
  'disable-web-security',
  'disable-site-isolation-trials',
  'allow-running-insecure-content',
  'load-extension',
  // Programs that would be started with what this process holds.
  'browser-subprocess-path',
  'gpu-launcher',
  'ppapi-plugin-launcher',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'zygote-cmd-prefix',
] as const;

/** For those who work on Portcullis; the page takes orders from whoever holds the other end. */
const DEVELOPER_SWITCHES = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'js-flags',
] as const;

/**
 * Nothing of ours is elsewhere, so nothing of the browser's has to get there. What a page asks for is
 * refused before (see confinement.ts); this is for what no page asks for. Some name parts of
 * Chromium that Electron leaves out today.
 */
const OFFLINE_SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  // No name is looked up, the browser's own included.
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  // Nobody listens there; loopback gets no exception.
  ['proxy-server', '127.0.0.1:9'],
  ['proxy-bypass-list', '<-loopback>'],
  ['dns-prefetch-disable'],
  ['no-pings'],
  ['disable-quic'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-breakpad'],
  ['disable-sync'],
  // No secret is kept, so the desktop's keyring need not be asked for one.
  ['password-store', 'basic'],
];

/** Fails with `bad-request` for a switch that would weaken the fence around the page. */
export function harden(app: HardenedApp): Result<null> {
  const unsafe = [...UNSAFE_SWITCHES, ...(app.isPackaged ? DEVELOPER_SWITCHES : [])];
  const found = unsafe.find((name) => app.commandLine.hasSwitch(name));
  if (found !== undefined) {
    return fail(
      'bad-request',
      `Portcullis does not run with --${found}.`,
      'Start it without that switch.',
    );
  }
  app.enableSandbox();
  for (const [name, value] of OFFLINE_SWITCHES) app.commandLine.appendSwitch(name, value);
  return ok(null);
}
