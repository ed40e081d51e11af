/**
 * Rules and lists that change under a flood: no packet sees a mixture. Old and new agree that the
 * flood is dropped, each by another rule, so a single frame that arrives proves one.
 */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIRECTIONS, type Direction } from '../../electron/contract/language/statement.ts';
import { eventually } from '../support/eventually.ts';
import { FilteredWire } from '../support/filtered-wire.ts';
import { FRAMES } from '../support/test-frames.ts';
import { lostBeforeFilter } from '../support/wire-end.ts';

const FRAMES_PER_MS = 30;
const SECONDS = 60;
/** Changes under each flood. */
const ROUNDS = 4;
const FLOOD = [FRAMES.udp, FRAMES.syn];
const SOURCE = '203.0.113.77';

let wire: FilteredWire;

describe.each([
  { egressKind: 'tcx', directions: DIRECTIONS },
  { egressKind: 'clsact', directions: ['out'] },
] as const)('with $egressKind', ({ egressKind, directions }) => {
  beforeAll(async () => {
    wire = await FilteredWire.open({ egressKind });
    await writeList('203.0.113.0/24');
    await wire.call('addList', { name: 'bad', source: { path: listPath() } });
  });
  afterAll(() => wire?.[Symbol.asyncDispose]());

  describe.each(directions)('%s', (direction) => {
    test('rule sets that have nothing in common', async () => {
      const sets = [
        [`pass ${direction} host 192.0.2.9`, `drop ${direction} host ${SOURCE}`],
        [`pass ${direction} icmp`, `drop ${direction} proto tcp, udp dport 8000-9000`],
        [`drop both src ${SOURCE} len 0-99`],
        [`pass ${direction} tcp flags ack+!syn`, `drop ${direction} any`],
      ];
      await wire.setRules(...(sets[0] ?? []));
      await expectNoGap(direction, async (round) => {
        await wire.setRules(...(sets[(round + 1) % sets.length] ?? []));
      });
    });

    test('rules that are moved, toggled and rewritten in their place', async () => {
      await wire.setRules(
        `pass ${direction} src 192.0.2.9`,
        `off pass ${direction} icmp type 3`,
        `drop ${direction} src 203.0.113.0/24 ttl 64`,
        `drop ${direction} proto tcp, udp`,
      );
      const { rules } = await wire.call('snapshot', {});
      const [pass = '', off = '', drop = '', last = ''] = rules.rules.map(({ id }) => id);
      await expectNoGap(direction, async (round) => {
        const isEven = round % 2 === 0;
        await wire.call('updateRule', { id: off, enabled: isEven });
        await wire.call('moveRule', { id: last, before: isEven ? drop : null });
        await wire.call('updateRule', { id: isEven ? drop : last, enabled: false });
        await wire.call('updateRule', { id: isEven ? drop : last, enabled: true });
        const text = `pass ${direction} src 192.0.2.${round + 10}`;
        await wire.call('updateRule', { id: pass, text });
      });
    });

    test('the verdict of a default, and the rules in front of it', async () => {
      await wire.setRules(`drop ${direction} any`);
      await expectNoGap(direction, async (round) => {
        if (round % 2 === 0) {
          await wire.setRules(`pass ${direction} host 192.0.2.9`, `default ${direction} drop`);
          await wire.call('confirmTrial', {});
        } else {
          await wire.setRules(`drop ${direction} any`, `default ${direction} pass`);
        }
      });
      await wire.setRules(`default ${direction} pass`);
    });

    test('a list whose entries change', async () => {
      await wire.setRules(`drop ${direction} host list bad`);
      const contents = [['203.0.112.0/23'], ['198.51.100.0/24', SOURCE], ['203.0.113.64/26']];
      await expectNoGap(direction, async (round) => {
        await writeList(...(contents[round % contents.length] ?? []));
        await wire.call('refreshList', { name: 'bad' });
      });
    });

    test('a gap, where there is one, is seen', async () => {
      await wire.setRules('drop both any');
      const { passed, arrived } = await flooded(direction, async () => {
        await wire.setRules();
        const { pass } = (await wire.counters()).total;
        await eventually(async () => {
          const now = (await wire.counters()).total.pass;
          if (now.packets === pass.packets) throw new Error('nothing has come through');
        });
        await wire.setRules('drop both any');
      });
      expect(passed).toBeGreaterThan(0);
      expect(arrived).toBeGreaterThan(0);
    });
  });
});

function listPath(): string {
  return `${wire.home}/bad.txt`;
}

async function writeList(...entries: readonly string[]): Promise<void> {
  writeFileSync(listPath(), entries.join('\n'));
}

async function expectNoGap(
  direction: Direction,
  change: (round: number) => Promise<void>,
): Promise<void> {
  expect(await flooded(direction, change)).toEqual({ passed: 0, arrived: 0 });
}

/** Makes the changes under a flood; tells what the filter passed of it, and what arrived. */
async function flooded(
  direction: Direction,
  change: (round: number) => Promise<void>,
): Promise<{ passed: number; arrived: number }> {
  const [from, to] = direction === 'in' ? [wire.peer, wire.desk] : [wire.desk, wire.peer];
  const before = (await wire.counters()).total;
  const lostBefore = await lostBeforeFilter(wire.network);
  await to.take();
  const done = from.flood(FLOOD, FRAMES_PER_MS, SECONDS);
  try {
    await eventually(async () => {
      const { drop } = (await wire.counters()).total;
      if (drop.packets === before.drop.packets) throw new Error('the flood has not come');
    });
    for (let round = 0; round < ROUNDS; round += 1) await change(round);
  } finally {
    await from.stop();
  }
  const { sent } = await done;
  expect(sent).toBeGreaterThan(0);
  const lost = (await lostBeforeFilter(wire.network)) - lostBefore;
  let passed = 0;
  await eventually(async () => {
    const { pass, drop } = (await wire.counters()).total;
    passed = pass.packets - before.pass.packets;
    const dropped = drop.packets - before.drop.packets;
    if (passed + dropped + lost !== sent) {
      throw new Error(`of ${sent}, ${passed} passed, ${dropped} did not, ${lost} were lost`);
    }
  });
  return { passed, arrived: (await to.take()).length };
}
