/** A start without the rights to filter: a recording to look at, and the way to one's own packets. */
import { expect, test } from '@playwright/test';
import { LockedApp } from '../support/locked-app.ts';
import { NODE, ROOT } from '../support/paths.ts';
import { ServedApp } from '../support/served-app.ts';
import { TestNetwork } from '../support/test-network.ts';
import { AppPage } from './app-page.ts';

let network: TestNetwork;

test.beforeEach(async () => {
  network = await TestNetwork.open();
});
test.afterEach(() => network?.[Symbol.asyncDispose]());

test('a recording plays, and everything can be tried in it', async () => {
  await using locked = await LockedApp.start(network, ['--interface', 'desk0']);
  const { page } = locked;
  const view = new AppPage(page);
  await expect(view.recordingStrip).toContainText('Filtering in the kernel needs rights');
  await expect(view.recordingStrip).toContainText('never runs as root');
  await expect(view.recordingChip).toBeVisible();
  await expect(view.status).toContainText('recording');
  await expect(page.getByRole('list', { name: 'Watched interfaces' })).toBeHidden();

  const scanner = '203.0.113.77';
  await view
    .row(scanner, 'pass')
    .getByRole('button', { name: `Block ${scanner}` })
    .click();
  await view.letGo();
  await expect(view.row(scanner, 'drop')).toBeVisible({ timeout: 30_000 });
  await expect(view.blockedSwitch(scanner)).toBeChecked();
  await expect(view.blocked).toContainText('Rules act on the recording only and are not kept');
  await expect(view.status).toContainText('not kept');
  // The kernel knows nothing of it.
  expect(await network.showLink()).not.toContain('xdp');
});

test('what needs the kernel says what unlocking gives', async () => {
  await using locked = await LockedApp.start(network, []);
  const { page } = locked;
  await page.getByRole('button', { name: 'Interfaces' }).click();
  const picker = page.getByRole('dialog', { name: 'Interfaces' });
  await expect(picker).toContainText('Once Portcullis is unlocked you can watch any of these.');
  await expect(picker.getByRole('button', { name: 'Watch desk0' })).toBeDisabled();
  await expect(picker.getByRole('button', { name: 'Unlock' })).toBeEnabled();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Playground', exact: true }).click();
  await expect(
    page.getByText('Once Portcullis is unlocked it can make this network.'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start the playground' })).toBeHidden();
});

test('in a narrow window the Blocked panel leaves the button free, and gives the focus back', async () => {
  await using locked = await LockedApp.start(network, []);
  const { page } = locked;
  const view = new AppPage(page);
  await page.setViewportSize({ width: 760, height: 520 });
  await page.getByRole('button', { name: /^Blocked/ }).click();
  const panel = page.getByRole('complementary', { name: 'Blocked' });
  await expect(panel).toBeFocused();
  // Fails where something lies over the button.
  await view.unlockButton.click({ trial: true });
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(page.getByRole('button', { name: /^Blocked/ })).toBeFocused();
});

test('a declined question changes nothing, and a refused one says so', async () => {
  await using locked = await LockedApp.start(network, []);
  const view = new AppPage(locked.page);
  const refusal = locked.page.getByText('Portcullis was not unlocked');
  await locked.machine.answerPkexec('dismiss');
  await view.unlockButton.click();
  await expect.poll(() => locked.machine.pkexecQuestions()).toBe(1);
  await expect(view.unlockButton).toHaveAttribute('aria-busy', 'false');
  await expect(view.recordingStrip).toBeVisible();
  await expect(refusal).toBeHidden();

  await locked.machine.answerPkexec('deny');
  await view.unlockButton.click();
  await expect(refusal).toBeVisible();
  await expect(view.recordingStrip).toBeVisible();
});

test('unlocked, the page goes on with real packets and nothing of the recording', async () => {
  await using locked = await LockedApp.start(network, ['--interface', 'desk0']);
  const { page } = locked;
  const view = new AppPage(page);
  await view.addField.fill('icmp');
  await view.addField.press('Enter');
  await expect(view.blockedSwitch('ICMP')).toBeChecked();
  await expect(view.row('pass')).toBeVisible();
  await page.evaluate(watchForAlarm);

  await view.unlockButton.click();
  await expect(page.getByRole('list', { name: 'Watched interfaces' })).toContainText('desk0');
  await expect(view.recordingStrip).toBeHidden();
  await expect(view.recordingChip).toBeHidden();
  await expect(view.status).not.toContainText('recording');
  await expect(view.blockedSwitch('ICMP')).not.toBeChecked();
  expect(await network.showLink()).toContain('prog/xdp');
  await view.seesPackets(network);
  await expect(page.getByRole('row', { name: /203\.0\.113\.77/ })).toHaveCount(0);
  expect(await page.evaluate(() => document.body.dataset.alarmed)).toBeUndefined();
  // The button that had the focus is gone.
  await expect(page.getByRole('grid')).toBeFocused();

  // Now it is the kernel that drops.
  await view.addField.fill('icmp');
  await view.addField.press('Enter');
  await expect(view.blockedSwitch('ICMP')).toBeChecked();
  expect(await network.ping()).toBe(false);
});

test('where nobody can ask for the rights, it says why in place of the button', async () => {
  const nothing = [
    'setpriv',
    '--bounding-set=-all',
    '--inh-caps=-all',
    '--ambient-caps=-all',
    '--',
  ];
  await using app = await ServedApp.start(network, {
    command: [...nothing, NODE, `${ROOT}electron/headless/main.ts`],
  });
  const view = new AppPage(app.page);
  await expect(view.recordingStrip).toContainText(
    'Portcullis cannot ask for more rights from here.',
  );
  await expect(app.page.getByRole('button', { name: 'Unlock' })).toHaveCount(0);
  await view.recordingStrip.locator('..').getByRole('button', { name: 'Doctor' }).click();
  await expect(app.page.getByRole('heading', { name: 'Doctor' })).toBeVisible();
});

/** In the page: leaves a mark if the window ever speaks of a lost engine. */
function watchForAlarm(): void {
  const look = () => {
    if (document.body.textContent?.includes('Lost the engine')) {
      document.body.dataset.alarmed = 'yes';
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}
