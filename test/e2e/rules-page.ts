/** The Rules view and its lists as a person names their parts, and the command line beside them. */
import { expect, type Locator, type Page } from '@playwright/test';
import { NODE, ROOT } from '../support/paths.ts';
import type { TestNetwork } from '../support/test-network.ts';

/** Where its rules stand among the columns. */
const TEXT_CELL = 3;
const HITS_CELL = 5;
const LAST_HIT_CELL = 6;

export class RulesPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** To the Rules view, from any other. */
  async open(): Promise<void> {
    await this.view('Rules').click();
    await expect(this.grid).toBeVisible();
  }

  view(name: string): Locator {
    return this.page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('button', { name, exact: true });
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Rules' });
  }

  /** The row of a rule with a number, from 1. */
  rule(number: number): Locator {
    return this.grid
      .getByRole('row')
      .filter({ has: this.page.getByRole('switch', { name: new RegExp(`^Rule ${number}:`) }) });
  }

  /** The row of a built-in rule. */
  builtIn(name: string): Locator {
    return this.grid
      .getByRole('row')
      .filter({ has: this.page.getByRole('switch', { name: new RegExp(`^${name}:`) }) });
  }

  text(row: Locator): Locator {
    return row.getByRole('gridcell').nth(TEXT_CELL);
  }

  hits(row: Locator): Locator {
    return row.getByRole('gridcell').nth(HITS_CELL);
  }

  lastHit(row: Locator): Locator {
    return row.getByRole('gridcell').nth(LAST_HIT_CELL);
  }

  /** The rules of the user, as they stand in the list: verdict and text. */
  async expectRules(...texts: readonly string[]): Promise<void> {
    await expect(this.page.getByRole('switch', { name: /^Rule \d+:/ })).toHaveCount(texts.length);
    for (const [index, text] of texts.entries()) {
      await expect(this.rule(index + 1).getByRole('switch')).toHaveAccessibleName(
        `Rule ${index + 1}: ${text}`,
      );
    }
  }

  /** Opens a rule in the editor. */
  async edit(number: number): Promise<void> {
    await this.text(this.rule(number)).click();
    await expect(this.title(`Rule ${number}`)).toBeVisible();
  }

  /** Of what the editor shows. */
  title(name: string): Locator {
    return this.editor.getByRole('heading', { name, exact: true });
  }

  get editor(): Locator {
    return this.page.getByRole('region', { name: 'The open rule' });
  }

  get line(): Locator {
    return this.editor.getByRole('combobox', { name: 'The rule as text' });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get newRule(): Locator {
    return this.button('Rule');
  }

  /** Writes a new rule behind the others, as a line, and leaves it open. */
  async add(line: string, number: number): Promise<void> {
    await this.newRule.click();
    await expect(this.line).toBeFocused();
    await this.line.fill(line);
    await this.line.press('Enter');
    await expect(this.title(`Rule ${number}`)).toBeVisible();
  }

  /** One of the two rows below the list. */
  default(name: 'Incoming' | 'Outgoing'): Locator {
    return this.page.getByRole('radiogroup', { name: `${name} packets that no rule decided` });
  }

  /** Chooses from the menu of a row. */
  async choose(row: Locator, item: string): Promise<void> {
    await row.click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  get explainField(): Locator {
    return this.page.getByRole('textbox', { name: 'Explain' });
  }

  async explain(packet: string): Promise<void> {
    await this.explainField.fill(packet);
    await this.explainField.press('Enter');
  }

  /** What the explanation says, step by step. */
  get steps(): Locator {
    return this.page.getByRole('list', { name: 'Rules asked, from the top' }).getByRole('listitem');
  }

  /** The newest change that can be undone. */
  get undo(): Locator {
    return this.page.getByRole('button', { name: /^Undo/ });
  }

  async openLists(): Promise<void> {
    await this.button('Lists').click();
    await expect(this.page.getByRole('heading', { name: 'Lists', exact: true })).toBeVisible();
  }

  list(name: string): Locator {
    return this.page
      .getByRole('row')
      .filter({ has: this.page.getByRole('rowheader', { name, exact: true }) });
  }

  /** Lets the page use the clipboard. What it copied, {@link copied} tells. */
  async allowCopying(): Promise<void> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  }

  copied(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }
}

/** Runs a line as it would be pasted into a shell on the desk, beside the app with this home. */
export function runLine(network: TestNetwork, home: string, line: string): Promise<string> {
  const program = `portcullis() { '${NODE}' '${ROOT}electron/headless/main.ts' "$@"; }`;
  return network.run(
    'desk',
    'env',
    `HOME=${home}`,
    `XDG_CONFIG_HOME=${home}/config`,
    `XDG_RUNTIME_DIR=${home}`,
    'sh',
    '-c',
    `${program}\n${line}`,
  );
}
