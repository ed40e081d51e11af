import { isIPv4, isIPv6 } from 'node:net';
import { expect, test } from 'vitest';
import { addressBytes, parseAddress } from '../../../../electron/contract/address.ts';
import { AddressScanner } from '../../../../electron/engine/lists/scan-address.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { Random } from '../../../support/random.ts';

/** The bytes of the address that the text is, read to its end. */
function scan(text: string): number[] | undefined {
  const scanner = new AddressScanner();
  const around = Buffer.from(`1:${text}1:`);
  scanner.bytes = around;
  scanner.at = 2;
  scanner.end = around.length - 2;
  if (scanner.scanV4() && scanner.at === scanner.end) {
    return [24, 16, 8, 0].map((shift) => (scanner.v4 >>> shift) & 255);
  }
  scanner.at = 2;
  if (!scanner.scanV6() || scanner.at !== scanner.end) return undefined;
  return [...scanner.words].flatMap((word) =>
    [24, 16, 8, 0].map((shift) => (word >>> shift) & 255),
  );
}

/** By Node's own parsers: of addresses, and of addresses in URLs. */
function reference(text: string): number[] | undefined {
  if (isIPv4(text)) return text.split('.').map(Number);
  if (!isIPv6(text)) return undefined;
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  return [...addressBytes(expectOk(parseAddress(canonical)))];
}

test.each([
  '::',
  '::1',
  '1::',
  '1::8',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8',
  '::ffff:192.0.2.1',
  '64:ff9b::192.0.2.1',
  '1:2:3:4:5:6:192.0.2.1',
  'ABCD:ef01::',
  '0.0.0.0',
  '255.255.255.255',
])('%s is an address', (text) => {
  expect(scan(text)).toBeDefined();
  expect(scan(text)).toEqual(reference(text));
});

test.each([
  '',
  ':',
  ':::',
  '1',
  '1:',
  ':1',
  '1:::8',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '1:2:3:4:5:6:7:8:',
  '12345::',
  '1:2:3:4:5:6:7:192.0.2.1',
  '192.0.2.1::',
  '::192.0.2',
  '::192.0.2.1:1',
  '::192.0.2.256',
  'g::',
  '1.2.3',
  '1.2.3.',
  '1.2.3.4.',
  '1..3.4',
  '1.2.3.1000',
  '1.2.3.04',
])('"%s" is none', (text) => {
  expect(scan(text)).toBeUndefined();
});

test('agrees with Node on addresses put together at random', () => {
  const random = new Random(5);
  const parts: [string, ...string[]] = [
    '::',
    ':',
    '.',
    '0',
    '1',
    '25',
    'ff',
    'abcd',
    '192.0.2.1',
    '10',
  ];
  let addresses = 0;
  for (let round = 0; round < 30_000; round++) {
    const separator = random.pick(['', ':', ':', '.']);
    const text = Array.from({ length: 1 + random.below(9) }, () => random.pick(parts)).join(
      separator,
    );
    const expected = reference(text);
    if (expected) addresses += 1;
    expect(scan(text), `${text}, seed ${random.seed}`).toEqual(expected);
  }
  expect(addresses).toBeGreaterThan(100);
});
