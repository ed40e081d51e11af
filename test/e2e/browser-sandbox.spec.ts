import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { launchTestBrowser } from '../support/browser.ts';
import { processTree, readStatus } from '../support/process-status.ts';

const NAMESPACE = `pc-sandbox-${process.pid}`;

test.beforeAll(() => {
  execFileSync('ip', ['netns', 'add', NAMESPACE]);
});

test.afterAll(() => {
  execFileSync('ip', ['netns', 'delete', NAMESPACE]);
});

test('the browser of these tests has no privileges, and its sandbox is on', async () => {
  await using browser = await launchTestBrowser({ networkNamespace: NAMESPACE });
  await browser.page.setContent('<p>hello</p>');
  await expect(browser.page.getByText('hello')).toBeVisible();

  const tree = processTree(browser.pid);
  const ours = readStatus(process.pid);
  const renderers = tree.filter((member) => member.arguments.includes('--type=renderer'));
  expect(renderers.length).toBeGreaterThan(0);
  expect(renderers.filter((renderer) => !renderer.hasSeccompFilter)).toEqual([]);
  // The sandbox lives in user namespaces of its own; what counts is power over the real one.
  const powerful = tree.filter(
    (member) => member.effectiveCapabilities !== 0n && member.userNamespace === ours?.userNamespace,
  );
  expect(powerful).toEqual([]);
  expect(renderers.filter((renderer) => renderer.effectiveCapabilities !== 0n)).toEqual([]);
  expect(tree.filter((member) => member.uid !== browser.uid)).toEqual([]);
  expect(tree.filter((member) => member.arguments.includes('--no-sandbox'))).toEqual([]);
});

test('the browser of these tests is inside the namespace it was given', async () => {
  await using browser = await launchTestBrowser({ networkNamespace: NAMESPACE });
  const inside = execFileSync('ip', ['netns', 'pids', NAMESPACE], { encoding: 'utf8' });
  expect(inside.split('\n')).toContain(String(browser.pid));
});

test('nothing of the browser is left after its end', async () => {
  let pid: number;
  {
    await using browser = await launchTestBrowser();
    pid = browser.pid;
    expect(readStatus(pid)).toBeDefined();
  }
  expect(readStatus(pid)).toBeUndefined();
});
