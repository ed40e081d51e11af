import { expect, it, vi } from 'vitest';
import { ReverseDns } from '../../../../electron/engine/names/reverse-dns.ts';

it('answers the first name, in small letters and without its last dot', async () => {
  const dns = new ReverseDns(async () => ['Host.Example.', 'other.example']);
  expect(await dns.nameOf('192.0.2.1')).toBe('host.example');
});

it.each([
  ['none', []],
  ['markup', ['<img src=x>.example']],
  ['one with a line feed', ['a\nb.example']],
  ['one that turns the writing round', ['a\u202eb.example']],
  ['an endless one', [`${'a.'.repeat(200)}example`]],
  ['an empty label', ['a..example']],
])('answers no name for %s', async (_what, names) => {
  expect(await new ReverseDns(async () => names).nameOf('192.0.2.1')).toBeUndefined();
});

it('takes a server that does not answer for one that has no name', async () => {
  const dns = new ReverseDns(() => Promise.reject(new Error('ETIMEOUT')));
  expect(await dns.nameOf('192.0.2.1')).toBeUndefined();
});

it('asks once, keeps the answer for a while, and then asks again', async () => {
  let now = 0;
  const ask = vi.fn(async () => ['host.example']);
  const dns = new ReverseDns(ask, () => now);
  await Promise.all([dns.nameOf('192.0.2.1'), dns.nameOf('192.0.2.1')]);
  await dns.nameOf('192.0.2.1');
  expect(ask).toHaveBeenCalledTimes(1);
  now = 3_600_001;
  await dns.nameOf('192.0.2.1');
  expect(ask).toHaveBeenCalledTimes(2);
});

it('keeps that there was no answer for a shorter time', async () => {
  let now = 0;
  const ask = vi.fn(async () => []);
  const dns = new ReverseDns(ask, () => now);
  await dns.nameOf('192.0.2.1');
  now = 600_001;
  await dns.nameOf('192.0.2.1');
  expect(ask).toHaveBeenCalledTimes(2);
});

it('asks a few at once and has a bound for what waits', async () => {
  const answers: (() => void)[] = [];
  const asked: string[] = [];
  const dns = new ReverseDns((address) => {
    asked.push(address);
    return new Promise((resolve) => answers.push(() => resolve([`n${address}`])));
  });
  const names = Array.from({ length: 300 }, (_, index) => dns.nameOf(`${index}`));
  await vi.waitFor(() => expect(asked).toHaveLength(8));
  expect(await names[299]).toBeUndefined();
  for (let answered = 0; answered < 200; answered += 1) {
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(answered));
    answers[answered]?.();
  }
  expect(await names[0]).toBe('n0');
  expect(await names[199]).toBe('n199');
  expect(asked).toHaveLength(200);
});

it('forgets the name that was used longest ago when it knows too many', async () => {
  const ask = vi.fn(async (address: string) => [`n${address}`]);
  const dns = new ReverseDns(ask);
  for (let index = 0; index < 4096; index += 1) await dns.nameOf(`${index}`);
  await dns.nameOf('0');
  await dns.nameOf('one more');
  ask.mockClear();
  await dns.nameOf('0');
  expect(ask).not.toHaveBeenCalled();
  await dns.nameOf('1');
  expect(ask).toHaveBeenCalledOnce();
});
