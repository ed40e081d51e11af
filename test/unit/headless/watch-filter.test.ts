import { describe, expect, it } from 'vitest';
import {
  asksBytes,
  readWatchFilter,
  WatchFilter,
} from '../../../electron/headless/watch-filter.ts';
import { batchOf } from '../../support/batch-of.ts';
import { demoRule } from '../../support/demo-rule.ts';
import { makeRecordBytes } from '../../support/make-record.ts';

const BATCH = batchOf(
  Uint8Array.from([
    ...makeRecordBytes({ protocol: 6, rule_slot: 3, rule_generation: 1, verdict: 1, ifindex: 2 }),
    ...makeRecordBytes({ protocol: 17, ifindex: 7 }),
  ]),
  [new TextEncoder().encode('GET /'), new TextEncoder().encode('query')],
);

/** Which of the two packets pass. */
function passing(text: string): readonly boolean[] {
  const filter = new WatchFilter(readWatchFilter(text), (ifindex) => (ifindex === 2 ? 'eth0' : ''));
  filter.learn({
    rules: [demoRule('a', 'drop udp'), demoRule('b', 'drop tcp', { name: 'Web' })],
    builtIn: [],
    slots: [{ slot: 3, generation: 1, ruleId: 'b', text: 'drop tcp' }],
  });
  return [filter.passes(BATCH, 0, 0, 5), filter.passes(BATCH, 1, 5, 10)];
}

describe('watch --filter', () => {
  it.each([
    ['tcp', [true, false]],
    ['verdict pass', [false, true]],
    ['rule 2', [true, false]],
    ['rule web', [true, false]],
    ['rule b, default', [true, true]],
    ['rule 1', [false, false]],
    ['iface eth0', [true, false]],
    ['text "get"', [true, false]],
    ['text "quer"', [false, true]],
    ['text "/q"', [false, false]],
  ])('%s', (text, expected) => expect(passing(text)).toEqual(expected));

  it('asks for bytes only where it looks at them', () => {
    expect(asksBytes(readWatchFilter('tcp or text "x"'))).toBe(true);
    expect(asksBytes(readWatchFilter('tcp'))).toBe(false);
  });

  it.each([
    ['tcp and', /Column 8: Something to match is missing/],
    ['name example.org', /only the window knows names/],
    ['not src list friends', /only the window knows lists/],
  ])('refuses %s', (text, why) => expect(() => readWatchFilter(text)).toThrow(why));
});
