import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../electron/contract/settings.ts';
import { openLibrary } from '../../../electron/engine/ffi/library.ts';
import { missingPrivileges } from '../../../electron/engine/privileges/capabilities.ts';
import {
  type Config,
  ConfigFile,
  EMPTY_CONFIG,
} from '../../../electron/engine/storage/config-file.ts';
import { findLockHolder, takeEngineLock } from '../../../electron/engine/storage/engine-lock.ts';
import { Storage } from '../../../electron/engine/storage/storage.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { rule } from '../../support/rule.ts';

function withRule(more: object): string {
  const plain = { id: 'a', enabled: true, text: 'drop icmp', createdAt: 0 };
  return JSON.stringify({ version: 2, rules: [{ ...plain, ...more }] });
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-unit-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the configuration file', () => {
  const config: Config = {
    ...EMPTY_CONFIG,
    interfaces: ['eth0'],
    rules: [
      rule('drop remote 2001:db8::1', { expiry: 99 }),
      rule('off limit 10/s burst 20 per source udp dport 53 # names', { origin: 'command' }),
      rule('drop src list bad'),
      rule('drop src list bad', { id: 'again' }),
    ],
    defaults: { in: 'drop', out: 'pass' },
    builtIn: { 'built-in-arp': false },
    lists: [
      { name: 'bad', source: { url: 'https://lists.example/bad.txt' }, refreshSeconds: 3600 },
      { name: 'mine', source: { path: '/etc/mine.txt' }, refreshSeconds: null },
    ],
  };

  test('is only read by an engine that changes nothing, without the lock', async () => {
    const configDirectory = join(directory, 'portcullis');
    const file = new ConfigFile(configDirectory);
    expectOk(await file.save(config));
    const open = () =>
      Storage.open({
        host: 'test',
        version: '0',
        configDirectory,
        runtimeDirectory: directory,
        resourcesDirectory: '',
        ephemeral: true,
        readsSaved: true,
      });
    const storage = expectOk(await open());
    expect(storage.config).toEqual(config);
    expect(findLockHolder(directory)).toBeUndefined();
    expectOk(await storage.save(EMPTY_CONFIG));
    await storage.close();
    expect(expectOk(await file.load())).toEqual({ config });

    writeFileSync(file.path, '{');
    expect(await open()).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
    expect(readdirSync(configDirectory)).toEqual(['config.json']);
  });

  test('gives back what was saved, readable by its owner alone', async () => {
    const file = new ConfigFile(join(directory, 'portcullis'));
    expectOk(await file.save(config));
    expect(expectOk(await file.load())).toEqual({ config });
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(directory, 'portcullis'))).toEqual(['config.json']);
    expect(readFileSync(file.path, 'utf8')).toContain('"text": "drop remote 2001:db8::1"');
  });

  test('is empty at first', async () => {
    expect(expectOk(await new ConfigFile(directory).load())).toEqual({ config: EMPTY_CONFIG });
  });

  test('may be written by hand, with little in it and in any spelling', async () => {
    const file = new ConfigFile(directory);
    const byHand = {
      version: 2,
      rules: [{ id: 'a', enabled: true, text: 'DROP  proto tcp dport 22', createdAt: 0 }],
    };
    writeFileSync(file.path, JSON.stringify(byHand));
    expect(expectOk(await file.load()).config).toEqual({
      ...EMPTY_CONFIG,
      rules: [rule('drop tcp dport 22', { id: 'a' })],
    });
  });

  test.each([
    ['cut off', '{"version": 2, "rules": ['],
    ['of a later version', '{"version": 3, "rules": []}'],
    ['with a rule that says nothing', withRule({ text: 'drop' })],
    ['with a rule of another language', withRule({ text: 'iptables -A INPUT -j DROP' })],
    ['with a rule that ends with the engine', withRule({ untilRestart: true })],
    ['with the id of a built-in rule', withRule({ id: 'built-in-arp' })],
    [
      'with two rules of one id',
      JSON.stringify({ version: 2, rules: [rule('drop icmp'), rule('drop icmp')] }),
    ],
    [
      'with a default that is none',
      '{"version": 2, "rules": [], "defaults": {"in": "reject", "out": "pass"}}',
    ],
    ['with an unknown field', '{"version": 2, "rules": [], "more": 1}'],
    [
      'with two lists of one name',
      JSON.stringify({ ...config, lists: [config.lists[0], config.lists[0]] }),
    ],
    [
      'of the first version with a malformed address',
      '{"version": 1, "rules": [{"id":"a","enabled":true,"verdict":"drop","match":{"remote":"1.2.3"},"createdAt":0}]}',
    ],
    ['that is no text', '\0\0\0\0'],
  ])('%s is set aside whole and reported', async (_, text) => {
    const file = new ConfigFile(directory);
    writeFileSync(file.path, text);
    const loaded = expectOk(await file.load());
    expect(loaded.config).toEqual(EMPTY_CONFIG);
    expect(loaded.damage?.code).toBe('storage-failed');
    const [aside = ''] = readdirSync(directory);
    expect(aside).toMatch(/^config\.json\.damaged-/);
    expect(readFileSync(join(directory, aside), 'utf8')).toBe(text);
  });

  test('that cannot be written fails with a remedy, and leaves the old one', async () => {
    const file = new ConfigFile(directory);
    expectOk(await file.save(config));
    rmSync(join(directory, 'config.json'));
    mkdirSync(join(directory, 'config.json'));
    expect(await file.save(EMPTY_CONFIG)).toMatchObject({
      ok: false,
      error: { code: 'storage-failed' },
    });
  });
});

test.each([1, 2])(
  'settings from before there was a choice of packets are read, version %i',
  async (version) => {
    const { record, ...older } = DEFAULT_SETTINGS;
    const file = new ConfigFile(directory);
    const settings = { ...older, watch: ['icmp'] };
    writeFileSync(file.path, JSON.stringify({ version, settings, rules: [] }));
    const { config, damage } = expectOk(await file.load());
    expect(damage).toBeUndefined();
    expect(config.settings).toEqual({ ...older, watch: ['icmp'], record });
  },
);

describe('the configuration file of the first version', () => {
  const text = JSON.stringify({
    version: 1,
    interfaces: ['eth0'],
    settings: { ...DEFAULT_SETTINGS, theme: 'dark' },
    rules: [
      old('a', 'drop', { remote: '203.0.113.77' }, { expiry: 99 }),
      old('b', 'drop', { remote: '2001:db8::1' }, { enabled: false }),
      old('c', 'pass', { protocol: 'tcp', dport: 0 }),
      old('d', 'drop', { protocol: 'icmpv6' }),
      old('e', 'drop', { any: true }),
    ],
  });

  function old(id: string, verdict: string, match: object, more: object = {}) {
    return { id, enabled: true, verdict, match, createdAt: 7, ...more };
  }

  test('is read without loss', async () => {
    const file = new ConfigFile(directory);
    writeFileSync(file.path, text);
    const { config, damage } = expectOk(await file.load());
    expect(damage).toBeUndefined();
    const kept = { createdAt: 7 };
    expect(config).toEqual({
      ...EMPTY_CONFIG,
      interfaces: ['eth0'],
      settings: { ...DEFAULT_SETTINGS, theme: 'dark' },
      rules: [
        rule('drop remote 203.0.113.77', { id: 'a', expiry: 99, ...kept }),
        rule('off drop remote 2001:db8::1', { id: 'b', ...kept }),
        rule('pass tcp dport 0', { id: 'c', ...kept }),
        rule('drop icmpv6', { id: 'd', ...kept }),
        rule('drop any', { id: 'e', ...kept }),
      ],
    });
    expect(readFileSync(file.path, 'utf8')).toBe(text);
  });

  test('is kept beside the new one by the first save, and by no later one', async () => {
    const file = new ConfigFile(directory);
    writeFileSync(file.path, text);
    const { config } = expectOk(await file.load());
    expectOk(await file.save(config));
    const copy = `${file.path}.version-1`;
    expect(readFileSync(copy, 'utf8')).toBe(text);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(expectOk(await new ConfigFile(directory).load())).toEqual({ config });
    expectOk(await file.save(EMPTY_CONFIG));
    expect(readFileSync(copy, 'utf8')).toBe(text);
  });

  test('never takes the place of an earlier copy', async () => {
    const file = new ConfigFile(directory);
    writeFileSync(file.path, text);
    writeFileSync(`${file.path}.version-1`, 'the first');
    expectOk(await file.save(expectOk(await file.load()).config));
    expect(readFileSync(`${file.path}.version-1`, 'utf8')).toBe('the first');
  });
});

describe('the lock', () => {
  test('is held once, names its holder, and is free again afterwards', async () => {
    const lock = expectOk(await takeEngineLock(directory, 'test'));
    lock.noteInterfaces(['eth0']);
    expect(findLockHolder(directory)).toEqual({
      pid: process.pid,
      host: 'test',
      interfaces: ['eth0'],
    });
    expect(await takeEngineLock(directory, 'other')).toMatchObject({
      error: {
        code: 'engine-locked',
        message: `Portcullis is already running (process ${process.pid}, test).`,
      },
    });
    lock[Symbol.dispose]();
    expect(findLockHolder(directory)).toBeUndefined();
    expectOk(await takeEngineLock(directory, 'other'))[Symbol.dispose]();
  });

  test('does not trust a directory that others may write', async () => {
    chmodSync(directory, 0o777);
    expectOk(await takeEngineLock(directory, 'test'))[Symbol.dispose]();
    expect(statSync(directory).mode & 0o022).toBe(0);
  });
});

test('a missing library names what to install and every place that was looked at', () => {
  const opened = openLibrary('libbpf-of-nobody.so.1', '/opt/portcullis/lib');
  expect(opened).toMatchObject({ ok: false, error: { code: 'missing-library' } });
  if (opened.ok) return;
  expect(opened.error.remedy).toContain('apt install libbpf1');
  expect(opened.error.details).toContain('/opt/portcullis/lib/libbpf-of-nobody.so.1: not there');
});

test.each([
  ['000001ffffffffff', undefined],
  ['000000c000001000', undefined],
  ['0000000000001000', 'CAP_PERFMON CAP_BPF'],
  ['0000000000000000', 'CAP_NET_ADMIN CAP_PERFMON CAP_BPF'],
])('privileges: with %s effective, missing: %s', (effective, missing) => {
  expect(missingPrivileges(`Name:\tnode\nCapEff:\t${effective}\n`)?.details).toBe(missing);
});
