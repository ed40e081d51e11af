import { ListParser } from '../../../electron/engine/lists/parse-list.ts';
import type { ParsedList } from '../../../electron/engine/lists/parsed-list.ts';
import { atOnce } from '../../../electron/engine/lists/slices.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { PrivatePlane } from '../../support/private-plane.ts';
import { rule } from '../../support/rule.ts';
import { frameFrom } from './frame.ts';
import { ipv4Text } from './ipv4.ts';
import { listText, type Prefix, randomPrefixes } from './prefixes.ts';

const FIRST_SEED = 1000;

/**
 * From a parsed list to programs that enforce it, with a rule that names it. Another list each time,
 * in the place of the one before; a frame from it passes before and is dropped afterwards.
 */
export async function loadSeconds(rounds: number, count: number): Promise<number[]> {
  using plane = await PrivatePlane.open();
  await plane.setRules([rule('drop src list million')]);
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const prefixes = randomPrefixes(count, FIRST_SEED + round);
    const lists = new Map([['million', parse(prefixes)]]);
    // In no list of the other rounds, which are as random.
    const frame = frameFrom(ipv4Text(addressOnlyHere(prefixes, plane)));
    const startMs = performance.now();
    expectOk(await plane.enforcer.enforceLists(lists));
    samples.push((performance.now() - startMs) / 1000);
    if (plane.run(frame).verdict !== 'drop') throw new Error('The list is not in force.');
  }
  return samples;
}

function addressOnlyHere(prefixes: readonly Prefix[], plane: PrivatePlane): number {
  const found = prefixes.find(
    ({ address }) => plane.run(frameFrom(ipv4Text(address))).verdict === 'pass',
  );
  if (!found) throw new Error('Everything is dropped already.');
  return found.address;
}

function parse(prefixes: readonly Prefix[]): ParsedList {
  const parser = new ListParser();
  expectOk(atOnce(parser.push(Buffer.from(listText(prefixes)))));
  return expectOk(atOnce(parser.finish())).list;
}
