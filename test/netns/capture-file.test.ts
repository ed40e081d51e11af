import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pcapFile } from '../support/capture-file-bytes.ts';
import { NODE, ROOT } from '../support/paths.ts';
import {
  PortcullisHome,
  PortcullisProcess,
  portcullisEnvironment,
} from '../support/portcullis-process.ts';
import { readCapture } from '../support/read-capture.ts';
import { FRAMES } from '../support/test-frames.ts';
import { TestNetwork } from '../support/test-network.ts';
import { tsharkFields } from '../support/tshark.ts';

let network: TestNetwork;
let home: PortcullisHome;

beforeEach(async () => {
  network = await TestNetwork.open();
  home = new PortcullisHome();
});

afterEach(async () => {
  await network[Symbol.asyncDispose]();
  home[Symbol.dispose]();
});

function portcullis(...words: readonly string[]): PortcullisProcess {
  return new PortcullisProcess(network, home, ...words);
}

const FIELDS = [
  'frame.interface_name',
  'ip.src',
  'ip.dst',
  'icmp.type',
  'frame.verdict.ebpf_xdp',
  'frame.verdict.ebpf_tc',
  'frame.comment',
] as const;

describe('watch --write', () => {
  it('writes a private capture file that tshark reads, in the place of an old one', async () => {
    const file = join(home.directory, 'capture.pcapng');
    writeFileSync(file, 'old', { mode: 0o644 });
    const watch = portcullis('watch', network.interface, '--write', file);
    await watch.says(/watching desk0 in native mode to .*capture\.pcapng/);
    const before = Date.now() / 1000;
    await network.ping();
    await network.ping();
    watch.kill('SIGINT');
    expect(await watch.status()).toBe(0);
    expect(watch.output).toBe('');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const rows = tsharkFields(file, ['frame.time_epoch', ...FIELDS]);
    const [taken] = /(\d+) packets?; none lost/.exec(watch.errors)?.slice(1) ?? [];
    expect(rows).toHaveLength(Number(taken));
    for (const [time] of rows) expect(Math.abs(Number(time) - before)).toBeLessThan(60);
    const passed = 'passed: no rule matched';
    const pings = rows.map((row) => row.slice(1));
    expect(pings).toContainEqual(['desk0', network.peerV4, network.deskV4, '8', '2', '', passed]);
    expect(pings).toContainEqual(['desk0', network.deskV4, network.peerV4, '0', '', '-1', passed]);
  });

  it('is a live pipe, and tells what the rules of the running app say', async () => {
    const app = portcullis('serve', '--interface', network.interface);
    await app.says(/Portcullis serves/);
    expect(await portcullis('rule', 'add', 'drop', 'in', 'icmp').status()).toBe(0);
    const file = join(home.directory, 'piped.pcapng');
    const script = `"$1" "$2" watch desk0 --write - --count 6 > "$3"`;
    const pipe = network.spawn(
      'desk',
      ['sh', '-c', script, 'sh', NODE, `${ROOT}electron/headless/main.ts`, file],
      { stdio: ['ignore', 'inherit', 'pipe'], env: portcullisEnvironment(home) },
    );
    const ended = new Promise((resolve) => pipe.once('close', resolve));
    await new Promise((resolve) => pipe.stderr?.once('data', resolve));
    // None is answered.
    await network.succeeds('peer', 'ping', '-n', '-c', '8', '-i', '0.1', '-W', '1', network.deskV4);
    expect(await ended).toBe(0);
    const comment = 'dropped by rule 1: drop icmp';
    const rows = tsharkFields(file, FIELDS);
    expect(rows).toHaveLength(6);
    expect(rows).toContainEqual(['desk0', network.peerV4, network.deskV4, '8', '1', '', comment]);
    app.kill('SIGTERM');
    expect(await app.status()).toBe(0);
  });

  it('ends with a clear error where the disk is full, and the file can be read up to there', async () => {
    const disk = join(home.directory, 'disk');
    const copy = join(home.directory, 'copy.pcapng');
    // Mounts of a process in the namespace are its own.
    const script = [
      'mkdir "$1" && mount -t tmpfs -o size=128k none "$1" || exit 9',
      '"$2" "$3" watch desk0 --write "$1/capture.pcapng"',
      'status=$?; cp "$1/capture.pcapng" "$4"; exit $status',
    ].join('\n');
    const watch = network.spawn(
      'desk',
      ['sh', '-c', script, 'sh', disk, NODE, `${ROOT}electron/headless/main.ts`, copy],
      { stdio: ['ignore', 'inherit', 'pipe'], env: portcullisEnvironment(home) },
    );
    let errors = '';
    const isWatching = new Promise<void>((resolve) => {
      watch.stderr?.setEncoding('utf8').on('data', (text: string) => {
        errors += text;
        if (errors.includes('no rules are applied')) resolve();
      });
    });
    const ended = new Promise((resolve) => watch.once('close', resolve));
    await isWatching;
    await network.run('peer', 'ping', '-n', '-q', '-f', '-c', '3000', network.deskV4);
    expect(await ended).toBe(1);
    expect(errors).toMatch(/the disk is full.\n.*can be read/);
    const { frames, error } = readCapture(new Uint8Array(readFileSync(copy)));
    expect(error).toBeUndefined();
    expect(frames.length).toBeGreaterThan(100);
    expect(tsharkFields(copy, ['frame.number'])).toHaveLength(frames.length);
  });

  it('leaves the old file as it was where the disk is full from the start', async () => {
    const script = [
      'mkdir "$1" && mount -t tmpfs -o size=8k none "$1" || exit 9',
      'echo old > "$1/capture.pcapng"; head -c 4096 /dev/zero > "$1/rest"',
      '"$2" "$3" watch desk0 --write "$1/capture.pcapng"',
      'echo "status $?"; cat "$1/capture.pcapng"; ls -A "$1"',
    ].join('\n');
    const disk = join(home.directory, 'disk');
    const watch = network.spawn(
      'desk',
      ['sh', '-c', script, 'sh', disk, NODE, `${ROOT}electron/headless/main.ts`],
      { stdio: ['ignore', 'pipe', 'pipe'], env: portcullisEnvironment(home) },
    );
    const [output, errors] = await Promise.all([text(watch.stdout), text(watch.stderr)]);
    expect(output.split('\n')).toEqual(['status 1', 'old', 'capture.pcapng', 'rest', '']);
    expect(errors).toMatch(/capture\.pcapng cannot be written: the disk is full.\n.*is as it was/);
    expect(await network.showLink()).not.toContain('xdp');
  });

  it('does not write where it may not, and leaves the interface as it was', async () => {
    const watch = portcullis('watch', network.interface, '--write', '/nowhere/capture.pcapng');
    expect(await watch.status()).toBe(1);
    expect(watch.errors).toMatch(/\/nowhere\/capture.pcapng cannot be written/);
    expect(await network.showLink()).not.toContain('xdp');
  });
});

describe('replay', () => {
  it('gives packets the verdicts that they had on the wire, and touches no counter', async () => {
    const app = portcullis('serve', '--interface', network.interface);
    await app.says(/Portcullis serves/);
    expect(await portcullis('rule', 'add', 'limit 3/s icmp').status()).toBe(0);
    const file = join(home.directory, 'capture.pcapng');
    const watch = portcullis('watch', network.interface, '--write', file);
    await watch.says(/watching/);
    await network.succeeds(
      'peer',
      'ping',
      '-n',
      '-c',
      '20',
      '-i',
      '0.05',
      '-W',
      '1',
      network.deskV4,
    );
    watch.kill('SIGINT');
    expect(await watch.status()).toBe(0);
    const before = await hits();
    const wire = tsharkFields(file, ['frame.verdict.ebpf_xdp', 'frame.verdict.ebpf_tc']).map(
      ([xdp, tc]) => (xdp === '1' || tc === '2' ? 'drop' : 'pass'),
    );
    expect(wire).toContain('drop');
    const same = portcullis('replay', file, '--json');
    expect(await same.status()).toBe(0);
    const lines = same.output.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).verdict)).toEqual(wire);
    expect(same.errors).toMatch(/, 0 flip/);
    expect(await hits()).toEqual(before);

    expect(await portcullis('rule', 'disable', '1').status()).toBe(0);
    const flips = portcullis('replay', file, '--json', '--flips');
    expect(await flips.status()).toBe(0);
    const flipped = flips.output.trim().split('\n');
    expect(flipped).toHaveLength(wire.filter((verdict) => verdict === 'drop').length);
    expect(JSON.parse(flipped[0] ?? '')).toMatchObject({
      interface: 'desk0',
      before: 'drop',
      verdict: 'pass',
    });
    app.kill('SIGTERM');
    expect(await app.status()).toBe(0);

    async function hits(): Promise<unknown> {
      const list = portcullis('rule', 'list', '--json');
      expect(await list.status()).toBe(0);
      return JSON.parse(list.output).rules;
    }
  });

  it('keeps nobody from starting meanwhile', async () => {
    expect(await portcullis('rule', 'add', 'drop', 'udp').status()).toBe(0);
    const replay = network.spawn(
      'desk',
      [NODE, `${ROOT}electron/headless/main.ts`, 'replay', '-', '--json'],
      { stdio: ['pipe', 'pipe', 'inherit'], env: portcullisEnvironment(home) },
    );
    const ended = new Promise((resolve) => replay.once('close', resolve));
    const frame = { seconds: 1_500_000_000, fraction: 0, bytes: [...FRAMES.udp] };
    replay.stdin?.write(pcapFile([frame]));
    const line = await new Promise((resolve) => replay.stdout?.once('data', resolve));
    expect(JSON.parse(String(line))).toMatchObject({ verdict: 'drop', flips: true });
    const app = portcullis('serve', '--interface', network.interface);
    await app.says(/Portcullis serves/);
    replay.stdin?.end();
    expect(await ended).toBe(0);
    app.kill('SIGTERM');
    expect(await app.status()).toBe(0);
  });

  it('works with the saved rules where no app runs, and says what is wrong with a file', async () => {
    expect(await portcullis('rule', 'add', 'drop', 'udp').status()).toBe(0);
    const file = join(home.directory, 'capture.pcap');
    const frame = { seconds: 1_500_000_000, fraction: 0, bytes: [...FRAMES.udp] };
    writeFileSync(file, pcapFile([frame, frame]).subarray(0, -1));
    const replay = portcullis('replay', file);
    expect(await replay.status()).toBe(1);
    expect(replay.output).toMatch(/drop.*UDP.*\(was pass\)\n$/);
    expect(replay.errors).toMatch(/1 packet: 1 would be dropped, 1 flip/);
    expect(replay.errors).toMatch(/cut off: what begins at byte \d+/);
    const noise = new Array(64).fill(0xff);
    writeFileSync(file, Uint8Array.from([...pcapFile([frame, frame]), ...noise]));
    const damaged = portcullis('replay', file, '--json');
    expect(await damaged.status()).toBe(1);
    const lines = damaged.output.trim().split('\n');
    // A file of the classic kind names no interface.
    expect(JSON.parse(lines[0] ?? '')).not.toHaveProperty('interface');
    expect(lines.map((line) => JSON.parse(line).time)).toEqual([
      '2017-07-14T02:40:00.000000000Z',
      '2017-07-14T02:40:00.000000000Z',
    ]);
    expect(damaged.errors).toMatch(/2 packets: 2 would be dropped, 2 flip/);
    expect(damaged.errors).toMatch(/is damaged at byte \d+/);
    expect(await network.showLink()).not.toContain('xdp');
  });
});

async function text(stream: Readable | null): Promise<string> {
  let all = '';
  for await (const piece of stream?.setEncoding('utf8') ?? []) all += piece;
  return all;
}
