/** How the engine filters what goes out: what it finds, what it leaves, and how it ends. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import { attachClassifier } from '../support/foreign-tc.ts';
import { makeHome } from '../support/make-home.ts';
import { TestEngine } from '../support/test-engine.ts';
import { TestNetwork } from '../support/test-network.ts';

let network: TestNetwork;
let cleanUp: AsyncDisposableStack;

beforeEach(async () => {
  cleanUp = new AsyncDisposableStack();
  network = cleanUp.use(await TestNetwork.open());
});
afterEach(() => cleanUp.disposeAsync());

async function startEngine(
  options: Parameters<typeof TestEngine.start>[1] = {},
): Promise<TestEngine> {
  const engine = await TestEngine.start(network, { interfaces: ['desk0'], ...options });
  return cleanUp.use(engine);
}

/** Pings come in, and no answer leaves. */
async function filterOut(engine: TestEngine): Promise<void> {
  expectOk(await engine.client.call('addRule', { line: 'drop out icmp type echo-reply' }));
  expect(await network.ping()).toBe(false);
  const { counters } = expectOk(await engine.client.call('snapshot'));
  expect(counters.byProtocol.icmp.pass.packets).toBeGreaterThan(0);
}

const tc = (...words: readonly string[]) => network.run('desk', 'tc', ...words);
const filters = () => tc('filter', 'show', 'dev', 'desk0', 'egress');
const qdiscs = () => tc('qdisc', 'show', 'dev', 'desk0');

describe.each(['tcx', 'clsact'] as const)('%s', (egressKind) => {
  test.each(['stop', 'kill'] as const)('leaves nothing after %s', async (end) => {
    const before = await qdiscs();
    const engine = await startEngine({ egressKind });
    await filterOut(engine);
    if (egressKind === 'clsact') expect(await filters()).toContain('portcullis_tc');
    await engine[end]();
    await eventually(async () => {
      expect(await filters()).toBe('');
      expect(await qdiscs()).toBe(before);
      expect(await network.showLink()).not.toContain('xdp');
    });
    expect(await network.ping()).toBe(true);
    await eventually(async () => expect(await network.processes('desk')).toEqual([]));
  });

  test('keeps the qdisc and the filter of others, killed', async () => {
    await attachClassifier(network, 'desk0');
    const theirs = () => tc('filter', 'show', 'dev', 'desk0', 'ingress');
    const before = [await qdiscs(), await theirs()];
    expect(before.join()).toContain('clsact');
    const engine = await startEngine({ egressKind });
    await filterOut(engine);
    await engine.kill();
    await eventually(async () => expect(await filters()).toBe(''));
    expect(await network.ping()).toBe(true);
    expect([await qdiscs(), await theirs()]).toEqual(before);
  });

  test('goes with the interface that is detached, and comes back with it', async () => {
    const engine = await startEngine({ egressKind });
    await filterOut(engine);
    expectOk(await engine.client.call('detach', { interface: 'desk0' }));
    expect(await network.ping()).toBe(true);
    expect(await filters()).toBe('');
    const attachment = expectOk(await engine.client.call('attach', { interface: 'desk0' }));
    expect(attachment.egress).toBe(egressKind);
    expect(await network.ping()).toBe(false);
  });

  test('goes with the link that vanishes, and comes back with it', async () => {
    const engine = await startEngine({ egressKind });
    await filterOut(engine);
    await network.disconnect();
    await network.connect();
    await eventually(async () => {
      const { attachments } = expectOk(await engine.client.call('snapshot'));
      expect(attachments).toMatchObject([{ state: 'attached', egress: egressKind }]);
      expect(attachments[0]?.ifindex).toBeGreaterThan(0);
      expect(await network.ping()).toBe(false);
      expect(await network.showLink()).toContain('xdp');
    });
  });
});

test('clsact: the engine that comes after a killed one filters in its place', async () => {
  const home = makeHome();
  cleanUp.defer(() => rmSync(home, { recursive: true, force: true }));
  const first = await startEngine({ egressKind: 'clsact', home });
  await filterOut(first);
  await first.kill();
  const second = await startEngine({ egressKind: 'clsact', home });
  const { attachments } = expectOk(await second.client.call('snapshot'));
  expect(attachments).toMatchObject([{ egress: 'clsact' }]);
  expect(await network.ping()).toBe(false);
  expect((await filters()).match(/handle/g)).toHaveLength(1);
});
