import { expect, it, vi } from 'vitest';
import {
  NameKeeper,
  type NameKeeperOptions,
} from '../../../../electron/engine/names/name-keeper.ts';
import { ReverseDns } from '../../../../electron/engine/names/reverse-dns.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { RESOURCES } from '../../../support/paths.ts';

function keeper(options: Partial<NameKeeperOptions> = {}) {
  return new NameKeeper({
    resourcesDirectory: RESOURCES,
    mayAskNetwork: () => false,
    onFailure: (failure) => {
      throw new Error(failure.message);
    },
    ...options,
  });
}

it('knows countries of ordinary addresses, and what others are for', async () => {
  const addresses = [
    '8.8.8.8',
    '2001:67c:2e8:22::c100:68b',
    '192.168.1.1',
    '203.0.113.7',
    'ff02::1',
  ];
  const answer = expectOk(await keeper().lookUp({ addresses, macs: [] }));
  expect(answer).toEqual({
    addresses: {
      '8.8.8.8': { country: 'US' },
      '2001:67c:2e8:22::c100:68b': { country: 'NL' },
      '192.168.1.1': { scope: 'private' },
      '203.0.113.7': { scope: 'documentation' },
      'ff02::1': { scope: 'multicast' },
    },
    macs: {},
  });
});

it('knows makers of network cards, and what other numbers are', async () => {
  const macs = ['00:00:0c:00:00:01', '33:33:00:00:00:01', '02:00:00:00:00:01'];
  const answer = expectOk(await keeper().lookUp({ addresses: [], macs }));
  expect(answer.macs).toEqual({
    '00:00:0c:00:00:01': { vendor: 'Cisco Systems, Inc' },
    '33:33:00:00:00:01': { kind: 'multicast' },
    '02:00:00:00:00:01': { kind: 'local' },
  });
});

it('says once that its files are missing, and answers what needs none', async () => {
  const onFailure = vi.fn();
  const names = keeper({ resourcesDirectory: '/nonexistent', onFailure });
  for (let time = 0; time < 2; time += 1) {
    const macs = ['00:00:0c:00:00:01'];
    const answer = expectOk(await names.lookUp({ addresses: ['8.8.8.8', '10.0.0.1'], macs }));
    expect(answer).toEqual({
      addresses: { '8.8.8.8': {}, '10.0.0.1': { scope: 'private' } },
      macs: { '00:00:0c:00:00:01': {} },
    });
  }
  expect(onFailure.mock.calls.map(([failure]) => failure.code)).toEqual([
    'names-unavailable',
    'names-unavailable',
  ]);
});

it('asks no name server unless the user wants it', async () => {
  const ask = vi.fn(async () => ['host.example']);
  let wanted = false;
  const names = keeper({ mayAskNetwork: () => wanted, reverseDns: new ReverseDns(ask) });
  const addresses = ['8.8.8.8', '192.168.1.1'];
  await names.lookUp({ addresses, macs: [] });
  expect(await names.reverseNames({ addresses })).toMatchObject({
    ok: false,
    error: { code: 'reverse-dns-off' },
  });
  expect(ask).not.toHaveBeenCalled();
  wanted = true;
  expect(expectOk(await names.reverseNames({ addresses }))).toEqual({
    '8.8.8.8': 'host.example',
    '192.168.1.1': 'host.example',
  });
});

it('asks name servers nothing that they cannot know', async () => {
  const ask = vi.fn(async () => ['host.example']);
  const names = keeper({ mayAskNetwork: () => true, reverseDns: new ReverseDns(ask) });
  const addresses = ['127.0.0.1', 'fe80::1', 'ff02::1', '203.0.113.7', '255.255.255.255'];
  expect(expectOk(await names.reverseNames({ addresses }))).toEqual({});
  expect(ask).not.toHaveBeenCalled();
});
