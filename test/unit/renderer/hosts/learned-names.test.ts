import { expect, it } from 'vitest';
import { hostName } from '../../../../electron/contract/names/host-name.ts';
import { countryName, originText } from '../../../../renderer/model/hosts/host-text.ts';
import { LearnedNames } from '../../../../renderer/model/hosts/learned-names.ts';

const ADDRESS = '203.0.113.7';
const KEY = 0xcb007107;
const HOUR_MS = 3_600_000;
const heard = (name: string, ttlSeconds?: number) => ({
  address: ADDRESS,
  name,
  origin: 'dns' as const,
  ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
});
const namesAt = (names: LearnedNames, nowMs: number) =>
  names.of(KEY, nowMs).map(({ name }) => name);

it('has the name that was heard last in front', () => {
  const names = new LearnedNames();
  expect(names.learn(heard('a.example'), 0)).toBe(true);
  expect(names.learn(heard('a.example'), 1)).toBe(false);
  expect(names.learn(heard('b.example'), 2)).toBe(true);
  expect(names.learn(heard('a.example'), 3)).toBe(true);
  expect(namesAt(names, 4)).toEqual(['a.example', 'b.example']);
  expect(names.of(KEY, 4)[0]?.heardMs).toBe(3);
});

it.each([
  ['a quarter of an hour, however short it should last', 0, 15 * 60_000],
  ['as long as it should', 7200, 2 * HOUR_MS],
  ['a day, however long it should', 2 ** 32 - 1, 24 * HOUR_MS],
  ['an hour, where nobody said how long', undefined, HOUR_MS],
])('keeps a name %s', (_what, ttlSeconds, lastsMs) => {
  const names = new LearnedNames();
  names.learn(heard('a.example', ttlSeconds), 1000);
  expect(namesAt(names, 1000 + lastsMs - 1)).toEqual(['a.example']);
  expect(namesAt(names, 1000 + lastsMs)).toEqual([]);
});

it('keeps a few names of one address', () => {
  const names = new LearnedNames();
  for (let index = 0; index < 10_000; index += 1) names.learn(heard(`n${index}.example`), index);
  expect(namesAt(names, 10_000)).toEqual([
    'n9999.example',
    'n9998.example',
    'n9997.example',
    'n9996.example',
  ]);
});

it('forgets the address that was used longest ago', () => {
  const names = new LearnedNames(2);
  const learn = (address: string) => names.learn({ ...heard('a.example'), address }, 0);
  learn('192.0.2.1');
  learn('192.0.2.2');
  names.of(0xc0000201, 1);
  learn('192.0.2.3');
  expect(names.size).toBe(2);
  expect(names.of(0xc0000201, 1)).toHaveLength(1);
  expect(names.of(0xc0000202, 1)).toHaveLength(0);
});

it('says where a name comes from, and when it was heard', () => {
  const names = new LearnedNames();
  names.learn(heard('a.example'), 1000);
  const [name] = names.of(KEY, 1000);
  expect(name && originText(name, 6000)).toBe('from a DNS answer, 5 s ago');
  expect(originText({ name: 'a.example', origin: 'reverse' }, 0)).toBe('by reverse DNS');
});

it('knows countries by name', () => {
  expect(countryName('DE')).toBe('Germany');
  expect(countryName('ZZ')).toBeTruthy();
  expect(countryName('?')).toBe('?');
});

it.each([
  ['Mirror.Example.NET.', 'mirror.example.net'],
  ['_dmarc.example.net', '_dmarc.example.net'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['localhost', 'localhost'],
])('takes %s for the name of a host', (text, name) => {
  expect(hostName(text)).toBe(name);
});

it.each([
  '',
  '.',
  'a..example',
  '-a.example',
  'a-.example',
  'bücher.example',
  'p\u0430ypal.example',
  'a b.example',
  '<b>.example',
  'a\u202eb.example',
  'a\nb',
  '192.0.2.1',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(200)}example`,
])('takes %j for none', (text) => {
  expect(hostName(text)).toBeUndefined();
});
