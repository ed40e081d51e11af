/** What switching a built-in rule off is warned about, on what is saved. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { NODE, ROOT } from '../../support/paths.ts';
import { PortcullisHome, portcullisEnvironment } from '../../support/portcullis-process.ts';

const execute = promisify(execFile);
/** Two processes, on a machine that does other things as well. */
const PATIENCE_MS = 30_000;

test('what stops to work is said on standard error, and the command succeeds', {
  timeout: PATIENCE_MS,
}, async () => {
  using home = new PortcullisHome();
  const portcullis = (...words: readonly string[]) =>
    execute(NODE, [`${ROOT}electron/headless/main.ts`, ...words], {
      env: portcullisEnvironment(home),
    });
  await portcullis('default', 'in', 'drop', '--yes');
  const { stdout, stderr } = await portcullis('rule', 'disable', 'built-in-arp');
  expect(stdout).toBe('built-in-arp: off pass both arp # ARP\n');
  expect(stderr).toContain('Warning: Without ARP this machine cannot find its IPv4 neighbours,');
});
