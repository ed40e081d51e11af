/** The page as a person names its parts. */
import type { Locator, Page } from '@playwright/test';

export class AppPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get blocked(): Locator {
    return this.page.getByRole('region', { name: 'Blocked', exact: true });
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

  /** Moves the pointer off the rows, which hold still under it. */
  letGo(): Promise<void> {
    return this.page.mouse.move(0, 0);
  }
}
