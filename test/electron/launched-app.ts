/** The built app in Electron itself, with a home of its own, for one file of tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { findElectron } from '../../scripts/launch/electron-runtime.ts';
import { ROOT } from '../support/paths.ts';

export interface LaunchedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** A home in which the app may be started, also more than once. */
export class AppHome implements AsyncDisposable {
  readonly path = mkdtempSync(join(tmpdir(), 'portcullis-electron-'));
  readonly #running: ElectronApplication[] = [];

  /** Electron's binary. Throws where its runtime is not at hand: then the suite is left out. */
  get program(): string {
    const electron = findElectron(ROOT);
    if (!electron.found) throw new Error(electron.why);
    return electron.program;
  }

  get environment(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: this.path,
      XDG_RUNTIME_DIR: this.path,
      XDG_CONFIG_HOME: this.path,
    };
  }

  /** Chromium's own words, the same for every start in this home. */
  get switches(): string[] {
    return ['--ozone-platform=headless', `--user-data-dir=${join(this.path, 'data')}`];
  }

  async launch(...words: string[]): Promise<LaunchedApp> {
    const app = await _electron.launch({
      executablePath: this.program,
      args: [ROOT, ...this.switches, ...words],
      // Playwright's default is --no-sandbox.
      chromiumSandbox: true,
      env: this.environment,
    });
    this.#running.push(app);
    return { app, page: await app.firstWindow() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const app of this.#running) await app.close().catch(() => {});
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Asks the engine as the page does. The page's own client does not know this call's id. */
export async function callEngine(page: Page, method: string, args: unknown): Promise<void> {
  await page.evaluate(
    (call) => {
      const { portcullis } = globalThis as unknown as {
        portcullis: { send(frame: string): void };
      };
      portcullis.send(call);
    },
    JSON.stringify({ id: 1_000_000_000, method, args }),
  );
}
