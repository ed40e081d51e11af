import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { NODE, ROOT } from '../support/paths.ts';
import { TestNetwork } from '../support/test-network.ts';

test('a program is replaced on its link: another id, no gap, and gone at the end', async () => {
  await using network = await TestNetwork.open();
  const probe = network.spawn('desk', [NODE, `${ROOT}test/support/replace-probe.ts`, 'desk0'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (!probe.stdout || !probe.stdin) throw new Error('the probe has no pipes');
  const lines = createInterface({ input: probe.stdout })[Symbol.asyncIterator]();
  const next = async () => Number((await lines.next()).value);

  const ids = [await next()];
  expect(await network.showLink()).toContain(`prog/xdp id ${ids[0]}`);
  const pings = network.run('peer', 'ping', '-n', '-q', '-i', '0.002', '-c', '600', network.deskV4);
  for (let round = 0; round < 5; round += 1) {
    probe.stdin.write('\n');
    ids.push(await next());
    expect(await network.showLink()).toContain(`prog/xdp id ${ids.at(-1)}`);
  }
  expect(new Set(ids).size).toBe(6);
  await pings;
  // By the kernel's count: the command itself does not wait for the last.
  await eventually(async () => {
    expect(await network.echoesOfPeer()).toEqual({ requests: 600, replies: 600 });
  });
  probe.stdin.end();
  await eventually(async () => {
    expect(await network.showLink()).not.toContain('xdp');
  });
});
