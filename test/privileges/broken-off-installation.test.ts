/** Installations and uninstallations that are killed, or are two at once: all of it can be mended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOOTSTRAP_PATH as BOOTSTRAP } from '../../electron/engine/privileges/elevation.ts';
import {
  install,
  readInstallation,
  uninstall,
} from '../../electron/engine/privileges/helper/installation.ts';
import {
  HOME,
  MANIFEST_PATH as MANIFEST,
  POLICY_PATH as POLICY,
} from '../../electron/engine/privileges/helper/installed-files.ts';
import { expectOk } from '../support/expect-ok.ts';
import { listFiles } from '../support/list-files.ts';
import { RESOURCES } from '../support/paths.ts';

const ROUNDS = 5;
/** More than either script takes to change something. */
const MAX_STEPS = 100;

describe('an installation that was broken off', () => {
  let root: string;
  let before: string;

  beforeEach(() => {
    root = mkdtempSync('/tmp/portcullis-root-');
    chmodSync(root, 0o755);
    mkdirSync(join(root, '/opt'));
    before = listFiles(root);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const options = () => ({ root, sandboxHelper: join(root, 'no-such-file') });
  const put = () => install(RESOURCES, options());
  const remove = () => uninstall(RESOURCES, options());
  const read = () => readInstallation(RESOURCES, options());

  /** Whether it was still to be killed before its change number `step`. */
  async function killBefore(step: number, name: 'install' | 'uninstall'): Promise<boolean> {
    const text = `left=${step}\n${KILLING_COMMANDS}\n${readResource(`${name}.sh`)}`;
    const files = name === 'install' ? [BOOTSTRAP, '755', '4', POLICY, '644', '3'] : [];
    const child = spawn('/bin/sh', ['-p', '-c', text, name, root, ...files], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.on('error', () => {}).end('1234567');
    const [status, signal] = await once(child, 'close');
    if (signal === null) expect(status).toBe(0);
    return signal === 'SIGKILL';
  }

  async function removeWhatIsLeft(): Promise<void> {
    if ((await read()) !== 'absent') expectOk(await remove());
    expect(listFiles(root)).toBe(before);
  }

  it('is removed in full, whenever it was killed', async () => {
    let step = 0;
    while (step < MAX_STEPS && (await killBefore(step, 'install'))) {
      await removeWhatIsLeft();
      step += 1;
    }
    expect(step).toBeGreaterThan(10);
    expect(step).toBeLessThan(MAX_STEPS);
  });

  it('is replaced by the next, whenever it was killed', async () => {
    let step = 0;
    while (step < MAX_STEPS && (await killBefore(step, 'install'))) {
      expectOk(await put());
      expect(await read()).toBe('present');
      await removeWhatIsLeft();
      step += 1;
    }
    expect(step).toBeGreaterThan(10);
  });

  it('leaves nothing of an update, whenever that was killed', async () => {
    let step = 0;
    for (let killed = true; step < MAX_STEPS && killed; step += 1) {
      expectOk(await put());
      killed = await killBefore(step, 'install');
      await removeWhatIsLeft();
    }
    expect(step).toBeGreaterThan(10);
  });

  it('can be removed again when the removal was killed', async () => {
    let step = 0;
    for (let killed = true; step < MAX_STEPS && killed; step += 1) {
      expectOk(await put());
      killed = await killBefore(step, 'uninstall');
      await removeWhatIsLeft();
    }
    expect(step).toBeGreaterThan(5);
  });

  it('is not mistaken for somebody else’s directory, nor the other way round', async () => {
    mkdirSync(join(root, HOME));
    writeFileSync(`${root}${MANIFEST}.new`, 'directory /opt/por');
    expect(await read()).toBe('outdated');
    writeFileSync(join(root, HOME, 'notes'), 'mine');
    const foreign = listFiles(root);
    expect(await read()).toBe('absent');
    expect(await put()).toMatchObject({
      error: { details: expect.stringMatching(/is there already, and is not of Portcullis/) },
    });
    expect(listFiles(root)).toBe(foreign);
    rmSync(join(root, HOME, 'notes'));
    chmodSync(join(root, HOME), 0o777);
    expect(await read()).toBe('absent');
    expect(await put()).toMatchObject({ ok: false });
  });
});

describe('two installations at once', () => {
  it('both succeed, and leave nothing when it is removed', async () => {
    const root = mkdtempSync('/tmp/portcullis-root-');
    try {
      chmodSync(root, 0o755);
      const options = { root, sandboxHelper: join(root, 'no-such-file') };
      const before = listFiles(root);
      for (let round = 1; round <= ROUNDS; round += 1) {
        const outcomes = await Promise.all([
          install(RESOURCES, options),
          install(RESOURCES, options),
        ]);
        expect(outcomes.map(expectOk)).toEqual(['done', 'done']);
        expect(await readInstallation(RESOURCES, options)).toBe('present');
        expectOk(await uninstall(RESOURCES, options));
        expect(listFiles(root)).toBe(before);
      }
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('and a removal in between end in one state or the other', async () => {
    const root = mkdtempSync('/tmp/portcullis-root-');
    try {
      chmodSync(root, 0o755);
      const options = { root, sandboxHelper: join(root, 'no-such-file') };
      const before = listFiles(root);
      for (let round = 1; round <= ROUNDS; round += 1) {
        expectOk(await install(RESOURCES, options));
        const [put, removed] = await Promise.all([
          install(RESOURCES, options),
          uninstall(RESOURCES, options),
        ]);
        expectOk(put);
        expectOk(removed);
        const state = await readInstallation(RESOURCES, options);
        expect(['absent', 'present']).toContain(state);
        if (state === 'present') expectOk(await uninstall(RESOURCES, options));
        expect(listFiles(root)).toBe(before);
      }
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

/** What changes files works as often as `left` says; instead of the next, the shell is killed. */
const KILLING_COMMANDS = ['mkdir', 'dd', 'ln', 'mv', 'rm', 'rmdir']
  .map(
    (name) => `
${name}() {
  left=$((left - 1))
  if [ "$left" = -1 ]; then kill -KILL $$; fi
  command ${name} "$@"
}`,
  )
  .join('');

function readResource(name: string): string {
  return readFileSync(`${RESOURCES}/bootstrap/${name}`, 'utf8');
}
