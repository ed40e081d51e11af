/** Lists in the kernel: whole and part /24s, several lists at one place, IPv6 by length, swaps. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ipFrame, udp } from '../../electron/engine/network/lab/frames.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { Random } from '../support/random.ts';
import { rule } from '../support/rule.ts';
import { FRAMES, MACS, PORTS, V4, V6 } from '../support/test-frames.ts';

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open();
});
afterEach(() => plane?.[Symbol.dispose]());

function from(source: string): Uint8Array {
  const ends = source.includes(':') ? { ...V6, source } : { ...V4, source };
  return ipFrame(MACS, { ...ends, protocol: 17 }, udp({ ...ends, ...PORTS }));
}

/** Those of the sources whose packets are dropped. */
function dropped(sources: readonly string[]): string[] {
  return sources.filter((source) => plane.run(from(source)).verdict === 'drop');
}

async function listed(...lines: readonly string[]): Promise<void> {
  await plane.setLists({ bad: lines });
  await plane.setRules([rule('drop src list bad')]);
}

describe('IPv4', () => {
  test.each<[string, string[], string[]]>([
    ['203.0.113.0/24', ['203.0.113.0', '203.0.113.255'], ['203.0.112.255', '203.0.114.0']],
    ['203.0.113.128/25', ['203.0.113.128', '203.0.113.255'], ['203.0.113.127', '203.0.114.0']],
    ['203.0.113.64', ['203.0.113.64'], ['203.0.113.63', '203.0.113.65']],
    ['10.0.0.0/8', ['10.0.0.0', '10.200.7.7', '10.255.255.255'], ['9.255.255.255', '11.0.0.0']],
    ['255.0.0.0/8', ['255.255.255.255', '255.0.0.0'], ['254.255.255.255']],
  ])('%s', async (line, inside, outside) => {
    await listed(line);
    expect(dropped([...inside, ...outside])).toEqual(inside);
  });

  test('a range that begins and ends within a /24', async () => {
    await listed('192.0.2.200-192.0.9.3');
    const inside = ['192.0.2.200', '192.0.3.0', '192.0.8.255', '192.0.9.0', '192.0.9.3'];
    expect(dropped(['192.0.2.199', ...inside, '192.0.9.4'])).toEqual(inside);
  });

  test('neighbours at the borders of the table: 64 /24s share a place', async () => {
    await listed(
      '10.0.63.5',
      '10.0.64.5',
      '10.0.127.0/24',
      '10.0.128.0/25',
      '0.0.0.1',
      '255.255.255.0/31',
    );
    const inside = [
      '10.0.63.5',
      '10.0.64.5',
      '10.0.127.255',
      '10.0.128.127',
      '0.0.0.1',
      '255.255.255.1',
    ];
    const outside = [
      '10.0.63.6',
      '10.0.64.4',
      '10.0.126.255',
      '10.0.128.128',
      '0.0.0.0',
      '255.255.255.2',
    ];
    expect(dropped([...inside, ...outside])).toEqual(inside);
  });

  test('all sixteen lists in one /24, some whole and some in part', async () => {
    const names = Array.from({ length: 16 }, (_, index) => `list-${index}`);
    await plane.setLists(
      Object.fromEntries(
        names.map((name, index) => [
          name,
          [index % 4 === 0 ? '203.0.113.0/24' : `203.0.113.${index}-203.0.113.99`],
        ]),
      ),
    );
    for (const [index, name] of names.entries()) {
      await plane.setRules([rule(`drop src list ${name}`)]);
      const isWhole = index % 4 === 0;
      const expected = ['203.0.113.50', ...(isWhole ? ['203.0.113.0', '203.0.113.100'] : [])];
      expect(dropped(['203.0.113.50', '203.0.113.0', '203.0.113.100'])).toEqual(expected);
    }
  });

  test('many entries, against a plain look', async () => {
    const random = new Random(4);
    const address = () => [10, random.below(4), random.below(256), random.below(256)].join('.');
    const entries = Array.from({ length: 5000 }, address);
    await listed(...entries);
    const sources = [...entries.slice(0, 500), ...Array.from({ length: 2000 }, address)];
    const set = new Set(entries);
    expect(dropped(sources)).toEqual(sources.filter((source) => set.has(source)));
  });
});

describe('IPv6', () => {
  test.each([
    ['2001:db8:bad::/48', ['2001:db8:bad::', '2001:db8:bad:ffff::1'], ['2001:db8:bae::1']],
    ['2001:db8:0:1::/64', ['2001:db8:0:1:ffff::'], ['2001:db8::1', '2001:db8:0:2::']],
    ['2001:db8::8000:0:0:0/65', ['2001:db8::8000:0:0:1'], ['2001:db8::7fff:0:0:1']],
    ['2001:db8::2/127', ['2001:db8::2', '2001:db8::3'], ['2001:db8::1', '2001:db8::4']],
    ['2001:db8::7', ['2001:db8::7'], ['2001:db8::6', '2001:db8:0:1::7']],
  ])('%s', async (line, inside, outside) => {
    await listed(line);
    expect(dropped([...inside, ...outside])).toEqual(inside);
  });

  test('several lengths, and several lists', async () => {
    await plane.setLists({
      wide: ['2001:db8::/32', '203.0.113.0/24'],
      narrow: ['2001:db8:bad::/48', '2001:db8:bad:1::/64', '2001:db8::9'],
    });
    const sources = ['2001:db8::1', '2001:db8::9', '2001:db8:bad:1::1', '2001:db9::1'];
    await plane.setRules([rule('drop src list wide')]);
    expect(dropped([...sources, '203.0.113.1'])).toEqual([...sources.slice(0, 3), '203.0.113.1']);
    await plane.setRules([rule('drop src list narrow')]);
    expect(dropped([...sources, '203.0.113.1'])).toEqual(sources.slice(1, 3));
    await plane.setRules([rule('drop src list wide not src list narrow')]);
    expect(dropped(sources)).toEqual(['2001:db8::1']);
  });
});

describe('names', () => {
  test('either end can be looked up, and senders of ARP are looked up', async () => {
    await plane.setLists({ us: ['192.0.2.0/24'], them: ['203.0.113.77'] });
    for (const [match, inside] of [
      ['dst list us', ['ping', 'request']],
      ['src list us', []],
      ['host list us', ['ping', 'request']],
      ['remote list them', ['ping', 'request']],
      ['local list us, them', ['ping', 'request']],
      ['not src list them', ['ping6']],
    ] as const) {
      await plane.setRules([rule(`drop ${match}`)]);
      const hit = (['ping', 'ping6', 'request'] as const).filter(
        (name) => plane.run(FRAMES[name]).verdict === 'drop',
      );
      expect(hit, match).toEqual(inside);
    }
  });

  test('of a list that is not there hold nothing, until it comes', async () => {
    await plane.setRules([rule('drop src list later'), rule('drop not src list never')]);
    expect(plane.run(FRAMES.ping).record?.ruleSlot).not.toBe(slotOf('drop src list later'));
    await plane.setLists({ later: ['203.0.113.0/24'] });
    plane.run(FRAMES.ping);
    expect(plane.counters().byRule[rule('drop src list later').id]?.packets).toBe(1);
  });
});

describe('a swap', () => {
  test('puts the new entries in force and the old ones out of it, with new programs', async () => {
    await listed('203.0.113.0/24', '2001:db8:1::/48');
    const sources = ['203.0.113.1', '198.51.100.1', '2001:db8:1::1', '2001:db8:2::1'];
    expect(dropped(sources)).toEqual(['203.0.113.1', '2001:db8:1::1']);
    const ids = plane.programIds();
    await plane.setLists({ bad: ['198.51.100.0/25', '2001:db8:2::/64'] });
    expect(plane.programIds()).not.toEqual(ids);
    expect(dropped(sources)).toEqual(['198.51.100.1', '2001:db8:2::1']);
    await plane.setLists({});
    expect(dropped(sources)).toEqual([]);
  });

  test('leaves programs alone whose rules ask for no list', async () => {
    await plane.setRules([rule('drop tcp')]);
    const [incoming, outgoing] = plane.programIds();
    await plane.setLists({ bad: ['203.0.113.0/24'] });
    expect(plane.programIds()).toEqual([incoming, outgoing]);
    await plane.setRules([rule('drop tcp'), rule('drop src list bad')]);
    expect(dropped(['203.0.113.1', '198.51.100.1'])).toEqual(['203.0.113.1']);
    const asking = plane.programIds();
    await plane.setLists({ bad: ['198.51.100.0/24'] });
    expect(dropped(['203.0.113.1', '198.51.100.1'])).toEqual(['198.51.100.1']);
    const after = plane.programIds();
    expect([after[0] === asking[0], after[1] === asking[1]]).toEqual([false, true]);
  });

  test('gives a name another bit only together with the rules that go by it', async () => {
    await plane.setLists({ a: ['203.0.113.0/24'] });
    await plane.setRules([rule('drop src list b'), rule('pass src list a')]);
    expect(dropped(['203.0.113.1', '198.51.100.1'])).toEqual([]);
    await plane.setLists({ b: ['198.51.100.0/24'] });
    expect(dropped(['203.0.113.1', '198.51.100.1'])).toEqual(['198.51.100.1']);
  });

  test('keeps what a list has counted; one that comes begins at nothing', async () => {
    await plane.setLists({ a: ['203.0.113.0/24'], b: ['198.51.100.0/24'] });
    await plane.setRules([rule('drop src list a, b')]);
    dropped(['203.0.113.1', '203.0.113.2', '198.51.100.1', '192.0.2.1']);
    expect(plane.counters().byList).toEqual({ a: 2, b: 1 });
    await plane.setLists({ c: ['198.51.100.0/24'], a: ['203.0.113.0/25'] });
    expect(plane.counters().byList).toEqual({ a: 2, c: 0 });
    await plane.setRules([rule('drop src list a, c')]);
    dropped(['203.0.113.1', '198.51.100.1']);
    expect(plane.counters().byList).toEqual({ a: 3, c: 1 });
  });
});

function slotOf(line: string): number | undefined {
  return plane.keeper.slots().get(rule(line).id);
}
