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

  it('stays paused when the pointer leaves', async () => {
    const { packets, history } = application;
    await receive(10);
    packets.pause(0);
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
