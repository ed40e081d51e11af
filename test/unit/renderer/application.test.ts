import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryTransportPair } from '../../../electron/contract/memory-transport.ts';
import { serve } from '../../../electron/contract/serve.ts';
import type { Transport } from '../../../electron/contract/transport.ts';
import { retryDelayMs } from '../../../renderer/connection/connection.ts';
import { RowReader } from '../../../renderer/model/row-reader.ts';
import type { RowText } from '../../../renderer/model/row-text.ts';
import { type Application, createApplication } from '../../../renderer/stores/application.ts';
import { isFollowing } from '../../../renderer/stores/packets-store.ts';
import { toggleRow } from '../../../renderer/stores/row-actions.ts';
import { createDemoEngine, type DemoEngine } from '../../support/demo-engine.ts';

const REMOTE = '198.51.100.61';

let engine: DemoEngine;
let hostEnd: Transport;
let reachable: boolean;
let application: Application;

beforeEach(async () => {
  vi.useFakeTimers();
  reachable = true;
  application = createApplication(
    async () => {
      if (!reachable) return undefined;
      engine = createDemoEngine({
        packetsPerSecond: 0,
        attached: ['enp5s0'],
        rules: [],
        answerDelayMs: 20,
        sampledOutPerSecond: 0,
        snapshot: {},
      });
      const [ours, theirs] = createMemoryTransportPair();
      hostEnd = theirs;
      serve(engine, theirs, (_, bug) => {
        throw bug;
      });
      return ours;
    },
    (commit) => setTimeout(commit, 16),
  );
  application.connection.start();
  await vi.advanceTimersByTimeAsync(50);
});

afterEach(() => {
  engine[Symbol.dispose]();
  vi.useRealTimers();
});

async function receive(packets: number): Promise<void> {
  engine.send(packets);
  await vi.advanceTimersByTimeAsync(100);
}

function rows(): readonly RowText[] {
  const { history, names } = application;
  const { rules: book } = application.engine.getState();
  const reader = new RowReader(history, { names, book, ownAddresses: new Set() });
  return reader.readStretch(history.range.first, history.range.end);
}

function newestFrom(remote: string): RowText {
  const row = rows().findLast((each) => each.source.address === remote);
  if (!row) throw new Error(`no row of ${remote}`);
  return row;
}

const ruleTexts = () => application.engine.getState().rules.rules.map(({ match }) => match);

describe('from a click to a verdict and back', () => {
  it('shows packets, blocks their sender, shows the drop, and undoes it', async () => {
    await receive(400);
    expect(newestFrom(REMOTE)).toMatchObject({ dropped: false, rule: 'default' });

    toggleRow(application, newestFrom(REMOTE));
    expect(application.actions.getState().pending).toEqual(new Set([`remote ${REMOTE}`]));
    expect(ruleTexts()).toEqual([]);
    await vi.advanceTimersByTimeAsync(50);
    expect(ruleTexts()).toEqual([{ remote: REMOTE }]);
    expect(application.actions.getState().pending.size).toBe(0);
    expect(application.actions.getState().pill).toMatchObject({ value: REMOTE, after: 'for 1 h' });

    await receive(400);
    expect(newestFrom(REMOTE)).toMatchObject({ dropped: true, rule: `1 ${REMOTE}` });

    await Promise.all([application.rules.undo(), vi.advanceTimersByTimeAsync(50)]);
    expect(ruleTexts()).toEqual([]);
    await receive(400);
    expect(newestFrom(REMOTE).dropped).toBe(false);
  });

  it('takes the block back with the same click', async () => {
    await receive(400);
    toggleRow(application, newestFrom(REMOTE));
    await vi.advanceTimersByTimeAsync(50);
    toggleRow(application, newestFrom(REMOTE));
    await vi.advanceTimersByTimeAsync(50);
    expect(ruleTexts()).toEqual([]);
  });

  it('undoes step by step, though ids change on the way', async () => {
    await receive(400);
    toggleRow(application, newestFrom(REMOTE));
    await vi.advanceTimersByTimeAsync(50);
    toggleRow(application, newestFrom(REMOTE));
    await vi.advanceTimersByTimeAsync(50);
    await Promise.all([application.rules.undo(), vi.advanceTimersByTimeAsync(50)]);
    expect(ruleTexts()).toEqual([{ remote: REMOTE }]);
    await Promise.all([application.rules.undo(), vi.advanceTimersByTimeAsync(50)]);
    expect(ruleTexts()).toEqual([]);
    expect(application.actions.getState().undoable).toEqual([]);
  });

  it('replaces the duration of what is blocked already', async () => {
    const block = (seconds: number | null) =>
      Promise.all([
        application.rules.block({ protocol: 'tcp', dport: 22 }, seconds),
        vi.advanceTimersByTimeAsync(80),
      ]);
    await block(300);
    await block(null);
    const { rules } = application.engine.getState().rules;
    expect(rules).toHaveLength(1);
    expect(rules[0]?.expiry).toBeUndefined();
  });

  it('only points out what is blocked for good already', async () => {
    const block = () =>
      Promise.all([
        application.rules.block({ protocol: 'udp', dport: 53 }, null),
        vi.advanceTimersByTimeAsync(80),
      ]);
    await block();
    const [rule] = application.engine.getState().rules.rules;
    await block();
    expect(application.engine.getState().rules.rules).toEqual([rule]);
    expect(application.actions.getState().highlighted).toBe(rule?.id);
    expect(application.actions.getState().undoable).toHaveLength(1);
  });

  it('forgets how to take back what ended by itself', async () => {
    await Promise.all([
      application.rules.block({ protocol: 'udp', dport: 53 }, 300),
      vi.advanceTimersByTimeAsync(80),
    ]);
    expect(application.actions.getState().undoable).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(301_000);
    expect(ruleTexts()).toEqual([]);
    expect(application.actions.getState().undoable).toEqual([]);
    expect(application.engine.getState().marks.at(-1)?.text).toBe('53/udp ended');
  });

  it('switches every rule off as one change', async () => {
    const run = (change: Promise<unknown>) =>
      Promise.all([change, vi.advanceTimersByTimeAsync(200)]);
    await run(application.rules.block({ protocol: 'icmp' }, null));
    await run(application.rules.block({ protocol: 'udp' }, null));
    const enabled = () => application.engine.getState().rules.rules.map((rule) => rule.enabled);
    await run(application.rules.switchAllOff());
    expect(enabled()).toEqual([false, false]);
    await run(application.rules.undo());
    expect(enabled()).toEqual([true, true]);
  });

  it('says what failed, and leaves the list as it was', async () => {
    hostEnd.close();
    await vi.advanceTimersByTimeAsync(5);
    expect(await application.rules.block({ any: true }, null)).toBe(false);
    expect(application.actions.getState().failed).toMatchObject({
      title: 'Everything was not blocked',
      failure: { code: 'disconnected' },
    });
    expect(ruleTexts()).toEqual([]);
  });
});

describe('standing still', () => {
  it('holds the rows for each reason, and follows when the last is gone', async () => {
    const { packets, history } = application;
    await receive(10);
    packets.hold('pointer');
    packets.hold('menu');
    await receive(5);
    expect(history.newer).toBe(5);
    packets.release('pointer');
    expect(isFollowing(packets.getState())).toBe(false);
    packets.release('menu');
    expect(isFollowing(packets.getState())).toBe(true);
    expect(history.range.end).toBe(15);
  });

  it('counts what is newer and dropped in the same packets', async () => {
    const { packets, history } = application;
    await Promise.all([
      application.rules.block({ any: true }, null),
      vi.advanceTimersByTimeAsync(80),
    ]);
    packets.pause();
    await receive(7);
    expect([history.newer, history.newerDropped]).toEqual([7, 7]);
    packets.follow();
    expect([history.newer, history.newerDropped]).toEqual([0, 0]);
  });

  it('stays paused when the pointer leaves', async () => {
    const { packets, history } = application;
    await receive(10);
    packets.pause();
    packets.hold('pointer');
    packets.release('pointer');
    await receive(5);
    expect(history.range.end).toBe(10);
    packets.follow();
    expect(history.range.end).toBe(15);
  });

  it('commits once per frame, however many batches come', async () => {
    const before = application.packets.getState().version;
    for (let batch = 0; batch < 20; batch += 1) engine.send(3);
    await vi.advanceTimersByTimeAsync(16);
    expect(application.packets.getState().version).toBe(before + 1);
  });
});

describe('what came to be watched', () => {
  const fresh = () => application.engine.getState().fresh;

  it('is remembered until the user was told, or let it go', async () => {
    application.host.acceptRules();
    expect(fresh()).toEqual([]);
    await Promise.all([application.host.attach('wlp3s0'), vi.advanceTimersByTimeAsync(50)]);
    expect(fresh()).toEqual(['wlp3s0']);
    await Promise.all([application.host.detach('wlp3s0'), vi.advanceTimersByTimeAsync(50)]);
    expect(fresh()).toEqual([]);
  });
});

describe('the connection', () => {
  it('waits longer each time, up to ten seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 9].map(retryDelayMs)).toEqual([
      500, 1000, 2000, 4000, 8000, 10_000, 10_000,
    ]);
  });

  it('keeps rows while it is away, and goes on when it is back', async () => {
    await receive(10);
    reachable = false;
    hostEnd.close();
    await vi.advanceTimersByTimeAsync(600);
    expect(application.engine.getState().connection).toMatchObject({
      phase: 'disconnected',
      attempts: 2,
    });
    expect(rows()).toHaveLength(10);
    reachable = true;
    application.connection.start();
    await vi.advanceTimersByTimeAsync(50);
    expect(application.engine.getState().connection).toEqual({ phase: 'connected' });
    await receive(5);
    expect(rows()).toHaveLength(15);
  });
});
