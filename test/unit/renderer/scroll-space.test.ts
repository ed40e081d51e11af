import { describe, expect, it } from 'vitest';
import { SPACE_ROWS, scrollSpace } from '../../../renderer/model/scroll-space.ts';

const MILLION = 1_000_000;
const list = (top: number, first = 0, end = MILLION) => ({ first, end, top, viewRows: 26 });

describe('scrollSpace', () => {
  it('spans a short list whole', () => {
    expect(scrollSpace(list(30, 10, 500), 0)).toBe(10);
    expect(scrollSpace(list(10, 10, 10), 0)).toBe(10);
    expect(scrollSpace(list(SPACE_ROWS - 26, 0, SPACE_ROWS), 0)).toBe(0);
  });

  it('ends with the list while the newest rows are in sight', () => {
    expect(scrollSpace(list(MILLION - 26), 0)).toBe(MILLION - SPACE_ROWS);
  });

  it('begins with the list at its first row', () => {
    expect(scrollSpace(list(0), 500_000)).toBe(0);
    expect(scrollSpace(list(250_000, 250_000), 0)).toBe(250_000);
  });

  it('stays while the view is well within, and moves by whole rows near an edge', () => {
    const start = scrollSpace(list(500_000.25), 0);
    expect(Number.isInteger(start)).toBe(true);
    expect(scrollSpace(list(500_100.5), start)).toBe(start);
    expect(scrollSpace(list(start + 10_000), start)).toBe(start);
    const before = scrollSpace(list(start + 100), start);
    expect(before).toBeLessThan(start);
    const after = scrollSpace(list(start + SPACE_ROWS - 100), start);
    expect(after).toBeGreaterThan(start);
  });

  it('always has the view in it, wherever one scrolls', () => {
    let start = 0;
    let top = 0;
    for (let step = 0; step < 5000; step += 1) {
      top = Math.min(MILLION - 26, Math.max(0, top + Math.sin(step / 400) * 3000));
      start = scrollSpace(list(top), start);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(start);
      expect(top + 26).toBeLessThanOrEqual(start + SPACE_ROWS);
    }
  });

  it('follows a list that loses its oldest rows', () => {
    expect(scrollSpace(list(510_000, 505_000), 500_000)).toBeGreaterThanOrEqual(505_000);
  });
});
