/** Filtering what leaves an interface, both ways of attaching, with a program of the test's own. */
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { capabilityList } from '../../electron/engine/privileges/setpriv.ts';
import { readCapabilityTable } from '../support/capability-table.ts';
import { EgressHolder, type HolderOptions } from '../support/egress-holder.ts';
import { eventually } from '../support/eventually.ts';
import { ROOT } from '../support/paths.ts';
import { readThreads } from '../support/process-status.ts';
import { TestNetwork } from '../support/test-network.ts';
import { withBpfObject } from '../support/with-bpf-object.ts';

/** TC_ACT_UNSPEC lets the next program decide, TC_ACT_SHOT drops. */
const SOURCE = `
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#define SEC(name) __attribute__((section(name), used))
static __always_inline int drop_ipv4(struct __sk_buff *skb)
{
	return skb->protocol == bpf_htons(0x0800) ? 2 : -1;
}
SEC("tc") int portcullis_tc(struct __sk_buff *skb) { return drop_ipv4(skb); }
SEC("tc") int drops_too(struct __sk_buff *skb) { return drop_ipv4(skb); }
SEC("tc") int passes(struct __sk_buff *skb) { return -1; }
char _license[] SEC("license") = "GPL";
`.replaceAll('__always_inline', 'inline __attribute__((always_inline))');

const LIST = `-all,${capabilityList()}`;
const AS_ORDINARY_USER = [
  ...['setpriv', '--reuid=61234', '--regid=61234', '--clear-groups'],
  ...[`--inh-caps=${LIST}`, `--ambient-caps=${LIST}`, '--'],
];

const ALLOWED = readCapabilityTable('Started by an ordinary user, and unlocked').get('watchdog');

let directory: string;
let object: string;
let network: TestNetwork;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-egress-'));
  // Another user's process reads it as well.
  chmodSync(directory, 0o755);
  object = join(directory, 'egress.o');
  await withBpfObject(SOURCE, async (built) => copyFileSync(built, object));
});
afterAll(() => rmSync(directory, { recursive: true }));

beforeEach(async () => {
  network = await TestNetwork.open();
});
afterEach(() => network[Symbol.asyncDispose]());

function hold(options: HolderOptions = {}): Promise<EgressHolder> {
  return EgressHolder.start(network, object, options);
}

function tc(...words: readonly string[]): Promise<string> {
  return network.run('desk', 'tc', ...words);
}

/**
 * Everything that hangs at the desk's interface, as the kernel's own tools see it. Older ones do not
 * see TCX: {@link linksOf} does.
 */
async function attachedThings(): Promise<string> {
  return [
    (await network.run('desk', 'bpftool', 'net', 'show', 'dev', 'desk0')).split('tc:')[1],
    await tc('qdisc', 'show', 'dev', 'desk0', 'clsact'),
  ].join('\n');
}

const NOTHING = /^\s*(flow_dissector:)?\s*(netfilter:)?\s*$/;

async function watchdogs(): Promise<number[]> {
  return (await network.processes('desk')).map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('portcullis-watchdog');
    } catch {
      return false;
    }
  });
}

/** The only one. */
async function watchdog(): Promise<number> {
  const [pid, ...others] = await watchdogs();
  if (pid === undefined || others.length > 0) throw new Error('there is not one watchdog');
  return pid;
}

/** Echo requests from the peer, every one or two milliseconds: how many replies left the desk. */
async function repliesTo(count: number): Promise<number> {
  const ping = ['ping', '-n', '-q', '-i', '0.002', '-c', String(count), '-W', '1', network.deskV4];
  // Its status says whether any reply came, which is not the question.
  const output = await network.run('peer', 'sh', '-c', '"$@" || true', 'sh', ...ping);
  return Number(/(\d+) received/.exec(output)?.[1]);
}

test('TCX where the kernel has it', async () => {
  const holder = await hold();
  expect(await holder.ask('look')).toMatchObject({ kind: 'tcx', isInPlace: true });
  expect(await watchdogs()).toEqual([]);
});

describe.each(['tcx', 'clsact'] as const)('%s', (kind) => {
  test('drops what leaves until it is disposed, and leaves nothing', async () => {
    expect(await network.ping()).toBe(true);
    const holder = await hold({ kind });
    expect(await network.ping()).toBe(false);
    expect(await network.ping(network.deskV6)).toBe(true);
    const { programId } = await holder.ask('look');
    expect(await linksOf(programId)).toHaveLength(kind === 'tcx' ? 1 : 0);
    expect(await holder.ask('dispose')).toMatchObject({ isInPlace: false });
    expect(await network.ping()).toBe(true);
    expect(await linksOf(programId)).toEqual([]);
    expect(await attachedThings()).toMatch(NOTHING);
    // The holder still runs: the watchdog was told, and did not wait for its end.
    await eventually(async () => expect(await watchdogs()).toEqual([]));
  });

  test('replaces its program without a gap', async () => {
    await network.ping();
    const holder = await hold({ kind });
    const replies = repliesTo(200);
    const ids = new Set<number>();
    for (let round = 0; round < 50; round += 1) {
      const program = round % 2 === 0 ? 'drops_too' : 'portcullis_tc';
      const answer = await holder.ask(`replace ${program}`);
      expect(answer).toMatchObject({ isInPlace: true });
      expect(answer.failure).toBeUndefined();
      ids.add(answer.programId);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    expect(ids.size).toBe(2);
    expect(await replies).toBe(0);
    await holder.ask('replace passes');
    expect(await network.ping()).toBe(true);
  });

  test('goes with its process and the whole process group, killed', async () => {
    await network.ping();
    const holder = await hold({ kind });
    await holder.ask('replace drops_too');
    await holder.killGroup();
    await eventually(async () => expect(await attachedThings()).toMatch(NOTHING));
    expect(await network.ping()).toBe(true);
    await eventually(async () => expect(await network.processes('desk')).toEqual([]));
  });

  test('tells when the interface went, and comes back with it', async () => {
    const holder = await hold({ kind });
    await network.disconnect();
    expect(await holder.ask('look')).toMatchObject({ isInPlace: false });
    expect(await holder.ask('replace passes')).toMatchObject({ failure: 'kernel-refused' });
    expect(await holder.ask('dispose')).toMatchObject({ isInPlace: false });
    await eventually(async () => expect(await watchdogs()).toEqual([]));
    await network.connect();
    await network.arpAnswers();
    await hold({ kind });
    expect(await network.ping()).toBe(false);
  });

  test('leaves no process when it is killed after the interface went', async () => {
    const holder = await hold({ kind });
    await network.disconnect();
    await holder.killGroup();
    await eventually(async () => expect(await network.processes('desk')).toEqual([]));
  });

  test('tells when somebody took it off, and does not come back by itself', async () => {
    const holder = await hold({ kind });
    const { programId } = await holder.ask('look');
    const [link] = await linksOf(programId);
    if (kind === 'clsact') await tc('filter', 'delete', 'dev', 'desk0', 'egress');
    else await network.run('desk', 'bpftool', 'link', 'detach', 'id', String(link));
    expect(await holder.ask('look')).toMatchObject({ isInPlace: false });
    expect(await holder.ask('replace passes')).toMatchObject({
      failure: 'kernel-refused',
      isInPlace: false,
    });
  });

  test('an interface that is not there', async () => {
    const failure = await EgressHolder.failure(network, object, { kind, device: 'nosuch0' });
    expect(failure).toMatchObject({
      code: 'interface-gone',
      message: expect.stringContaining('nosuch0'),
    });
  });
});

/** A filter that takes every packet and lets it pass. */
async function addTheirs(side: 'ingress' | 'egress', priority = 7): Promise<void> {
  const place = ['dev', 'desk0', side, 'protocol', 'ip', 'pref', String(priority)];
  await tc('filter', 'add', ...place, 'u32', 'match', 'u32', '0', '0', 'classid', '1:1');
}

/** Ids of the BPF links that hold a program in its place. */
async function linksOf(programId: number): Promise<number[]> {
  const links = JSON.parse(await network.run('desk', 'bpftool', '--json', 'link', 'show'));
  return links
    .filter((link: { prog_id: number }) => link.prog_id === programId)
    .map((link: { id: number }) => link.id);
}

describe('beside programs of others', () => {
  test('a TCX program of theirs stays and still has its say', async () => {
    await network.ping();
    const theirs = await hold({ kind: 'tcx' });
    await theirs.ask('replace passes');
    const ours = await hold({ kind: 'tcx' });
    await ours.ask('replace passes');
    expect(await network.ping()).toBe(true);
    await theirs.ask('replace drops_too');
    expect(await network.ping()).toBe(false);
    await ours.ask('dispose');
    expect(await theirs.ask('look')).toMatchObject({ isInPlace: true });
  });

  test.each(['dispose', 'kill'] as const)('a clsact qdisc of theirs stays: %s', async (end) => {
    await tc('qdisc', 'add', 'dev', 'desk0', 'clsact');
    await expectOnlyTheirs(end);
    expect(await tc('qdisc', 'show', 'dev', 'desk0', 'clsact')).toContain('clsact');
  });

  test.each(['dispose', 'kill'] as const)('their filter keeps our qdisc: %s', async (end) => {
    const holder = await hold({ kind: 'clsact' });
    await addTheirs('ingress');
    await endOf(holder, end);
    await eventually(async () => expect(await watchdogs()).toEqual([]));
    expect(await tc('filter', 'show', 'dev', 'desk0', 'ingress')).toContain('u32');
    expect(await tc('filter', 'show', 'dev', 'desk0', 'egress')).toBe('');
  });

  test.each(['dispose', 'kill'] as const)('their egress filter stays: %s', async (end) => {
    await tc('qdisc', 'add', 'dev', 'desk0', 'clsact');
    await addTheirs('egress');
    await expectOnlyTheirs(end);
    expect(await tc('filter', 'show', 'dev', 'desk0', 'egress')).toContain('u32');
  });

  test('a filter of theirs that is not ours to remove has our handle', async () => {
    await tc('qdisc', 'add', 'dev', 'desk0', 'clsact');
    const place = ['dev', 'desk0', 'egress', 'pref', '1', 'handle', '0x706f7274'];
    await tc('filter', 'add', ...place, 'bpf', 'direct-action', 'obj', object, 'sec', 'tc');
    const before = await tc('filter', 'show', 'dev', 'desk0', 'egress');
    const failure = await EgressHolder.failure(network, object, { kind: 'clsact' });
    expect(failure).toMatchObject({
      code: 'interface-busy',
      message: expect.stringContaining('has the place of our filter'),
    });
    expect(await tc('filter', 'show', 'dev', 'desk0', 'egress')).toBe(before);
  });

  test('a filter of another kind has our priority', async () => {
    await tc('qdisc', 'add', 'dev', 'desk0', 'clsact');
    await addTheirs('egress', 1);
    const failure = await EgressHolder.failure(network, object, { kind: 'clsact' });
    expect(failure).toMatchObject({
      code: 'interface-busy',
      message: expect.stringContaining('"u32"'),
    });
    expect(await watchdogs()).toEqual([]);
  });

  test('an ingress qdisc is left alone, and our filter not put on the wrong side', async () => {
    await tc('qdisc', 'add', 'dev', 'desk0', 'ingress');
    const failure = await EgressHolder.failure(network, object, { kind: 'clsact' });
    expect(failure).toMatchObject({
      code: 'interface-busy',
      message: expect.stringContaining('"ingress"'),
    });
    expect(await tc('filter', 'show', 'dev', 'desk0', 'ingress')).toBe('');
    expect(await tc('qdisc', 'show', 'dev', 'desk0')).toContain('ingress');
  });
});

async function endOf(holder: EgressHolder, end: 'dispose' | 'kill'): Promise<void> {
  if (end === 'kill') await holder.killGroup();
  else await holder.ask('dispose');
}

/** Attaches, ends, and compares what hangs there afterwards with what did before. */
async function expectOnlyTheirs(end: 'dispose' | 'kill'): Promise<void> {
  await network.ping();
  const before = await attachedThings();
  const holder = await hold({ kind: 'clsact' });
  expect(await network.ping()).toBe(false);
  await endOf(holder, end);
  await eventually(async () => expect(await watchdogs()).toEqual([]));
  expect(await attachedThings()).toBe(before);
}

describe('the watchdog', () => {
  /** An engine and its watchdog, both killed: the filter and the qdisc stay. */
  async function leaveBehind(): Promise<void> {
    const dead = await hold({ kind: 'clsact' });
    process.kill(await watchdog(), 'SIGKILL');
    await dead.killGroup();
    expect(await tc('filter', 'show', 'dev', 'desk0', 'egress')).toContain('portcullis_tc');
  }

  test('killed as well: the next one clears what is left', async () => {
    await leaveBehind();
    const next = await hold({ kind: 'clsact' });
    const { programId } = await next.ask('look');
    const filters = await tc('filter', 'show', 'dev', 'desk0', 'egress');
    expect(filters.match(/ id \d+ /g)).toEqual([` id ${programId} `]);
    await next.ask('dispose');
    expect(await attachedThings()).toMatch(NOTHING);
  });

  test('killed as well, and a filter of others has come: that one stays', async () => {
    await leaveBehind();
    await addTheirs('ingress');
    const next = await hold({ kind: 'clsact' });
    await next.ask('dispose');
    expect(await tc('filter', 'show', 'dev', 'desk0', 'ingress')).toContain('u32');
    expect(await tc('filter', 'show', 'dev', 'desk0', 'egress')).toBe('');
  });

  test('is late: what the next one has put there stays', async () => {
    const dead = await hold({ kind: 'clsact' });
    const late = await watchdog();
    process.kill(late, 'SIGSTOP');
    await dead.killGroup();
    const next = await hold({ kind: 'clsact' });
    process.kill(late, 'SIGCONT');
    await eventually(async () => expect(await watchdogs()).not.toContain(late));
    expect(await next.ask('look')).toMatchObject({ isInPlace: true });
  });

  test('holds what THREAT_MODEL.md says, and that is enough', async () => {
    await network.ping();
    const inCheckout = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /mnt && exec "$@"'];
    const holder = await hold({
      kind: 'clsact',
      as: [...inCheckout, ROOT, ...AS_ORDINARY_USER],
      checkout: '/mnt/',
    });
    const [sets, ...others] = readThreads(await watchdog()).values();
    expect(others).toEqual([]);
    for (const set of ['inheritable', 'permitted', 'effective', 'bounding', 'ambient'] as const) {
      expect(ALLOWED?.[set], set).toContain(sets?.[set]);
    }
    expect(await network.ping()).toBe(false);
    await holder.killGroup();
    await eventually(async () => expect(await attachedThings()).toMatch(NOTHING));
    expect(await network.ping()).toBe(true);
  });

  test('cannot do without tc, and then nothing is attached', async () => {
    const withoutTc = 'mount --bind /dev/null "$(command -v tc)" && exec "$@"';
    const failure = await EgressHolder.failure(network, object, {
      kind: 'clsact',
      as: ['unshare', '--mount', 'sh', '-c', withoutTc, 'sh'],
    });
    expect(failure).toMatchObject({
      code: 'missing-library',
      message: expect.stringContaining('"tc"'),
    });
    expect(await attachedThings()).toMatch(NOTHING);
  });
});
