import { describe, expect, it } from 'vitest';
import { chartScale } from '../../../renderer/model/chart-scale.ts';
import { forLifetimeText, lifetimeText } from '../../../renderer/model/lifetime.ts';
import {
  clockText,
  momentText,
  rateText,
  timeLeftText,
} from '../../../renderer/model/number-text.ts';
import { RateHistory } from '../../../renderer/model/rate-history.ts';
import { ROW_HEIGHT, rowWindow } from '../../../renderer/model/row-window.ts';

describe('number texts', () => {
  it.each([
    [0, '0/s'],
    [0.04, '0.1/s'],
    [3.26, '3.3/s'],
    [164.4, '164/s'],
    [812_400, '812,400/s'],
  ])('%d packets a second are %s', (rate, text) => expect(rateText(rate)).toBe(text));

  it.each([
    [300, '5 min'],
    [3600, '1 h'],
    [172_800, '2 d'],
    [90, '90 s'],
    [null, 'always'],
  ])('%s seconds last %s', (seconds, text) => expect(lifetimeText(seconds)).toBe(text));

  it('says how long within a sentence', () => {
    expect(forLifetimeText(3600)).toBe('for 1 h');
    expect(forLifetimeText(null)).toBe('until you unblock it');
    expect(forLifetimeText('restart')).toBe('until Portcullis restarts');
  });

  it.each([
    [undefined, 'always'],
    [3_561_000, '59:21 left'],
    [-5, '0:00 left'],
    [3 * 24 * 3_600_000, '3 d left'],
  ])('an expiry in %s ms is %s', (expiry, text) => expect(timeLeftText(expiry, 0)).toBe(text));

  it('says the day of what was not today', () => {
    const now = new Date(2026, 10, 30, 9, 5, 7).getTime();
    expect(momentText(now - 7000, now)).toBe('at 09:05:00');
    expect(momentText(now - 86_400_000, now)).toBe('on 2026-11-29 at 09:05:07');
  });

  it('counts hours only when there are any', () => {
    expect([clockText(42), clockText(3723)]).toEqual(['0:42', '1:02:03']);
  });
});

describe('RateHistory', () => {
  it('shares a difference out by time', () => {
    const history = new RateHistory(4);
    history.add(10_500, 0, 0);
    history.add(11_500, 100, 10);
    history.add(12_000, 100, 10);
    expect(history.bars()).toEqual({
      passed: [0, 0, 50, 50],
      dropped: [0, 0, 5, 5],
      endSecond: 12,
    });
  });

  it('leaves out the second that is being filled', () => {
    const history = new RateHistory(2);
    history.add(1000, 0, 0);
    history.add(1900, 90, 0);
    expect(history.bars().passed).toEqual([0, 0]);
    history.add(2000, 100, 0);
    expect(Math.round(history.bars().passed[1] ?? 0)).toBe(100);
  });

  it('adds up to the totals', () => {
    const history = new RateHistory(120);
    for (let step = 0; step <= 400; step += 1) history.add(step * 250, step * 7, step);
    const sum = history.bars().passed.reduce((all, bar) => all + bar, 0);
    expect(sum).toBeCloseTo(2800, 6);
  });

  it('begins anew when an engine does, or after silence', () => {
    const history = new RateHistory(30);
    history.add(1000, 5000, 0);
    history.add(2000, 10, 0);
    history.add(20_000, 9000, 0);
    history.add(21_000, 9001, 0);
    expect(history.bars().passed.reduce((all, bar) => all + bar, 0)).toBe(1);
  });
});

describe('rowWindow', () => {
  it.each([
    [0, 0, 100, 0, 0],
    [3, 0, 100, 0, 3],
    [1000, 0, 100, 0, 5],
    [1000, 50, 100, 2, 7],
    [1000, Number.POSITIVE_INFINITY, 100, 995, 1000],
  ])('%i rows at %d in a view of %i px', (rows, top, height, firstIndex, endIndex) => {
    expect(rowWindow(rows, top, height)).toMatchObject({ firstIndex, endIndex });
  });

  it('never has more rows in sight than it says', () => {
    for (let top = 0; top < 3 * ROW_HEIGHT; top += 1) {
      const view = rowWindow(1000, top, 500);
      expect(view.endIndex - view.firstIndex).toBeLessThanOrEqual(view.most);
    }
  });
});

describe('chartScale', () => {
  it.each([
    [0, 10],
    [10, 10],
    [11, 20],
    [222, 250],
    [251, 500],
    [9000, 10_000],
  ])('a highest bar of %d is drawn against %d', (most, scale) => {
    expect(chartScale(most)).toBe(scale);
  });
});
