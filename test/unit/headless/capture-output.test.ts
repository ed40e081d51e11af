import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCaptureOutput } from '../../../electron/headless/capture-output.ts';
import { expectOk } from '../../support/expect-ok.ts';

const ENOUGH = 1024 * 1024;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-unit-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  const output = expectOk(await createCaptureOutput(path, ENOUGH));
  output.write(text);
  await output.flush();
}

describe('the file of a capture', () => {
  it('takes the place of an old one, and nobody else may read it', async () => {
    const path = join(directory, 'capture.pcapng');
    writeFileSync(path, 'old', { mode: 0o644 });
    await write(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['capture.pcapng']);
  });

  it('leaves the old one in its place until something is in it', async () => {
    const path = join(directory, 'capture.pcapng');
    writeFileSync(path, 'old');
    const output = expectOk(await createCaptureOutput(path, ENOUGH));
    expect(readFileSync(path, 'utf8')).toBe('old');
    await output.flush();
    expect(readFileSync(path, 'utf8')).toBe('');
    expect(readdirSync(directory)).toEqual(['capture.pcapng']);
  });

  it('goes away when nothing will come, and the old one stays', async () => {
    const path = join(directory, 'capture.pcapng');
    writeFileSync(path, 'old');
    const output = expectOk(await createCaptureOutput(path, ENOUGH));
    await output.discard();
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['capture.pcapng']);
  });

  it('is a failure where it cannot take the place of what is there, also with nothing in it', async () => {
    const path = join(directory, 'capture.pcapng');
    const output = expectOk(await createCaptureOutput(path, ENOUGH));
    mkdirSync(path);
    await output.flush();
    expect(await output.closed).toMatchObject({ code: 'write-failed' });
    expect(readdirSync(directory)).toEqual(['capture.pcapng']);
  });

  it('goes away where it cannot take the place of what is there', async () => {
    const path = join(directory, 'capture.pcapng');
    const output = expectOk(await createCaptureOutput(path, ENOUGH));
    mkdirSync(path);
    output.write('new');
    expect(await output.closed).toMatchObject({ code: 'write-failed' });
    await output.flush();
    expect(readdirSync(directory)).toEqual(['capture.pcapng']);
  });

  it('is where a link leads, and the link stays', async () => {
    const [path, link] = [join(directory, 'capture.pcapng'), join(directory, 'link')];
    writeFileSync(path, 'old');
    symlinkSync(path, link);
    await write(link, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it('takes the place of a link that leads nowhere, and is not made where it leads', async () => {
    const [place, link] = [join(directory, 'elsewhere'), join(directory, 'link')];
    symlinkSync(place, link);
    await write(link, 'new');
    expect(existsSync(place)).toBe(false);
    expect(lstatSync(link).isFile()).toBe(true);
  });

  it('is none where the kernel refuses to follow a link, and the link stays', async () => {
    const link = join(directory, 'link');
    symlinkSync(link, link);
    expect(await createCaptureOutput(link, ENOUGH)).toMatchObject({
      ok: false,
      error: { code: 'write-failed' },
    });
    expect(readdirSync(directory)).toEqual(['link']);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it('may be a device, which is written to as it is', async () => {
    await write('/dev/null', 'gone');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('ends with a sentence where the disk is full', async () => {
    const output = expectOk(await createCaptureOutput('/dev/full', ENOUGH));
    output.write('no room');
    expect(await output.closed).toMatchObject({
      code: 'write-failed',
      message: expect.stringMatching(/^\/dev\/full .*the disk is full\.$/),
    });
    expect(output.isBehind).toBe(true);
    await output.flush();
  });

  it('has a writer that is behind once too much waits for the disk', async () => {
    const output = expectOk(await createCaptureOutput(join(directory, 'capture.pcapng'), 4));
    output.write('12345');
    expect(output.isBehind).toBe(true);
    await output.flush();
    expect(readFileSync(join(directory, 'capture.pcapng'), 'utf8')).toBe('12345');
  });
});
