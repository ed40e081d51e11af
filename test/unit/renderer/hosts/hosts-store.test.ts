import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { MethodName } from '../../../../electron/contract/api.ts';
import type { LookUpAnswer } from '../../../../electron/contract/names/look-up.ts';
import { fail, ok, type Result } from '../../../../electron/contract/result.ts';
import type { Connection } from '../../../../renderer/connection/connection.ts';
import { Hosts } from '../../../../renderer/stores/hosts-store.ts';

const NETHERLANDS = '193.0.6.139';
const CISCO = '00:00:0c:00:00:01';

let call: ReturnType<typeof vi.fn<(method: MethodName, args: unknown) => Promise<Result<unknown>>>>;
let hosts: Hosts;
let mayAskNetwork: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  mayAskNetwork = false;
  call = vi.fn(async (method) =>
    method === 'lookUp' ? ok(LOOKED_UP) : ok({ [NETHERLANDS]: 'host.example' }),
  );
  const connection = { call } as unknown as Connection;
  hosts = new Hosts(connection, { read: () => [], mayAskNetwork: () => mayAskNetwork });
});
afterEach(() => void vi.useRealTimers());

const LOOKED_UP: LookUpAnswer = {
  addresses: { [NETHERLANDS]: { country: 'NL' } },
  macs: { [CISCO]: { vendor: 'Cisco Systems, Inc' } },
};

it('asks once for what it does not know, and tells when it is answered', async () => {
  expect(hosts.factsOf(NETHERLANDS).country).toBeUndefined();
  expect(hosts.factsOf(NETHERLANDS).country).toBeUndefined();
  expect(hosts.cardOf(CISCO)).toEqual({});
  await vi.advanceTimersByTimeAsync(500);
  expect(call.mock.calls).toEqual([['lookUp', { addresses: [NETHERLANDS], macs: [CISCO] }]]);
  expect(hosts.store.getState().version).toBe(1);
  expect(hosts.factsOf(NETHERLANDS).country).toBe('NL');
  expect(hosts.cardOf(CISCO)).toEqual({ vendor: 'Cisco Systems, Inc' });
  await vi.advanceTimersByTimeAsync(500);
  expect(call).toHaveBeenCalledTimes(1);
});

it('says where an address lies that stands among other bytes', async () => {
  const bytes = Uint8Array.of(0, 193, 0, 6, 139, 10, 0, 0, 1);
  expect(hosts.countryAt(bytes, 1, 4)).toBeUndefined();
  expect(hosts.countryAt(bytes, 5, 4)).toBeUndefined();
  await vi.advanceTimersByTimeAsync(500);
  expect(hosts.countryAt(bytes, 1, 4)).toBe('NL');
  expect([...hosts.countries]).toEqual(['NL']);
  expect(call.mock.calls).toEqual([['lookUp', { addresses: [NETHERLANDS], macs: [] }]]);
});

it('tells of countries apart from names, which come more often', async () => {
  hosts.factsOf(NETHERLANDS);
  await vi.advanceTimersByTimeAsync(500);
  hosts.forgetNames();
  await vi.advanceTimersByTimeAsync(500);
  expect(hosts.store.getState()).toEqual({ version: 2, facts: 1 });
});

it('knows an address by its bytes, too', async () => {
  const bytes = Uint8Array.of(193, 0, 6, 139);
  expect(hosts.factsOfBytes(bytes)).toEqual({});
  await vi.advanceTimersByTimeAsync(500);
  expect(hosts.factsOfBytes(bytes)).toEqual({ country: 'NL' });
  mayAskNetwork = true;
  expect(hosts.knownNames(bytes, 0, 4)).toBeUndefined();
  hosts.nameOf(NETHERLANDS);
  await vi.advanceTimersByTimeAsync(500);
  expect(hosts.knownNames(bytes, 0, 4)).toBe('host.example');
});

it('asks nobody about addresses that say by themselves what they are', async () => {
  expect(hosts.factsOf('192.168.1.20')).toEqual({ scope: 'private' });
  expect(hosts.factsOf('ff02::1')).toEqual({ scope: 'multicast' });
  expect(hosts.cardOf('33:33:00:00:00:01')).toEqual({ kind: 'multicast' });
  expect(hosts.factsOf('')).toEqual({});
  expect(hosts.factsOf(CISCO)).toEqual({});
  await vi.advanceTimersByTimeAsync(500);
  expect(call).not.toHaveBeenCalled();
});

it('asks again after an engine that did not answer', async () => {
  call.mockResolvedValueOnce(fail('disconnected', 'Gone.', 'Wait.'));
  hosts.factsOf(NETHERLANDS).country;
  await vi.advanceTimersByTimeAsync(500);
  expect(hosts.store.getState().version).toBe(0);
  expect(hosts.factsOf(NETHERLANDS).country).toBeUndefined();
  await vi.advanceTimersByTimeAsync(500);
  expect(hosts.factsOf(NETHERLANDS).country).toBe('NL');
});

it('asks again after a while who is behind an address, as the machine may be in another network', async () => {
  mayAskNetwork = true;
  hosts.nameOf('198.51.100.1');
  await vi.advanceTimersByTimeAsync(61_000);
  hosts.nameOf('198.51.100.1');
  hosts.nameOf('198.51.100.1');
  await vi.advanceTimersByTimeAsync(500);
  expect(call).toHaveBeenCalledTimes(2);
});

it('asks for names over the network only where the user wants it', async () => {
  expect(hosts.nameOf(NETHERLANDS)).toBeUndefined();
  await vi.advanceTimersByTimeAsync(500);
  expect(call).not.toHaveBeenCalled();
  mayAskNetwork = true;
  hosts.nameOf(NETHERLANDS);
  hosts.nameOf('198.51.100.1');
  hosts.nameOf('not an address');
  await vi.advanceTimersByTimeAsync(500);
  expect(call.mock.calls).toEqual([['reverseNames', { addresses: [NETHERLANDS, '198.51.100.1'] }]]);
  expect(hosts.nameOf(NETHERLANDS)).toEqual({ name: 'host.example', origin: 'reverse' });
  expect(hosts.nameOf('198.51.100.1')).toBeUndefined();
  await vi.advanceTimersByTimeAsync(500);
  expect(call).toHaveBeenCalledTimes(1);
  mayAskNetwork = false;
  expect(hosts.nameOf(NETHERLANDS)).toBeUndefined();
});
