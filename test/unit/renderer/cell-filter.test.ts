import { expect, it } from 'vitest';
import { parseFilter } from '../../../electron/contract/language/filter/parse-filter.ts';
import { printFilter } from '../../../electron/contract/language/filter/print-filter.ts';
import type { ColumnId } from '../../../renderer/model/columns.ts';
import { cellFilter } from '../../../renderer/model/filter/cell-filter.ts';
import {
  completeFilter,
  completionNote,
  filterCompletions,
} from '../../../renderer/model/filter/filter-completions.ts';
import { filterPieces } from '../../../renderer/model/filter/filter-pieces.ts';
import type { RowText } from '../../../renderer/model/row-text.ts';
import { expectOk } from '../../support/expect-ok.ts';

const ROW = {
  dropped: true,
  direction: 'in',
  interfaceName: 'eth0',
  source: { address: '192.0.2.1', port: '40000', own: false },
  destination: { address: '2001:db8::1', port: '22', own: true },
  sourceMac: '02:00:00:00:00:01',
  destinationMac: '02:00:00:00:00:02',
  protocol: 'ICMPv6',
  vlan: '',
  ttl: '64',
  flags: 'SYN ACK',
  length: '70000',
  note: { host: 'a "b".example', place: 'Germany' },
  ruleId: 'r-1',
  byDefault: false,
  malformed: undefined,
} as unknown as RowText;

it.each([
  ['verdict', 'verdict drop'],
  ['interface', 'iface eth0'],
  ['direction', 'in'],
  ['source', 'src 192.0.2.1'],
  ['sourcePort', 'sport 40000'],
  ['destination', 'dst 2001:db8::1'],
  ['destinationPort', 'dport 22'],
  ['sourceMac', 'ether src 02:00:00:00:00:01'],
  ['host', 'name "a \\"b\\".example"'],
  ['country', 'remote country de'],
  ['protocol', 'icmpv6'],
  ['vlan', undefined],
  ['ttl', 'ttl 64'],
  ['flags', 'flags syn+ack'],
  ['length', 'len 65535'],
  ['rule', 'rule "r-1"'],
  ['info', undefined],
] satisfies [ColumnId, string | undefined][])('a value of %s is asked for as %s', (id, filter) => {
  const found = cellFilter(ROW, id);
  expect(found === undefined ? undefined : printFilter(expectOk(parseFilter(found)))).toBe(filter);
});

it('a rule is asked for by its name, if it has one', () => {
  expect(cellFilter(ROW, 'rule', 'Big pings')).toBe('rule "Big pings"');
  expect(cellFilter({ ...ROW, byDefault: true }, 'rule')).toBe('rule default');
});

const KNOWN = {
  lists: ['drop-list'],
  interfaces: ['eth0', 'or'],
  rules: ['Big pings', 'default'],
  addresses: ['192.0.2.1', '2001:db8::1'],
  names: [],
  countries: ['gr', 'us'],
};

it.each([
  ['iface ', ['eth0', '"or"']],
  ['tcp and src 192', ['192.0.2.1']],
  ['not (src 192.0.2.9, 2', ['2001:db8::1']],
  ['src list d', ['drop-list']],
  ['rule b', ['"Big pings"']],
  ['not src country g', ['gr', 'ga', 'gb', 'gd', 'ge', 'gf', 'gg', 'gh', 'gi', 'gl']],
  ['country de, germ', ['de']],
  ['country u', ['us', 'ua', 'ug', 'um', 'uy', 'uz', 'ae', 'gb', 'vi']],
  ['rule def', ['"default"', 'default']],
])('completes %s', (text, words) => {
  expect(filterCompletions(text, text.length, KNOWN)).toEqual(words);
});

it('puts a chosen word in the place of the one that is begun', () => {
  expect(completeFilter('tcp and (dst 19) or udp', 15, '192.0.2.1')).toEqual({
    text: 'tcp and (dst 192.0.2.1 ) or udp',
    cursor: 23,
  });
});

it('says what the code of a country means, and what a word asks for', () => {
  expect(completionNote('src country u', 13, 'us')).toBe('United States');
  expect(completionNote('iface e', 7, 'eth0')).toBe('');
  expect(completionNote('tcp sp', 6, 'sport')).toBe('port it came from');
  expect(completionNote('src l', 5, 'list')).toBe('address is on a list');
  expect(completionNote('rule n', 6, 'name')).toBe('');
});

it('asks for no country where a row says something else in its place', () => {
  const row = { ...ROW, note: { place: 'private network' } } as unknown as RowText;
  expect(cellFilter(row, 'country')).toBeUndefined();
});

it('draws terms on chips, and what joins them between', () => {
  const text = 'not (src 10.0.0.0/8 and text "a and b") && !udp flags syn+!ack';
  const pieces = filterPieces(text);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.filter(({ kind }) => kind === 'term').map((piece) => piece.text)).toEqual([
    'src 10.0.0.0/8',
    'text "a and b"',
    'udp flags syn+!ack',
  ]);
});
