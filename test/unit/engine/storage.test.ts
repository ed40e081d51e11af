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
import { openLibrary } from '../../../electron/engine/ffi/library.ts';
import { missingPrivileges } from '../../../electron/engine/privileges/capabilities.ts';
import { ConfigFile, EMPTY_CONFIG } from '../../../electron/engine/storage/config-file.ts';
import { findLockHolder, takeEngineLock } from '../../../electron/engine/storage/engine-lock.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { rule } from '../../support/rule.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-unit-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the configuration file', () => {
  const config = {
    ...EMPTY_CONFIG,
    interfaces: ['eth0'],
    rules: [rule('drop remote 2001:db8::1', { expiry: 99 })],
  };

  test('gives back what was saved, readable by its owner alone', async () => {
    const file = new ConfigFile(join(directory, 'portcullis'));
    expectOk(await file.save(config));
    expect(expectOk(await file.load())).toEqual({ config });
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(directory, 'portcullis'))).toEqual(['config.json']);
    expect(readFileSync(file.path, 'utf8')).toContain('"remote": "2001:db8::1"');
  });

  test('is empty at first', async () => {
    expect(expectOk(await new ConfigFile(directory).load())).toEqual({ config: EMPTY_CONFIG });
  });

  test.each([
    ['cut off', '{"version": 1, "rules": ['],
    ['of another version', '{"version": 2, "rules": []}'],
    [
      'with a malformed address',
      '{"version": 1, "rules": [{"id":"a","enabled":true,"verdict":"drop","match":{"remote":"1.2.3"},"createdAt":0}]}',
    ],
    [
      'with two rules about the same',
      JSON.stringify({
        version: 1,
        rules: [rule('drop icmp'), rule('pass icmp', { id: 'other' })],
      }),
    ],
    ['with an unknown field', '{"version": 1, "rules": [], "more": 1}'],
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
