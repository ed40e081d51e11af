import { describe, expect, test } from 'vitest';
import { planLab } from '../../../electron/engine/network/lab/lab-plan.ts';
import { overlaps, routedPrefixes } from '../../../electron/engine/network/lab/prefix.ts';
import { labTraffic } from '../../../electron/engine/network/lab/traffic.ts';

describe('overlaps', () => {
  test.each([
    ['192.0.2.0/24', '192.0.2.77', true],
    ['192.0.2.0/24', '192.0.0.0/16', true],
    ['192.0.2.0/24', '192.0.3.0/24', false],
    ['192.0.2.0/24', '0.0.0.0/0', true],
    ['2001:db8:2::/64', '2001:db8::/32', true],
    ['2001:db8:2::/64', '2001:db8:2:1::/64', false],
    ['192.0.2.0/24', '::/0', false],
    ['192.0.2.0/24', 'default', false],
  ])('%s and %s: %s', (left, right, expected) => {
    expect(overlaps(left, right)).toBe(expected);
    expect(overlaps(right, left)).toBe(expected);
  });
});

describe('routedPrefixes', () => {
  test('leaves out ways to everywhere, whatever they are called', () => {
    const json = JSON.stringify([
      { dst: 'default', gateway: '192.0.2.1' },
      { dst: '0.0.0.0/1', dev: 'tun0' },
      { dst: '2000::/3', dev: 'tun0' },
      { dst: '10.0.0.0/8', dev: 'eth0' },
      { type: 'local', dst: '192.0.2.2', dev: 'eth0' },
      { type: 'unreachable', dst: '203.0.113.0/24' },
      { dst: 'fe80::/64', dev: 'eth0' },
    ]);
    expect(routedPrefixes(json)).toEqual([
      '10.0.0.0/8',
      '192.0.2.2',
      '203.0.113.0/24',
      'fe80::/64',
    ]);
  });

  test('a machine without any route has none', () => {
    expect(routedPrefixes('')).toEqual([]);
  });
});

describe('planLab', () => {
  test('takes the documentation ranges where it can', () => {
    const plan = planLab(['10.0.0.0/8', 'fe80::/64']);
    expect(plan).toMatchObject({
      near: '192.0.2.1',
      near6: '2001:db8:2::1',
      routes: ['198.51.100.0/24', '203.0.113.0/24'],
      routes6: ['2001:db8:bad::/48'],
      hosts: { scanner: '203.0.113.77', stranger6: '2001:db8:bad::66' },
    });
  });

  test('moves only what is in the way', () => {
    const plan = planLab(['203.0.113.9', '198.19.100.0/24', '2001:db8:2::/64']);
    expect(plan).toMatchObject({
      near: '192.0.2.1',
      near6: '2001:db8:2:1::1',
      routes: ['198.51.100.0/24', '198.19.101.0/24'],
    });
  });

  test('finds room for several beside each other, and gives up when there is none', () => {
    const occupied: string[] = [];
    for (let count = 0; count < 9; count += 1) {
      const plan = planLab(occupied);
      if (!plan) throw new Error(`no room after ${count}`);
      occupied.push(`${plan.near}/24`, `${plan.near6}/64`, ...plan.routes, ...plan.routes6);
    }
    expect(new Set(occupied).size).toBe(9 * 5);
    expect(planLab(occupied)).toBeNull();
  });
});

describe('labTraffic', () => {
  const plan = planLab([]);
  if (!plan) throw new Error('no plan');
  const traffic = labTraffic(plan);

  test('is calm: about ten frames a second', () => {
    const perSecond = traffic.reduce((sum, { everyMs }) => sum + 1_000 / everyMs, 0);
    expect(perSecond).toBeGreaterThan(8);
    expect(perSecond).toBeLessThan(15);
  });

  test('is the same in every run, and differs from turn to turn', () => {
    for (const { frame, name } of traffic) {
      expect(frame(3), name).toEqual(frame(3));
      if (name !== 'printer joins a group') expect(frame(3), name).not.toEqual(frame(4));
    }
  });

  test('goes on for years', () => {
    for (const { frame } of traffic) expect(frame(1_000_000_000).length).toBeGreaterThan(14);
  });
});
