import { expect, it } from 'vitest';
import {
  DEFAULT_SETTINGS,
  MAX_RECENT_FILTERS,
  settingsChangeSchema,
  settingsSchema,
  WATCHABLE,
} from '../../../electron/contract/settings.ts';

/** What is wrong with a change of the settings. */
const wrong = (part: object) => {
  const checked = settingsChangeSchema['~standard'].validate(part);
  return 'issues' in checked ? checked.issues : undefined;
};

it('a file from before a setting was there is read with its default', () => {
  const { recentFilters, filters, ...older } = DEFAULT_SETTINGS;
  expect(settingsSchema['~standard'].validate(older)).toEqual({
    value: DEFAULT_SETTINGS,
    typed: true,
  });
});

it('a file with a protocol twice, as older versions wrote it, is read with it once', () => {
  const older = { ...DEFAULT_SETTINGS, watch: ['tcp', 'udp', 'tcp'] };
  expect(settingsSchema['~standard'].validate(older)).toMatchObject({
    value: { watch: ['tcp', 'udp'] },
  });
});

it.each([
  [[], true],
  [[...WATCHABLE], true],
  [['tcp', 'udp'], true],
  [['tcp', 'tcp'], false],
  [[...WATCHABLE, 'tcp'], false],
  [['ospf'], false],
])('each protocol to watch is named at most once: %j', (watch, isGood) => {
  expect(wrong({ watch }) === undefined).toBe(isGood);
});

it.each([
  [[], true],
  [Array.from({ length: MAX_RECENT_FILTERS }, (_, port) => `dport ${port}`), true],
  [Array.from({ length: MAX_RECENT_FILTERS + 1 }, (_, port) => `dport ${port}`), false],
  [[''], false],
  [['a'.repeat(4001)], false],
])('recent filters are few and short', (recentFilters, isGood) => {
  expect(wrong({ recentFilters }) === undefined).toBe(isGood);
});
