import { expect, it } from 'vitest';
import { addressBytes, parseAddress } from '../../../../electron/contract/address.ts';
import { addressScope, SCOPE_TEXT } from '../../../../electron/contract/names/address-scope.ts';
import { macBytes, macKind } from '../../../../electron/contract/names/mac-kind.ts';
import { expectOk } from '../../../support/expect-ok.ts';

const scopeOf = (text: string) => addressScope(addressBytes(expectOk(parseAddress(text))));

it.each([
  ['0.0.0.0', 'unspecified'],
  ['10.255.255.255', 'private'],
  ['100.64.0.1', 'shared'],
  ['127.0.0.53', 'loopback'],
  ['169.254.1.1', 'link-local'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.0.8', 'reserved'],
  ['192.0.2.1', 'documentation'],
  ['192.168.1.20', 'private'],
  ['198.19.255.255', 'benchmark'],
  ['198.51.100.61', 'documentation'],
  ['203.0.113.77', 'documentation'],
  ['224.0.0.251', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::2', 'reserved'],
  ['::ffff:192.168.1.1', 'private'],
  ['100::1', 'reserved'],
  ['2001:2::1', 'benchmark'],
  ['2001:db8:bad::1', 'documentation'],
  ['3fff:fff::1', 'documentation'],
  ['fc00::1', 'private'],
  ['fdff::1', 'private'],
  ['fe80::1', 'link-local'],
  ['febf::1', 'link-local'],
  ['ff02::fb', 'multicast'],
  ['4000::1', 'reserved'],
])('%s is %s', (text, scope) => {
  expect(scopeOf(text)).toBe(scope);
  expect(SCOPE_TEXT[scope as keyof typeof SCOPE_TEXT]).toBeTruthy();
});

it.each([
  '1.0.0.0',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.255',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '64:ff9b::c000:201',
  '::ffff:8.8.8.8',
  '2000::1',
  '2001:db7:ffff::1',
  '2001:db9::1',
  '3fff:1000::1',
])('%s is an ordinary address', (text) => {
  expect(scopeOf(text)).toBeUndefined();
});

it('says nothing of what is no address', () => {
  expect(addressScope(new Uint8Array(0))).toBeUndefined();
  expect(addressScope(new Uint8Array(6))).toBeUndefined();
});

it.each([
  ['00:00:00:00:00:00', 'unspecified'],
  ['ff:ff:ff:ff:ff:ff', 'broadcast'],
  ['33:33:00:00:00:fb', 'multicast'],
  ['01:00:5e:00:00:fb', 'multicast'],
  ['02:42:ac:11:00:02', 'local'],
  ['00:1b:21:c4:0e:01', undefined],
])('the MAC %s is %s', (text, kind) => {
  expect(macKind(macBytes(text))).toBe(kind);
});
