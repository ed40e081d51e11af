/** Every word of the language against frames on a real wire, on the way in and on the way out. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Direction } from '../../electron/contract/language/statement.ts';
import { CRITERION_ROWS, ROW_LISTS } from '../support/criteria-table.ts';
import { FilteredWire } from '../support/filtered-wire.ts';
import { FRAME_NAMES, FRAMES, type FrameName } from '../support/test-frames.ts';

let wire: FilteredWire;

/** Each criterion as it is in one direction, and negated in the other. */
const WAYS = [
  { egressKind: 'tcx', plain: 'in', negated: 'out', rows: CRITERION_ROWS },
  {
    egressKind: 'clsact',
    plain: 'out',
    negated: 'in',
    rows: CRITERION_ROWS.filter((_, index) => index % 5 === 0),
  },
] as const;

describe.each(WAYS)('$plain, negated $negated, by $egressKind', (way) => {
  const { egressKind, plain, negated, rows } = way;

  beforeAll(async () => {
    wire = await FilteredWire.open({ egressKind });
    for (const [name, entries] of Object.entries(ROW_LISTS)) {
      const path = `${wire.home}/${name}.txt`;
      writeFileSync(path, entries.join('\n'));
      await wire.call('addList', { name, source: { path } });
    }
  });
  afterAll(() => wire?.[Symbol.asyncDispose]());

  test.each(rows)('$text', async ({ text, ...fitting }) => {
    await wire.setRules(`drop ${plain} ${text}`, `drop ${negated} not ${text}`);
    const others = FRAME_NAMES.filter((name) => !fitting[plain].includes(name));
    expect(await arriving(plain)).toEqual(others);
    const fit = FRAME_NAMES.filter((name) => fitting[negated].includes(name));
    expect(await arriving(negated)).toEqual(fit);
  });
});

async function arriving(direction: Direction): Promise<FrameName[]> {
  const arrived = await wire.cross(direction, Object.values(FRAMES));
  return FRAME_NAMES.filter((name) => arrived.includes(FRAMES[name]));
}
