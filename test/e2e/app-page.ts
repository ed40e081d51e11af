/** The page as a person names its parts. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { TestNetwork } from '../support/test-network.ts';

export class AppPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get blocked(): Locator {
    return this.page.getByRole('region', { name: 'Blocked', exact: true });
  }

  /** The strip that says that a recording is shown. */
  get recordingStrip(): Locator {
    return this.page.getByRole('alert').filter({ hasText: 'Showing a recording' });
  }

  get recordingChip(): Locator {
    return this.page.getByTestId('recording');
  }

  /** In the strip; other parts of the page have one as well. */
  get unlockButton(): Locator {
    return this.notices.getByRole('button', { name: 'Unlock', exact: true });
  }

  /** The strips at the top of every view. */
  get notices(): Locator {
    return this.page.getByRole('region', { name: 'Notices' });
  }

  /** In the header, whatever the view. */
  get panic(): Locator {
    return this.page.getByRole('button', { name: 'Panic', exact: true });
  }

  get addField(): Locator {
    return this.blocked.getByRole('textbox');
  }

  get status(): Locator {
    return this.page.getByRole('contentinfo');
  }

  /** The newest row of the live table that holds all these words. */
  row(...words: readonly string[]): Locator {
    return words
      .reduce((rows, hasText) => rows.filter({ hasText }), this.page.getByRole('row'))
      .last();
  }

  /** What the Blocked panel says about an address, port or protocol. */
  blockedLine(text: string): Locator {
    const name = `Block ${text}`;
    return this.blocked
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('switch', { name, exact: true }) });
  }

  blockedSwitch(text: string): Locator {
    return this.blockedLine(text).getByRole('switch');
  }

  hits(text: string): Locator {
    return this.blockedLine(text).locator('.num');
  }

  /** Pings until the first reaches the screen: from then on nothing is missed. */
  async seesPackets(network: TestNetwork): Promise<void> {
    await expect(async () => {
      await network.ping();
      await expect(this.row('Echo request')).toBeVisible({ timeout: 500 });
    }).toPass();
  }

  /** Moves the pointer off the rows, which hold still under it. */
  letGo(): Promise<void> {
    return this.page.mouse.move(0, 0);
  }
}
