/** The program itself, with nothing replaced but Electron, the engine and this process's rights. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ok } from '../../../electron/contract/result.ts';
import { eventually } from '../../support/eventually.ts';
import { createFakeSession } from '../../support/fake-session.ts';
import { createFakeElectron, type FakeElectron } from './fake-electron.ts';

const ENGINE = '../../../electron/engine/engine.ts';
const AMBIENT = '../../../electron/engine/privileges/ambient.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portcullis-main-'));
  vi.stubEnv('XDG_RUNTIME_DIR', home);
  vi.stubEnv('XDG_CONFIG_HOME', home);
});

afterEach(() => {
  for (const module of ['electron', ENGINE, AMBIENT]) vi.doUnmock(module);
  vi.unstubAllEnvs();
  // Those of the program, so that a run can be ended by its own.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  rmSync(home, { recursive: true, force: true });
});

async function runMain({ log, parts }: FakeElectron): Promise<void> {
  vi.resetModules();
  vi.doMock('electron', () => parts);
  vi.doMock(AMBIENT, () => ({
    withdrawCapabilitiesFromChildren: () => void log.push('withdraw'),
  }));
  vi.doMock(ENGINE, () => ({
    startEngine: async () => {
      log.push('engine starts');
      return ok({
        openSession: createFakeSession,
        stop: async () => void log.push('engine stops'),
      });
    },
  }));
  await import('../../../electron/main/main.ts');
}

it('first of all gives away no rights, and comes to an end with its page loaded', async () => {
  const electron = createFakeElectron();
  const { log, app } = electron;
  await runMain(electron);
  await eventually(() => expect(log).toContain('load app://portcullis/'));
  expect(log.slice(0, 4)).toEqual(['withdraw', 'sandbox', 'scheme', 'lock']);
  app.quit();
  await eventually(() => expect(log.slice(-2)).toEqual(['engine stops', 'exit 0']));
});

it('does not wait for the app to be ready while it is loaded, which would never end', async () => {
  const electron = createFakeElectron();
  electron.app.whenReady = () => new Promise(() => {});
  await runMain(electron);
  expect(electron.log.slice(-1)).toEqual(['lock']);
});

it('starts no engine beside an instance that runs already', async () => {
  const electron = createFakeElectron({ lockTaken: true });
  await runMain(electron);
  expect(electron.log).toEqual(['withdraw', 'sandbox', 'scheme', 'lock', 'exit 0']);
});

it('says why it cannot start when there is a bug', async () => {
  const electron = createFakeElectron();
  electron.app.whenReady = async () => {
    throw new Error('a bug');
  };
  await runMain(electron);
  await eventually(() => expect(electron.app.exits).toEqual([1]));
  expect(electron.dialogs[0]?.text).toContain('a bug');
});
