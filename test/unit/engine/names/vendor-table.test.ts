import { expect, it } from 'vitest';
import { macBytes } from '../../../../electron/contract/names/mac-kind.ts';
import { VendorTable } from '../../../../electron/engine/names/vendor-table.ts';
import { vendorTable } from '../../../../scripts/names/vendor-table-bytes.ts';
import { RESOURCES } from '../../../support/paths.ts';

const BYTES = vendorTable({
  '001B21': 'Intel Corporate\nLot 8\nMalaysia',
  FCFBFB: 'Last in line',
  '000000': 'First in line',
  '8C1F64': 'IEEE Registration Authority',
  '8C1F64000': 'Small block',
  '8C1F640': 'Middle block',
  '8C1F64FFF': 'BURG-WÄCHTER KG\nGermany',
  '0050C2': `A${'a'.repeat(200)}\u0000\u202e`,
});
const table = new VendorTable(BYTES);
const vendorOf = (mac: string) => table.vendorOf(macBytes(mac));

it.each([
  ['00:00:00:ff:ff:ff', 'First in line'],
  ['00:1b:21:c4:0e:01', 'Intel Corporate'],
  ['fc:fb:fb:ff:ff:ff', 'Last in line'],
  ['00:00:01:00:00:00', undefined],
  ['fc:fb:fc:00:00:00', undefined],
])('%s was made by %s', (mac, vendor) => {
  expect(vendorOf(mac)).toBe(vendor);
});

it('lets the longest prefix say', () => {
  expect(vendorOf('8c:1f:64:00:01:02')).toBe('Small block');
  expect(vendorOf('8c:1f:64:01:01:02')).toBe('Middle block');
  expect(vendorOf('8c:1f:64:ff:f1:02')).toBe('BURG-WÄCHTER KG');
});

it('names nobody for a block that is given out in parts', () => {
  expect(vendorOf('8c:1f:64:80:01:02')).toBeUndefined();
});

it('keeps names short and printable', () => {
  expect(vendorOf('00:50:c2:00:00:00')).toBe(`A${'a'.repeat(79)}`);
});

it.each([
  ['another file', Buffer.from('not a table of vendors, but long enough')],
  ['a file that was cut', BYTES.subarray(0, BYTES.length - 1)],
  ['an empty file', Buffer.alloc(0)],
])('refuses %s', (_what, bytes) => {
  expect(() => new VendorTable(bytes)).toThrow(RangeError);
});

it('finds makers in the one that is built', async () => {
  const built = await VendorTable.open(`${RESOURCES}/names/vendors.oui`);
  expect(built.vendorOf(macBytes('00:00:0c:12:34:56'))).toMatch(/cisco/i);
  expect(built.vendorOf(macBytes('00:1b:21:c4:0e:01'))).toMatch(/intel/i);
});
