import { describe, expect, it } from 'vitest';
import { countryTestOf, openKnownCountries } from '../../../electron/headless/known-countries.ts';
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
    ...makeRecordBytes({
      protocol: 6,
      rule_slot: 3,
      rule_generation: 1,
      verdict: 1,
      ifindex: 2,
      source: [193, 0, 6, 139],
    }),
    ...makeRecordBytes({ protocol: 17, ifindex: 7 }),
  ]),
  [new TextEncoder().encode('GET /'), new TextEncoder().encode('query')],
);

/** Which of the two packets pass. */
function passing(text: string): readonly boolean[] {
  const filter = new WatchFilter(readWatchFilter(text), {
    interfaceName: (ifindex) => (ifindex === 2 ? 'eth0' : ''),
    countryTest: countryTestOf({
      countryOf: (address) => (address === '193.0.6.139' ? 'NL' : 'US'),
    }),
  });
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
    ['country nl', [true, false]],
    ['not src country nl, be', [false, true]],
    // 0.0.0.0 and the like lie nowhere, whatever a database says.
    ['country us', [false, false]],
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

describe('the countries of watch --filter', () => {
  it('looks up each address once', () => {
    const asked: string[] = [];
    const test = countryTestOf({
      countryOf: (address) => {
        asked.push(address);
        return address.includes(':') ? undefined : 'NL';
      },
    })(['nl']);
    const v4 = Uint8Array.of(193, 0, 6, 139);
    const v6 = Uint8Array.of(0x20, 1, 6, 0x7c, ...Array<number>(12).fill(9));
    expect([test(v4, 0, 4), test(v4, 0, 4), test(v6, 0, 16), test(v6, 0, 16)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(asked).toEqual(['193.0.6.139', '2001:67c:909:909:909:909:909:909']);
  });

  it('needs no file unless it is asked for a country, and says which is missing', async () => {
    const nowhere = '/nonexistent';
    expect(await openKnownCountries(readWatchFilter('tcp'), nowhere)).toMatchObject({ ok: true });
    expect(await openKnownCountries(readWatchFilter('not country de'), nowhere)).toMatchObject({
      ok: false,
      error: { code: 'names-unavailable', message: expect.stringContaining('countries.mmdb') },
    });
  });
});
