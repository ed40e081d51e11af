import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NameServers } from '../../../../electron/engine/names/name-servers.ts';
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

describe('on another network', () => {
  it('asks again, also for what had no name, and forgets what the last one still answers', async () => {
    let now = 0;
    let haveChanged = false;
    let network = 'home';
    const answers: (() => void)[] = [];
    const ask = vi.fn(async (address: string) => {
      const name = `${network}-${address}.example`;
      if (address === 'slow') await new Promise<void>((resolve) => answers.push(resolve));
      return address === 'unknown' && network === 'home' ? [] : [name];
    });
    const dns = new ReverseDns(
      ask,
      () => now,
      async () => haveChanged,
    );
    expect(await dns.nameOf('router')).toBe('home-router.example');
    expect(await dns.nameOf('unknown')).toBeUndefined();
    const slow = dns.nameOf('slow');
    await vi.waitFor(() => expect(answers).toHaveLength(1));

    haveChanged = true;
    network = 'work';
    now += 1000;
    expect(await dns.nameOf('router')).toBe('work-router.example');
    expect(await dns.nameOf('unknown')).toBe('work-unknown.example');
    answers.shift()?.();
    expect(await slow).toBe('home-slow.example');
    const again = dns.nameOf('slow');
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    answers.shift()?.();
    expect(await again).toBe('work-slow.example');
  });

  it('looks for that once in a while, however much is asked', async () => {
    let now = 0;
    const look = vi.fn(async () => false);
    const dns = new ReverseDns(
      async () => ['host.example'],
      () => now,
      look,
    );
    for (let index = 0; index < 50; index += 1) await dns.nameOf(`${index}`);
    expect(look).toHaveBeenCalledTimes(1);
    now += 1000;
    await dns.nameOf('0');
    expect(look).toHaveBeenCalledTimes(2);
  });
});

describe('the name servers of this machine', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'portcullis-names-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** As the services that manage it do: what a link points to, or the link itself, is another file. */
  function write(server: string): void {
    const path = join(directory, `resolv-${server}`);
    writeFileSync(path, `nameserver ${server}\n`);
    symlinkSync(path, join(directory, 'new'));
    renameSync(join(directory, 'new'), join(directory, 'resolv.conf'));
  }

  it('are read again when their file is another one, and only then', async () => {
    const path = join(directory, 'resolv.conf');
    const made: string[] = [];
    const servers = new NameServers(path, () => {
      const server = readFileSync(path, 'utf8').trim();
      made.push(server);
      return { reverse: async () => [server] };
    });
    write('192.0.2.53');
    expect(await servers.haveChanged()).toBe(false);
    expect(await servers.reverse('192.0.2.1')).toEqual(['nameserver 192.0.2.53']);
    expect(await servers.haveChanged()).toBe(false);
    await servers.reverse('192.0.2.1');
    write('198.51.100.53');
    expect(await servers.haveChanged()).toBe(true);
    expect(await servers.haveChanged()).toBe(false);
    expect(await servers.reverse('192.0.2.1')).toEqual(['nameserver 198.51.100.53']);
    expect(made).toHaveLength(2);
    rmSync(path);
    expect(await servers.haveChanged()).toBe(true);
    write('192.0.2.53');
    expect(await servers.haveChanged()).toBe(true);
  });
});
