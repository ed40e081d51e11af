/**
 * Packets whose records nobody gets are decided on a way of their own, if no rule has several
 * criteria. Random rules and frames: it must decide and count as the long way does, which the
 * differential test compares with the reference.
 */
import assert from 'node:assert/strict';
import { printStatement } from '../../electron/contract/language/print.ts';
import { DIRECTIONS, type Direction } from '../../electron/contract/language/statement.ts';
import { readCounters } from '../../electron/engine/capture/counter-reader.ts';
import { exactPlace } from '../../electron/engine/compiler/exact.ts';
import { randomLists, randomSimple } from './differential.ts';
import { expectOk } from './expect-ok.ts';
import { rulesetOf } from './labelled-rules.ts';
import { PrivatePlane } from './private-plane.ts';
import type { Random } from './random.ts';
import { mutate, randomFrame } from './random-frames.ts';

const MAX_RULES = 12;
const PAST_NS = 1n;

/** Throws at the first difference. */
export async function checkShortWay(random: Random, count: number): Promise<void> {
  const verdicts = ['pass', 'drop'] as const;
  const defaults = { in: random.pick(verdicts), out: random.pick(verdicts) };
  const frames = Array.from({ length: count }, () => randomCrossing(random));
  using plane = await PrivatePlane.open();
  expectOk(await plane.enforcer.enforceLists(randomLists(random)));
  const rules = randomRules(random, plane.enforcer.listBits);
  expectOk(await plane.enforcer.enforce(rulesetOf(rules, defaults)));
  const run = ({ frame, direction }: Crossing) => {
    const { verdict, record } = plane.run(frame, direction);
    return { verdict, isRecorded: record !== undefined };
  };
  const watched = frames.map(run);
  const afterWatched = countsOf(plane, rules.length);
  plane.setWatched([]);
  const unwatched = frames.map(run);
  const afterAll = countsOf(plane, rules.length);

  const told = rules.map(({ line, deadlineNs }) => `${deadlineNs ? 'expired ' : ''}${line}`);
  for (const [index, { verdict }] of watched.entries()) {
    assert.deepEqual(
      unwatched[index],
      { verdict, isRecorded: false },
      [JSON.stringify(frames[index]), JSON.stringify(defaults), ...told].join('\n'),
    );
  }
  const twice = afterWatched.map(([what, number]) => [what, 2 * number]);
  assert.deepEqual(afterAll, twice, told.join('\n'));
  const { recorded, notAskedFor } = plane.recordCounts();
  assert.deepEqual({ recorded, notAskedFor }, { recorded: count, notAskedFor: count });
}

interface Crossing {
  readonly frame: Uint8Array;
  readonly direction: Direction;
}

function randomCrossing(random: Random): Crossing {
  const whole = randomFrame(random);
  const frame = random.chance(3) ? mutate(random, whole) : whole;
  // BPF_PROG_TEST_RUN refuses frames for TC that end before their IP header does.
  return { frame, direction: frame.length >= 54 ? random.pick(DIRECTIONS) : 'in' };
}

/** Every count of packets and bytes, with what it counts. */
function countsOf({ plane, enforcer }: PrivatePlane, rules: number): (readonly [string, number])[] {
  const { byRule, byProtocol, byDefault, byList } = readCounters(plane, {
    interfaces: new Map([['test', 0]]),
    rules: new Map(Array.from({ length: rules }, (_, slot) => [`rule ${slot}`, slot])),
    lists: enforcer.listBits,
  });
  const counts = [
    ...Object.entries(byRule),
    ...Object.entries(byDefault),
    ...Object.entries(byProtocol).flatMap(([name, { pass, drop }]) => [
      [`${name} passed`, pass] as const,
      [`${name} dropped`, drop] as const,
    ]),
  ];
  return [
    ...Object.entries(byList),
    ...counts.flatMap(([what, { packets, bytes }]): [string, number][] => [
      [`packets, ${what}`, packets],
      [`bytes, ${what}`, bytes],
    ]),
  ];
}

/** Only what has a map of its own, one rule per key: none is among those of several criteria. */
function randomRules(random: Random, lists: ReadonlyMap<string, number>) {
  const lines = new Map<string, string>();
  for (let index = 1 + random.below(MAX_RULES); index > 0; index -= 1) {
    const statement = randomSimple(random);
    const isBoth = statement.direction === 'both';
    for (const direction of DIRECTIONS) {
      const place = exactPlace(statement, direction, lists);
      if (!place || !(isBoth || statement.direction === direction)) continue;
      const line = printStatement({ ...statement, direction });
      lines.set(`${direction} ${place.map} ${place.key}`, line);
    }
  }
  return [...lines.values()].map((line) => ({
    line: random.chance(6) ? `off ${line}` : line,
    deadlineNs: random.chance(6) ? PAST_NS : 0n,
  }));
}
