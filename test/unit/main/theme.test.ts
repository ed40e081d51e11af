import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../electron/contract/settings.ts';
import { EngineWatch } from '../../../electron/main/engine-watch.ts';
import {
  BACKGROUND,
  backgroundOf,
  type DesktopTheme,
  followTheme,
  paintBelowPage,
} from '../../../electron/main/theme.ts';
import { createFakeSession } from '../../support/fake-session.ts';
import { ROOT } from '../../support/paths.ts';

class FakeTheme extends EventEmitter implements DesktopTheme {
  themeSource: DesktopTheme['themeSource'] = 'system';
  shouldUseDarkColors = false;
}

async function setUp() {
  const session = createFakeSession();
  const watch = await EngineWatch.open(session);
  const choose = (theme: Settings['theme']) =>
    session.emit('settings', { ...DEFAULT_SETTINGS, theme });
  return { watch, choose, desktop: new FakeTheme() };
}

it('follows the setting, of which high contrast is a dark one', async () => {
  const { watch, choose, desktop } = await setUp();
  followTheme(desktop, watch);
  const followed = (['light', 'dark', 'system', 'contrast'] as const).map((theme) => {
    choose(theme);
    return desktop.themeSource;
  });
  expect(followed).toEqual(['light', 'dark', 'system', 'dark']);
});

it('paints what is below the page as the page will be', async () => {
  const { watch, choose, desktop } = await setUp();
  const colors: string[] = [];
  const window = {
    destroyed: false,
    isDestroyed: () => window.destroyed,
    setBackgroundColor: (color: string) => void colors.push(color),
  };
  paintBelowPage(window, desktop, watch);
  choose('contrast');
  choose('system');
  // The desktop turns dark.
  desktop.shouldUseDarkColors = true;
  desktop.emit('updated');
  expect(colors).toEqual([BACKGROUND.contrast, BACKGROUND.light, BACKGROUND.dark]);
  window.destroyed = true;
  desktop.emit('updated');
  expect(colors).toHaveLength(3);
});

it.each(['light', 'dark', 'contrast'] as const)('has the background of the %s page', (theme) => {
  const css = readFileSync(join(ROOT, 'renderer/ui/tokens.css'), 'utf8');
  const block = css.slice(css.indexOf(`[data-theme="${theme}"]`));
  const [, color] = /--c-bg: (#[0-9a-f]+);/.exec(block) ?? [];
  expect(backgroundOf(theme, new FakeTheme())).toBe(color);
});
