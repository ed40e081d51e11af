import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseStatement } from '../../../electron/contract/language/parse.ts';
import { RECORD_BYTES } from '../../../electron/contract/packet-record.ts';
import { retryDelayMs } from '../../../renderer/connection/connection.ts';
import { RowReader } from '../../../renderer/model/row-reader.ts';
import type { RowText } from '../../../renderer/model/row-text.ts';
import type { Application } from '../../../renderer/stores/application.ts';
import { isFollowing } from '../../../renderer/stores/packets-store.ts';
import { allowRow, toggleRow } from '../../../renderer/stores/row-actions.ts';
import { DemoApplication } from '../../support/demo-application.ts';
import { DEMO_TRIAL_MS } from '../../support/demo-book.ts';
import { DEMO_LISTS } from '../../support/demo-lists.ts';
import { demoRule } from '../../support/demo-rule.ts';
import { expectOk } from '../../support/expect-ok.ts';

const REMOTE = '198.51.100.61';

let demo: DemoApplication;
let application: Application;

beforeEach(async () => {
  vi.useFakeTimers();
  demo = new DemoApplication();
  application = demo.application;
  application.connection.start();
  await vi.advanceTimersByTimeAsync(50);
});

afterEach(() => {
  demo[Symbol.dispose]();
  vi.useRealTimers();
});

async function receive(packets: number): Promise<void> {
  demo.engine.send(packets);
  await vi.advanceTimersByTimeAsync(100);
}

function rows(): readonly RowText[] {
  const { history, names } = application;
  const { rules: book } = application.engine.getState();
  const reader = new RowReader(history, { names, book, ownAddresses: new Set() });
  const { rows: shown } = application.packets.getState();
  return reader.readPlaced(shown, shown.first, shown.end).map(({ row }) => row);
}

function newestFrom(remote: string): RowText {
  const row = rows().findLast((each) => each.source.address === remote);
  if (!row) throw new Error(`no row of ${remote}`);
  return row;
}

const BLOCKED = `drop both remote ${REMOTE}`;
const statement = (text: string) => expectOk(parseStatement(text));
const ruleTexts = () => application.engine.getState().rules.rules.map(({ text }) => text);

/** Lets a change run its course. */
function run(change: Promise<unknown>): Promise<unknown> {
  return Promise.all([change, vi.advanceTimersByTimeAsync(200)]);
}

function block(text: string, seconds: number | null): Promise<unknown> {
  return run(application.rules.put(statement(text), seconds, 'row'));
}

describe('settings', () => {
  it('are all changed, also while an earlier change is still under way', async () => {
    const { host } = application;
    const changes = [
      host.updateSettings({ theme: 'dark' }),
      host.updateSettings({ blockForSeconds: 300 }),
      host.updateSettings({ theme: 'light' }),
    ];
    await run(Promise.all(changes));
    const { settings } = application.engine.getState();
    expect(settings).toMatchObject({ theme: 'light', blockForSeconds: 300 });
  });
});

describe('allowing', () => {
  it('goes before every rule, and what is blocked afterwards before that', async () => {
    await block(BLOCKED, null);
    await receive(400);
    allowRow(application, newestFrom(REMOTE));
    await vi.advanceTimersByTimeAsync(200);
    const allowed = `pass both remote ${REMOTE}`;
    expect(ruleTexts()).toEqual([allowed, BLOCKED]);
    expect(application.actions.getState().pill).toMatchObject({ verb: 'Allowed', value: REMOTE });
    await block(BLOCKED, 300);
    expect(ruleTexts()).toEqual([BLOCKED, allowed]);
    await run(application.rules.undo());
    await run(application.rules.undo());
    expect(ruleTexts()).toEqual([BLOCKED]);
  });

  it('and blocking last until the restart where that was asked for', async () => {
    await run(application.rules.put(statement(BLOCKED), 'restart', 'row'));
    const [rule] = application.engine.getState().rules.rules;
    expect(rule).toMatchObject({ text: BLOCKED, untilRestart: true });
    expect(application.actions.getState().pill?.after).toBe('until Portcullis restarts');
    await block(BLOCKED, null);
    expect(application.engine.getState().rules.rules[0]?.untilRestart).toBeUndefined();
    await run(application.rules.undo());
    expect(application.engine.getState().rules.rules[0]?.untilRestart).toBe(true);
  });
});

describe('from a click to a verdict and back', () => {
  it('shows packets, blocks their sender, shows the drop, and undoes it', async () => {
    await receive(400);
    expect(newestFrom(REMOTE)).toMatchObject({ dropped: false, rule: 'default' });

    toggleRow(application, newestFrom(REMOTE));
    // The second click means the same.
    toggleRow(application, newestFrom(REMOTE));
    expect(ruleTexts()).toEqual([]);
    await vi.advanceTimersByTimeAsync(50);
    expect(ruleTexts()).toEqual([BLOCKED]);
    expect(application.engine.getState().rules.rules[0]?.origin).toBe('row');
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
    expect(ruleTexts()).toEqual([BLOCKED]);
    await Promise.all([application.rules.undo(), vi.advanceTimersByTimeAsync(50)]);
    expect(ruleTexts()).toEqual([]);
    expect(application.actions.getState().undoable).toEqual([]);
  });

  it('blocks what goes out to the other end as well', async () => {
    await receive(400);
    await block('drop both remote 198.51.100.10', null);
    await receive(400);
    const sent = rows().findLast(({ destination }) => destination.address === '198.51.100.10');
    expect(sent).toMatchObject({ direction: 'out', dropped: true, rule: '1 198.51.100.10' });
  });

  it('puts a block in front of whatever passes', async () => {
    demo.engine.patch({
      rules: {
        ...application.engine.getState().rules,
        rules: [
          demoRule('c', 'count icmp'),
          demoRule('p', 'pass tcp dport 22'),
          demoRule('o', BLOCKED, { enabled: false }),
        ],
      },
    });
    await receive(400);
    expect(newestFrom(REMOTE).dropped).toBe(false);
    await block('drop both remote 192.0.2.1', null);
    await block(BLOCKED, null);
    const order = ['count icmp', 'drop both remote 192.0.2.1', BLOCKED, 'pass tcp dport 22'];
    expect(ruleTexts()).toEqual(order);
    await receive(400);
    expect(newestFrom(REMOTE).dropped).toBe(true);
  });

  it('puts a rule whose removal is undone back to its place, with its name and its end', async () => {
    await block('drop tcp dport 22', 300);
    await block('drop udp dport 53', null);
    const [first] = application.engine.getState().rules.rules;
    if (!first) throw new Error('nothing was blocked');
    await run(application.rules.remove(first));
    await run(application.rules.undo());
    expect(ruleTexts()).toEqual(['drop tcp dport 22', 'drop udp dport 53']);
    const [back] = application.engine.getState().rules.rules;
    expect(Math.abs((back?.expiry ?? 0) - (first.expiry ?? 0))).toBeLessThan(1000);
    expect(back?.origin).toBe('row');
  });

  it('replaces the duration of what is blocked already', async () => {
    await block('drop tcp dport 22', 300);
    await block('drop tcp dport 22', null);
    const { rules } = application.engine.getState().rules;
    expect(rules).toHaveLength(1);
    expect(rules[0]?.expiry).toBeUndefined();
  });

  it('only points out what is blocked for good already', async () => {
    await block('drop udp dport 53', null);
    const [rule] = application.engine.getState().rules.rules;
    await block('drop udp dport 53', null);
    expect(application.engine.getState().rules.rules).toEqual([rule]);
    expect(application.actions.getState().highlighted).toBe(rule?.id);
    expect(application.actions.getState().undoable).toHaveLength(1);
  });

  it('forgets how to take back what ended by itself', async () => {
    await block('drop udp dport 53', 300);
    expect(application.actions.getState().undoable).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(301_000);
    expect(ruleTexts()).toEqual([]);
    expect(application.actions.getState().undoable).toEqual([]);
    expect(application.engine.getState().marks.at(-1)?.text).toBe('53/udp ended');
  });

  it('switches every rule off as one change', async () => {
    await block('drop both icmp', null);
    await block('drop both udp', null);
    const enabled = () => application.engine.getState().rules.rules.map((rule) => rule.enabled);
    await run(application.rules.switchAllOff());
    expect(enabled()).toEqual([false, false]);
    await run(application.rules.undo());
    expect(enabled()).toEqual([true, true]);
  });

  it('says what failed, and leaves the list as it was', async () => {
    demo.hostEnd.close();
    await vi.advanceTimersByTimeAsync(5);
    expect(await application.rules.put(statement('drop both any'), null, 'typed')).toBe(false);
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
    await block('drop both any', null);
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
    for (let batch = 0; batch < 20; batch += 1) demo.engine.send(3);
    await vi.advanceTimersByTimeAsync(16);
    expect(application.packets.getState().version).toBe(before + 1);
  });
});

describe('a trial', () => {
  const book = () => application.engine.getState().rules;
  const deny = () => run(demo.engine.handlers.setDefault({ direction: 'in', verdict: 'drop' }));

  it('is known from the engine, with its end, and kept or taken back there', async () => {
    await deny();
    expect(book().trial).toMatchObject({ what: 'default in drop' });
    await run(application.trial.takeBack());
    expect(book().defaults.in).toBe('pass');
    expect(book().trial).toBeUndefined();

    await deny();
    await run(application.trial.keep());
    await vi.advanceTimersByTimeAsync(DEMO_TRIAL_MS + 1000);
    expect(book().defaults.in).toBe('drop');
  });

  it('ends without a click, and a click that comes too late says so', async () => {
    await deny();
    await vi.advanceTimersByTimeAsync(DEMO_TRIAL_MS + 1000);
    expect(book().defaults.in).toBe('pass');
    await run(application.trial.keep());
    expect(application.actions.getState().failed).toMatchObject({
      title: 'The change was not kept',
      failure: { code: 'no-trial' },
    });
  });

  it('drops by default what no rule and no exception lets in, and says so in the rows', async () => {
    await deny();
    await receive(400);
    const dropped = rows().findLast(({ dropped }) => dropped);
    expect(dropped).toMatchObject({ rule: 'default', direction: 'in' });
    expect(rows().findLast(({ protocol }) => protocol === 'ARP')).toMatchObject({ dropped: false });
  });
});

describe('the slices of an engine', () => {
  it('hears of lists', async () => {
    demo.engine.patch({ lists: DEMO_LISTS });
    await vi.advanceTimersByTimeAsync(10);
    expect(application.engine.getState().lists.map(({ name }) => name)).toEqual([
      'drop-list',
      'scanners',
      'office',
    ]);
  });

  it('gives a row away as the bytes of its record', async () => {
    await receive(3);
    const { history } = application;
    const bytes = history.bytes(history.range.first);
    expect(bytes).toHaveLength(RECORD_BYTES);
    expect(history.bytes(history.range.end)).toBeUndefined();
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
    demo.isReachable = false;
    demo.hostEnd.close();
    await vi.advanceTimersByTimeAsync(600);
    expect(application.engine.getState().connection).toMatchObject({
      phase: 'disconnected',
      attempts: 2,
    });
    expect(rows()).toHaveLength(10);
    demo.isReachable = true;
    application.connection.start();
    await vi.advanceTimersByTimeAsync(50);
    expect(application.engine.getState().connection).toEqual({ phase: 'connected' });
    await receive(5);
    expect(rows()).toHaveLength(15);
  });
});
