/** Rules of single addresses, in the table that is made for them: all of them, and as they come and go. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ipFrame, udp } from '../../electron/engine/network/lab/frames.ts';
import { expectOk } from '../support/expect-ok.ts';
import { rulesetOf } from '../support/labelled-rules.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { Random } from '../support/random.ts';
import { MACS, PORTS, V4, V6 } from '../support/test-frames.ts';

const MOST_RULES = 4096;

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open();
});
afterEach(() => plane?.[Symbol.dispose]());

function from(source: string): Uint8Array {
  const ends = source.includes(':') ? { ...V6, source } : { ...V4, source };
  return ipFrame(MACS, { ...ends, protocol: 17 }, udp({ ...ends, ...PORTS }));
}

function dropped(sources: readonly string[]): string[] {
  return sources.filter((source) => plane.runMany(from(source), 1) === 'drop');
}

async function drop(addresses: readonly string[]): Promise<void> {
  const lines = addresses.map((address) => `drop remote ${address}`);
  expectOk(await plane.enforcer.enforce(rulesetOf(lines)));
}

const FAMILIES = [
  {
    family: 'IPv4',
    address: (random: Random) =>
      [10 + random.below(4), random.below(4), random.below(256), random.below(256)].join('.'),
  },
  {
    family: 'IPv6',
    // Many of one network, as neighbours are, and few that have anything in common.
    address: (random: Random) => {
      const words = Array.from({ length: 6 }, () => random.below(65_536).toString(16));
      return random.chance(2)
        ? `2001:db8::${words.slice(0, 2).join(':')}`
        : `2001:db8:${words.join(':')}`;
    },
  },
];

describe.each(FAMILIES)('$family', ({ address }) => {
  test('as many as there can be rules, and nothing else', async () => {
    plane.setWatched([]);
    const random = new Random(6);
    const all = [...new Set(Array.from({ length: 3 * MOST_RULES }, () => address(random)))];
    const listed = all.slice(0, MOST_RULES);
    const others = all.slice(MOST_RULES, MOST_RULES + 2000);
    await drop(listed);
    expect(dropped(listed)).toHaveLength(MOST_RULES);
    expect(dropped(others)).toEqual([]);
  });

  test('as they come one by one, go, and come again', async () => {
    plane.setWatched([]);
    const random = new Random(7);
    const all = [...new Set(Array.from({ length: 300 }, () => address(random)))];
    const present = new Set<number>();
    const ids = new Set<number>();
    for (let step = 0; step < 2 * all.length; step += 1) {
      // Each comes once; some go, and some of those come again.
      const one = step < all.length ? step : random.below(all.length);
      if (present.has(one)) present.delete(one);
      else present.add(one);
      const labelled = [...present]
        .sort((a, b) => a - b)
        .map((slot) => ({ line: `drop remote ${all[slot]}`, slot, rank: slot + 1 }));
      expectOk(await plane.enforcer.enforce(rulesetOf(labelled)));
      for (const id of plane.programIds()) ids.add(id);
      const looked = [one, random.below(all.length)];
      expect(dropped(looked.map((slot) => all[slot] ?? ''))).toEqual(
        looked.filter((slot) => present.has(slot)).map((slot) => all[slot]),
      );
    }
    expect(dropped(all)).toEqual(all.filter((_, slot) => present.has(slot)));
    // Hardly a change needs another program.
    expect(ids.size).toBeLessThan(all.length / 5);
  });
});

test('the first and the last of all addresses, and a packet without one', async () => {
  const edges = ['0.0.0.0', '255.255.255.255', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'];
  await drop(['192.0.2.9', '2001:db8::9']);
  expect(dropped(edges)).toEqual([]);
  await drop(edges);
  expect(dropped(edges)).toEqual(edges);
  expect(dropped(['0.0.0.1', '255.255.255.254', '::1'])).toEqual([]);
  await drop([]);
  expect(dropped(edges)).toEqual([]);
});

test('each decides by its own verdict, on its own side', async () => {
  const lines = ['pass in remote 203.0.113.77', 'drop out remote 192.0.2.1', 'drop both udp'];
  expectOk(await plane.enforcer.enforce(rulesetOf(lines)));
  expect(plane.run(from('203.0.113.77'), 'in').record?.ruleSlot).toBe(0);
  expect(plane.run(from('203.0.113.77'), 'out').record?.ruleSlot).toBe(1);
  expect(plane.run(from('203.0.113.78'), 'in').record?.ruleSlot).toBe(2);
});
