import { expect, it } from 'vitest';
import { addressBytes, parseAddress } from '../../../../electron/contract/address.ts';
import type { AddressNotes } from '../../../../renderer/model/address-notes.ts';
import { detailTree, innermost, nodeText } from '../../../../renderer/model/details/detail-tree.ts';
import {
  type HostBook,
  hostFields,
  hostsText,
} from '../../../../renderer/model/details/host-fields.ts';
import { rowText } from '../../../../renderer/model/row-text.ts';
import { RuleNames } from '../../../../renderer/model/rule-names.ts';
import { NOTHING_LEARNED } from '../../../../renderer/stores/engine-store.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { makeRecord } from '../../../support/make-record.ts';

const bytesOf = (text: string) => [...addressBytes(expectOk(parseAddress(text)))];
const RECORD = makeRecord({
  source: bytesOf('193.0.6.139'),
  destination: bytesOf('192.168.1.20'),
  source_mac: [0, 0, 12, 0, 0, 1],
  destination_mac: [2, 0, 0, 0, 0, 2],
});
const EMPTY = NOTHING_LEARNED.rules;
const NOBODY: HostBook = { factsOf: () => ({}), cardOf: () => ({}), namesOf: () => [] };
const BOOK: HostBook = {
  factsOf: (address) => (address === '193.0.6.139' ? { country: 'NL' } : { scope: 'private' }),
  cardOf: (mac) => (mac.startsWith('02') ? { kind: 'local' } : { vendor: 'Cisco Systems, Inc' }),
  namesOf: (address) =>
    address === '193.0.6.139'
      ? [{ name: 'mirror.example', origin: 'dns', heardMs: 1000, untilMs: 9e9 }]
      : [],
};

it('says who the ends are and who says so', () => {
  const fields = hostFields(RECORD, BOOK, 6000);
  expect(fields).toMatchObject([
    { label: 'Source', value: '193.0.6.139', note: 'Netherlands', filterText: 'src 193.0.6.139' },
    { label: 'Source name', note: 'mirror.example, from a DNS answer, 5 s ago' },
    { label: 'Destination', value: '192.168.1.20', note: 'private network' },
    { label: 'Source card', value: '00:00:0c:00:00:01', note: 'Cisco Systems, Inc' },
    { label: 'Destination card', note: 'random or virtual' },
  ]);
  const text = hostsText(RECORD, BOOK);
  expect(text).toBe('mirror.example, Netherlands → private network');
  const [, hosts] = detailTree(undefined, [], { text, fields });
  expect(hosts && nodeText(hosts)).toBe(`Hosts ${text}`);
  expect(hosts?.children).toHaveLength(5);
  expect(innermost(detailTree(undefined, [], { text, fields }))?.label).toBe('Frame');
});

it('says nothing where nothing is known', () => {
  expect(hostFields(RECORD, NOBODY, 0)).toEqual([]);
  expect(hostsText(RECORD, NOBODY)).toBe('');
  expect(detailTree(undefined, [], { text: '', fields: [] })).toHaveLength(1);
});

it('writes names in the place of addresses where the user wants it, but of its own', () => {
  const notes: AddressNotes = {
    named: true,
    of: (address) => ({ host: `n${address.length}.example`, origin: 'by reverse DNS', place: 'x' }),
    vendorOf: (mac) => (mac.startsWith('00:00:0c') ? 'Cisco Systems, Inc' : ''),
  };
  const context = { names: new RuleNames(), book: EMPTY, ownAddresses: new Set(['192.168.1.20']) };
  const row = rowText(0, RECORD, { ...context, notes });
  expect(row.source).toMatchObject({
    address: '193.0.6.139',
    name: 'n11.example',
    title: '193.0.6.139\nn11.example, by reverse DNS\nx',
  });
  expect(row.destination).not.toHaveProperty('name');
  expect(row.note?.host).toBe('n11.example');
  expect(row.vendor).toBe('Cisco Systems, Inc');
  const plain = rowText(0, RECORD, { ...context, notes: { ...notes, named: false } });
  expect(plain.source).not.toHaveProperty('name');
  expect(plain.source.title).toContain('n11.example');
  expect(rowText(0, RECORD, context).source).not.toHaveProperty('title');
});
