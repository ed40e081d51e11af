import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, settingsSchema } from '../../../electron/contract/settings.ts';
import { COLUMNS, type ColumnId } from '../../../renderer/model/columns.ts';
import { dropPlace } from '../../../renderer/model/drop-place.ts';
import { COLUMN_GAP, fitColumns } from '../../../renderer/model/fit-columns.ts';
import {
  isUsual,
  readLayout,
  shownColumns,
  type TableLayout,
  USUAL_LAYOUT,
  withPlace,
  withShown,
  withStep,
  withWidth,
} from '../../../renderer/model/table-layout.ts';

const ids = (columns: readonly { readonly id: ColumnId }[]) => columns.map(({ id }) => id);
const shownIds = (layout: TableLayout) => ids(shownColumns(layout));
const USUAL: readonly ColumnId[] = [
  'number',
  'time',
  'verdict',
  'direction',
  'source',
  'sourcePort',
  'destination',
  'destinationPort',
  'protocol',
  'length',
  'info',
  'rule',
];

describe('the layout of the table', () => {
  it('has the usual columns in their usual order', () => {
    expect(shownIds(USUAL_LAYOUT)).toEqual(USUAL);
    expect(isUsual(USUAL_LAYOUT)).toBe(true);
    expect(readLayout([])).toBe(USUAL_LAYOUT);
  });

  it('shows and hides, but never hides the last one', () => {
    const withVlan = withShown(USUAL_LAYOUT, 'vlan', true);
    expect(shownIds(withVlan)).toContain('vlan');
    expect(isUsual(withVlan)).toBe(false);
    expect(withShown(withVlan, 'vlan', false)).toEqual(USUAL_LAYOUT);
    const one = USUAL.slice(1).reduce((layout, id) => withShown(layout, id, false), USUAL_LAYOUT);
    expect(shownIds(one)).toEqual(['number']);
    expect(withShown(one, 'number', false)).toBe(one);
  });

  it('moves past the neighbour that is seen, whatever is hidden between the two', () => {
    expect(shownIds(withStep(USUAL_LAYOUT, 'verdict', -1)).slice(0, 3)).toEqual([
      'number',
      'verdict',
      'time',
    ]);
    expect(shownIds(withStep(USUAL_LAYOUT, 'time', 1)).slice(0, 3)).toEqual([
      'number',
      'verdict',
      'time',
    ]);
    expect(withStep(USUAL_LAYOUT, 'number', -1)).toBe(USUAL_LAYOUT);
    expect(withStep(USUAL_LAYOUT, 'rule', 1)).toBe(USUAL_LAYOUT);
  });

  it.each([
    [0, 'rule', ['rule', 'number', 'time']],
    [3, 'number', ['time', 'verdict', 'number']],
  ] as const)('drops before place %i: %s', (place, id, first) => {
    expect(shownIds(withPlace(USUAL_LAYOUT, id, place)).slice(0, 3)).toEqual(first);
  });

  it('drops behind the last, and where it was', () => {
    expect(shownIds(withPlace(USUAL_LAYOUT, 'time', USUAL.length)).at(-1)).toBe('time');
    expect(withPlace(USUAL_LAYOUT, 'time', 1)).toBe(USUAL_LAYOUT);
    expect(shownIds(withPlace(USUAL_LAYOUT, 'time', 2))).toEqual(USUAL);
  });

  it('keeps every column exactly once, whatever is done', () => {
    let layout = USUAL_LAYOUT;
    for (const [index, { id }] of COLUMNS.entries()) {
      layout = withShown(layout, id, index % 3 !== 0);
      layout = withPlace(layout, id, (index * 7) % 12);
      layout = withStep(layout, id, index % 2 === 0 ? 1 : -1);
      layout = withWidth(layout, id, index * 50 - 100);
    }
    expect(ids(layout).toSorted()).toEqual(ids(COLUMNS).toSorted());
    expect(readLayout(layout.map((column) => ({ ...column })))).toEqual(layout);
  });

  it('reads what another version saved: leaves out what it does not know, adds what is missing', () => {
    const read = readLayout([
      { id: 'rule', width: 200, shown: true },
      { id: 'phase-of-the-moon', width: 50, shown: true },
      { id: 'rule', width: 50, shown: false },
      { id: 'verdict', width: 1, shown: true },
    ]);
    expect(shownIds(read)).toEqual(['rule', 'verdict']);
    expect(read.find(({ id }) => id === 'rule')?.width).toBe(200);
    expect(read.find(({ id }) => id === 'verdict')?.width).toBe(58);
    expect(read.length).toBe(COLUMNS.length);
    expect(readLayout([{ id: 'rule', width: 50, shown: false }])).toBe(USUAL_LAYOUT);
  });

  it('is read from settings that were saved before there were any columns', () => {
    const { table, ...older } = DEFAULT_SETTINGS;
    const read = (settings: unknown) => settingsSchema['~standard'].validate(settings);
    expect(read(older)).toMatchObject({ value: { table } });
    const saved = { columns: USUAL_LAYOUT, time: 'delta', colours: false };
    expect(read({ ...older, table: saved })).toMatchObject({ value: { table: saved } });
    const wild = { ...saved, columns: [{ id: 'rule', width: 1e9, shown: true }] };
    expect(read({ ...older, table: wild })).toHaveProperty('issues');
  });
});

describe('fitColumns', () => {
  it('gives Info what the others leave', () => {
    const fitted = fitColumns(USUAL_LAYOUT, 1100);
    expect(ids(fitted.columns)).toEqual(USUAL);
    expect(fitted).toMatchObject({ width: 1100, elastic: 'info', noRoom: [] });
    const { left = 0, width = 0 } = fitted.columns.at(-1) ?? {};
    expect(left + width + 8).toBe(1100);
    expect(fitted.columns[0]?.left).toBe(16);
  });

  it.each([
    [1020, ['number', 'length']],
    [900, ['number', 'sourcePort', 'length']],
    [800, ['number', 'sourcePort', 'length']],
    [700, ['number', 'sourcePort', 'length', 'info']],
    [600, ['number', 'sourcePort', 'destination', 'length', 'info']],
  ] as const)('at %i pixels does without %j, and never without the verdict', (width, without) => {
    const fitted = fitColumns(USUAL_LAYOUT, width);
    expect(fitted.noRoom).toEqual(without);
    expect(fitted.width).toBe(width);
    expect(ids(fitted.columns)).toEqual(expect.arrayContaining(['verdict', 'source', 'rule']));
  });

  it('never overlaps, and adds up, at any width', () => {
    for (let width = 520; width < 1600; width += 7) {
      const { columns, width: total } = fitColumns(USUAL_LAYOUT, width);
      let edge = 16;
      for (const column of columns) {
        expect(column.left).toBe(edge);
        expect(column.width).toBeGreaterThan(0);
        edge += column.width + COLUMN_GAP;
      }
      expect(edge - COLUMN_GAP + 8).toBe(total);
    }
  });

  it('scrolls sideways rather than hide columns that somebody chose', () => {
    const all = COLUMNS.reduce((layout, { id }) => withShown(layout, id, true), USUAL_LAYOUT);
    const fitted = fitColumns(all, 1100);
    expect(fitted.width).toBeGreaterThan(1100);
    expect(fitted.noRoom).toEqual(['number', 'sourcePort', 'length']);
  });

  it('leaves a width that somebody chose as it is', () => {
    const wide = withWidth(withShown(USUAL_LAYOUT, 'sourceMac', true), 'source', 300);
    const { columns } = fitColumns(wide, 900);
    expect(columns.find(({ id }) => id === 'source')?.width).toBe(300);
    expect(columns.find(({ id }) => id === 'destination')?.width).toBe(110);
  });

  it('stretches the last column where Info is hidden', () => {
    const fitted = fitColumns(withShown(USUAL_LAYOUT, 'info', false), 1100);
    expect(fitted.elastic).toBe('rule');
    expect(fitted.columns.at(-1)?.width).toBeGreaterThan(108);
  });

  it('finds the place under the pointer', () => {
    const { columns } = fitColumns(USUAL_LAYOUT, 1100);
    expect(dropPlace(columns, -50)).toBe(0);
    expect(dropPlace(columns, 16 + 32)).toBe(0);
    expect(dropPlace(columns, 16 + 34)).toBe(1);
    expect(dropPlace(columns, 5000)).toBe(columns.length);
  });
});
