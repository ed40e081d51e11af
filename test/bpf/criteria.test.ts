/** Every word of the language, as it is and negated, in both directions. */
import { beforeAll, expect, test } from 'vitest';
import { DIRECTIONS } from '../../electron/contract/language/statement.ts';
import { CRITERION_WORDS } from '../../electron/contract/language/vocabulary.ts';
import { CRITERION_ROWS, ROW_INTERFACE, ROW_LISTS } from '../support/criteria-table.ts';
import { expectOk } from '../support/expect-ok.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { FRAME_NAMES, FRAMES, type FrameName } from '../support/test-frames.ts';

/** Needs packets before it, and has a test of its own. */
const ELSEWHERE = ['established'];

/** Which frames fitted which rule. */
const fitting = new Map<string, FrameName[]>();

beforeAll(async () => {
  using plane = await PrivatePlane.open();
  const { enforcer } = plane;
  expectOk(await enforcer.exclusively(() => enforcer.noteInterface(ROW_INTERFACE, 0)));
  await plane.setLists(ROW_LISTS);
  // Rules that count step on to the next, so every one sees every packet.
  const lines = CRITERION_ROWS.flatMap(({ text }) =>
    DIRECTIONS.flatMap((direction) => [
      `count ${direction} ${text}`,
      `count ${direction} not ${text}`,
    ]),
  );
  await plane.setRules(lines.map((line) => rule(line)));
  const hits = new Map<string, number>();
  for (const direction of DIRECTIONS) {
    for (const name of FRAME_NAMES) {
      expect(plane.run(FRAMES[name], direction).verdict).toBe('pass');
      const { byRule } = plane.counters();
      for (const line of lines) {
        const { packets = 0 } = byRule[rule(line).id] ?? {};
        if (packets === hits.get(line)) continue;
        if (packets > 0) fitting.set(line, [...(fitting.get(line) ?? []), name]);
        hits.set(line, packets);
      }
    }
  }
});

test('no word of the language is left out', () => {
  const words = new Set(
    CRITERION_ROWS.flatMap(({ text }) => text.split(/[ ,]+/)).concat(ELSEWHERE),
  );
  expect(CRITERION_WORDS.filter((word) => !words.has(word))).toEqual([]);
});

test.each(CRITERION_ROWS)('$text', ({ text, ...expectedOn }) => {
  for (const direction of DIRECTIONS) {
    const expected = expectedOn[direction];
    const [fit, others] = [true, false].map((wanted) =>
      FRAME_NAMES.filter((name) => expected.includes(name) === wanted),
    );
    expect(fitting.get(`count ${direction} ${text}`) ?? []).toEqual(fit);
    expect(fitting.get(`count ${direction} not ${text}`) ?? []).toEqual(others);
  }
});

test('several criteria must all hold', async () => {
  using plane = await PrivatePlane.open();
  await plane.setRules([rule('drop both tcp src 203.0.113.0/24 not dport 22 flags syn len 40-60')]);
  for (const direction of DIRECTIONS) {
    const dropped = FRAME_NAMES.filter(
      (name) => plane.run(FRAMES[name], direction).verdict === 'drop',
    );
    expect(dropped).toEqual(['syn']);
  }
});
