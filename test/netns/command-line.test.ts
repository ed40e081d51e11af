import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PacketObject } from '../../electron/contract/packet-object.ts';
import { NODE } from '../support/paths.ts';
import { PortcullisHome, PortcullisProcess } from '../support/portcullis-process.ts';
import { TestNetwork } from '../support/test-network.ts';

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

describe('watch', () => {
  it('prints each packet as JSON, says what it does, and stops after as many as asked for', async () => {
    const watch = portcullis('watch', network.interface, '--json', '--count', '3');
    await watch.says(/watching desk0 in native mode/);
    await watch.says(/no rules are applied/);
    for (let request = 0; request < 4; request += 1) await network.ping();
    expect(await watch.status()).toBe(0);
    const packets = watch.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as PacketObject);
    expect(packets).toHaveLength(3);
    for (const packet of packets) {
      expect(packet).toMatchObject({ interface: 'desk0', verdict: 'pass' });
      expect(Math.abs(Date.parse(packet.time) - Date.now())).toBeLessThan(60_000);
    }
    expect(packets.map(({ direction }) => direction)).toContain('in');
    expect(watch.errors).toMatch(/3 packets; none lost/);
    expect(await network.showLink()).not.toContain('xdp');
  });

  it('prints columns until it is interrupted, and leaves nothing behind', async () => {
    const watch = portcullis('watch', network.interface);
    await watch.says(/watching/);
    expect(await network.showLink()).toContain('xdp');
    await network.ping();
    await watch.says(/192\.0\.2\.2 +192\.0\.2\.1 +ICMP +98 {2}Echo request id \d+ seq 1/);
    watch.kill('SIGINT');
    expect(await watch.status()).toBe(0);
    expect(watch.errors).toMatch(/packets?; none lost/);
    expect(await network.showLink()).not.toContain('xdp');
  });

  it('ends in peace when its reader leaves', async () => {
    const watch = portcullis('watch', network.interface);
    await watch.says(/watching/);
    watch.leave();
    await network.ping();
    await network.ping();
    expect(await watch.status()).toBe(0);
    expect(watch.errors).not.toMatch(/EPIPE|Error/);
    expect(await network.showLink()).not.toContain('xdp');
  });

  it('reads the packets of the app that holds the interface, with what its rules say', async () => {
    const app = portcullis('serve', '--interface', network.interface);
    await app.says(/Portcullis serves/);
    const blocked = portcullis('rule', 'add', 'drop', 'in', 'icmp', '--json');
    expect(await blocked.status()).toBe(0);
    const before = await network.showLink();
    const watches = [
      portcullis('watch', network.interface, '--json'),
      portcullis('watch', '--json'),
    ];
    for (const watch of watches) await watch.says(/watching what Portcullis shows of desk0/);
    await network.ping();
    for (const watch of watches) {
      await watch.says(/"verdict":"drop".*\n/);
      watch.kill('SIGINT');
      expect(await watch.status()).toBe(0);
      const lines = watch.output.trim().split('\n');
      const dropped = lines
        .map((line) => JSON.parse(line))
        .find(({ verdict }) => verdict === 'drop');
      expect(dropped).toMatchObject({
        interface: 'desk0',
        direction: 'in',
        protocol: 'ICMP',
        rule: 'rule 1: drop icmp',
      });
    }
    expect(await network.showLink()).toBe(before);
    app.kill('SIGTERM');
    expect(await app.status()).toBe(0);
  });

  it('says what there is instead of an interface that is not there', async () => {
    const watch = portcullis('watch', 'nothing0');
    expect(await watch.status()).toBe(1);
    expect(watch.errors).toMatch(/no interface "nothing0".*\n.*desk0/);
    expect(watch.output).toBe('');
  });

  it('says so when the interface goes away, and goes on when it is back', async () => {
    const watch = portcullis('watch', network.interface);
    await watch.says(/watching/);
    await network.disconnect();
    await watch.says(/desk0 is gone/);
    await network.connect();
    await watch.says(/desk0 is back/);
    await network.ping();
    await watch.says(/Echo request/);
    watch.kill('SIGINT');
    expect(await watch.status()).toBe(0);
  });
});

describe('serve', () => {
  it('prints an address that works, and ends in order', async () => {
    const serve = portcullis('serve', '--interface', network.interface);
    await serve.says(/http:\/\/127\.0\.0\.1:\d+\/enter\?code=[\w-]{43}/);
    expect(await network.showLink()).toContain('xdp');
    const [entrance = ''] = /http:\S+\/enter\?code=\S+/.exec(serve.output) ?? [];
    const script = `fetch('${entrance}').then(({ ok }) => process.exit(ok ? 0 : 1))`;
    const enter = (): Promise<boolean> => network.succeeds('desk', NODE, '-e', script);
    expect(await enter()).toBe(true);
    expect(await enter()).toBe(false);
    // A terminal's signal and the one that a parent passes on are one wish.
    serve.kill('SIGINT');
    serve.kill('SIGTERM');
    expect(await serve.status()).toBe(0);
    expect(await network.showLink()).not.toContain('xdp');
  });

  it('takes the page for a browser away when it ends', async () => {
    const entrancePages = () =>
      readdirSync(home.directory, { recursive: true }).map(String).filter(isEntrancePage);
    const serve = portcullis('serve', '--interface', network.interface, '--ready-fd', '1');
    await serve.says(/\n/);
    const ready = JSON.parse(serve.output.split('\n', 1)[0] ?? '') as { enterFile: string };
    expect(entrancePages().map((path) => join(home.directory, path))).toEqual([ready.enterFile]);
    serve.kill('SIGHUP');
    expect(await serve.status()).toBe(0);
    expect(entrancePages()).toEqual([]);
  });

  it('does not start for an interface that is not there, and names those that are', async () => {
    const serve = portcullis('serve', '--interface', 'nothing0');
    expect(await serve.status()).toBe(1);
    expect(serve.errors).toMatch(/no interface "nothing0".*\n.*desk0/);
    expect(serve.output).toBe('');
  });

  it('names who runs already', async () => {
    const first = portcullis('serve', '--interface', network.interface);
    await first.says(/Portcullis serves/);
    const second = portcullis('serve');
    expect(await second.status()).toBe(1);
    expect(second.errors).toMatch(/already running \(process \d+/);
    first.kill('SIGTERM');
    expect(await first.status()).toBe(0);
  });
});

describe('misuse', () => {
  it.each([
    [[], /Say what to do/],
    [['frob'], /no verb "frob"/],
    [['watch'], /Name the interface/],
    [['watch', 'a', 'b'], /Only one interface/],
    [['watch', 'a', '--count', 'all'], /--count takes a number/],
    [['serve', '--port', '70000'], /--port takes a number from 0 to 65535/],
    [['serve', '--frob'], /Unknown option '--frob'/],
    [['serve', '--playground', '--interface', 'a'], /leave out --interface/],
  ])('of %j is told in a sentence', async (words, sentence) => {
    const process = portcullis(...words);
    expect(await process.status()).toBe(2);
    expect(process.errors).toMatch(sentence);
    expect(process.errors).toMatch(/Try: portcullis help/);
    expect(process.output).toBe('');
  });

  it('is not what help and the version are', async () => {
    const help = portcullis('help');
    expect(await help.status()).toBe(0);
    expect(help.output).toMatch(/portcullis watch \[INTERFACE\]/);
    const version = portcullis('--version');
    expect(await version.status()).toBe(0);
    expect(version.output).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

function isEntrancePage(path: string): boolean {
  return path.endsWith('open.html');
}
