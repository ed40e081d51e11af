import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Address } from '../../../../electron/contract/address.ts';
import type { ListConfig, ListState } from '../../../../electron/contract/list.ts';
import { fail, ok, type Result } from '../../../../electron/contract/result.ts';
import { ListCache } from '../../../../electron/engine/lists/list-cache.ts';
import { ListKeeper } from '../../../../electron/engine/lists/list-keeper.ts';
import type { LoadedList, LoadRequest } from '../../../../electron/engine/lists/load-list.ts';
import { EMPTY_LIST, type ParsedList } from '../../../../electron/engine/lists/parsed-list.ts';
import { eventually } from '../../../support/eventually.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { entriesOf, parse } from './list-of.ts';

const HOUR = 3_600_000;
const DROP = { name: 'drop', source: { url: 'https://lists.example/drop' } } as const;
const BAD = { name: 'bad', source: { path: '/var/lib/bad.txt' } } as const;
const REFUSAL = fail('kernel-refused', 'No room.', 'Use less.');
const UNREACHABLE = fail('list-unreachable', 'There is no host lists.example.', 'Check it.');

/** Everything around a keeper, in the hands of the test. */
class Surroundings {
  readonly cache: ListCache;
  readonly loads: LoadRequest[] = [];
  /** What the sources have, by their text. */
  readonly contents = new Map<string, Result<LoadedList> | Promise<Result<LoadedList>>>();
  inForce: ReadonlyMap<string, ParsedList> = new Map();
  enforced = 0;
  refusal: Result<never> | undefined;
  saved: readonly ListConfig[] = [];
  states: readonly ListState[] = [];
  readonly shown: string[] = [];
  readonly troubles: string[] = [];
  usedBy: string | undefined;
  saving: Result<null> = ok(null);

  constructor(directory: string) {
    this.cache = new ListCache(directory);
  }

  keeper(): ListKeeper {
    return new ListKeeper({
      cache: this.cache,
      load: async (request) => {
        this.loads.push(request);
        const content = this.contents.get(Object.values(request.source)[0] as string);
        return (await content) ?? UNREACHABLE;
      },
      enforce: async (lists) => {
        this.enforced += 1;
        if (this.refusal) return this.refusal;
        this.inForce = lists;
        return ok(null);
      },
      isUsed: () => this.usedBy,
      save: async (configs) => {
        this.saved = configs;
        return this.saving;
      },
      onChange: (states) => {
        this.states = states;
        this.shown.push(states.map(({ name, state }) => `${name} ${state}`).join(', '));
      },
      onSaveFailed: ({ message }) => this.troubles.push(message),
      random: () => 0.5,
    });
  }

  has(source: string, lines: string): void {
    const reading = parse(lines);
    this.contents.set(
      source,
      reading.ok
        ? ok({ kind: 'read', reading: reading.value, validators: { etag: `"${lines.length}"` } })
        : reading,
    );
  }

  entries(name: string): string[] | undefined {
    const list = this.inForce.get(name);
    return list && entriesOf(list);
  }
}

let directory: string;
let around: Surroundings;
let keeper: ListKeeper;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-unit-'));
  around = new Surroundings(directory);
  around.has(DROP.source.url, '192.0.2.0/24\nnonsense');
  around.has(BAD.source.path, '198.51.100.7');
  keeper = around.keeper();
  expectOk(await keeper.start([]));
});
afterEach(async () => {
  await keeper.stop();
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

describe('adding', () => {
  test('reads a list, puts it in force, saves it, and tells', async () => {
    const state = expectOk(await keeper.add(DROP));
    expect(state).toMatchObject({
      ...DROP,
      refreshSeconds: 86_400,
      state: 'ready',
      prefixes: { v4: 1, v6: 0 },
      invalidLines: 1,
      firstInvalid: [{ line: 2, text: 'nonsense' }],
      lastChange: { added: 1, removed: 0 },
    });
    expect(state.refreshedAt).toBeGreaterThan(0);
    expect(around.entries('drop')).toEqual(['192.0.2.0-192.0.2.255']);
    expect(around.saved).toEqual([{ ...DROP, refreshSeconds: 86_400 }]);
    expect(around.states).toEqual([state]);
    expect(around.shown).toContain('drop loading');
    expect(readdirSync(directory)).toEqual(['drop.list']);
    expect(keeper.listsHolding('192.0.2.9' as Address)).toEqual(['drop']);
    expect(keeper.listsHolding('198.51.100.7' as Address)).toEqual([]);
  });

  test.each([
    ['cannot be had', () => around.contents.set(DROP.source.url, UNREACHABLE), 'list-unreachable'],
    ['is none', () => around.has(DROP.source.url, '<html>'), 'bad-list'],
    ['is refused by the kernel', () => (around.refusal = REFUSAL), 'kernel-refused'],
  ])('what %s leaves no trace', async (_, prepare, code) => {
    prepare();
    expect(await keeper.add(DROP)).toMatchObject({ ok: false, error: { code } });
    expect(keeper.states).toEqual([]);
    expect(around.states).toEqual([]);
    expect([...around.inForce]).toEqual([]);
    expect(around.saved).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('takes a name once, also while it is read', async () => {
    const first = keeper.add(DROP);
    expect(await keeper.add(DROP)).toMatchObject({ error: { code: 'duplicate-list' } });
    expectOk(await first);
    expect(await keeper.add(DROP)).toMatchObject({ error: { code: 'duplicate-list' } });
  });

  test('stops at sixteen lists', async () => {
    for (let index = 0; index < 16; index++)
      expectOk(await keeper.add({ ...BAD, name: `l${index}` }));
    expect(await keeper.add(DROP)).toMatchObject({ error: { code: 'too-many-lists' } });
  });

  test('stops at the prefixes of all lists together', async () => {
    const large = ok({
      kind: 'read' as const,
      reading: {
        list: { ...EMPTY_LIST, prefixes: { v4: 1_000_000, v6: 999_999 } },
        invalidLines: 0,
        firstInvalid: [],
      },
      validators: {},
    });
    around.contents.set('/large', large);
    expectOk(await keeper.add({ name: 'large', source: { path: '/large' } }));
    expectOk(await keeper.add(BAD));
    expect(await keeper.add(DROP)).toMatchObject({ error: { code: 'too-many-prefixes' } });
    expect([...around.inForce.keys()]).toEqual(['large', 'bad']);
  });

  test('an upload is never refreshed by itself', async () => {
    const source = { upload: 'u1', fileName: 'mine.txt' };
    around.has('u1', '192.0.2.1');
    expect(await keeper.add({ name: 'mine', source, refreshSeconds: 60 })).toMatchObject({
      error: { code: 'bad-list' },
    });
    expect(expectOk(await keeper.add({ name: 'mine', source })).refreshSeconds).toBeNull();
    expect(await keeper.update('mine', 3600)).toMatchObject({ error: { code: 'bad-list' } });
  });

  test('what cannot be saved is in force, and said', async () => {
    around.saving = fail('storage-failed', 'The disk is full.', 'Make room.');
    expectOk(await keeper.add(DROP));
    expect(around.entries('drop')).toHaveLength(1);
    expect(around.troubles).toEqual(['The disk is full.']);
  });
});

describe('refreshing', () => {
  beforeEach(async () => {
    expectOk(await keeper.add(DROP));
  });

  test('puts the new content in force and tells the difference', async () => {
    around.has(DROP.source.url, '192.0.2.0/25\n198.51.100.0/24\n203.0.113.7');
    const state = expectOk(await keeper.refresh('drop'));
    expect(state).toMatchObject({ state: 'ready', lastChange: { added: 2, removed: 1 } });
    expect(around.entries('drop')).toEqual([
      '192.0.2.0-192.0.2.127',
      '198.51.100.0-198.51.100.255',
      '203.0.113.7',
    ]);
    expect(around.loads.at(-1)?.validators).toEqual({ etag: '"21"' });
  });

  test('does nothing to the kernel if there is nothing new', async () => {
    const { enforced } = around;
    around.contents.set(DROP.source.url, ok({ kind: 'unchanged' }));
    const none = {
      state: 'ready',
      lastChange: { added: 0, removed: 0 },
      prefixes: { v4: 1, v6: 0 },
    };
    expect(expectOk(await keeper.refresh('drop'))).toMatchObject(none);
    around.has(DROP.source.url, '192.0.2.0/25\n192.0.2.128/25');
    expect(expectOk(await keeper.refresh('drop'))).toMatchObject(none);
    expect(around.enforced).toBe(enforced);
  });

  test.each([
    ['cannot be had', () => around.contents.set(DROP.source.url, UNREACHABLE), 'list-unreachable'],
    ['is none', () => around.has(DROP.source.url, ''), 'bad-list'],
    [
      'is refused by the kernel',
      () => {
        around.has(DROP.source.url, '192.0.2.1');
        around.refusal = REFUSAL;
      },
      'kernel-refused',
    ],
  ])('what %s leaves the old content in force', async (_, prepare, code) => {
    prepare();
    expect(await keeper.refresh('drop')).toMatchObject({ ok: false, error: { code } });
    expect(around.entries('drop')).toEqual(['192.0.2.0-192.0.2.255']);
    expect(around.states).toMatchObject([
      { state: 'failed', failure: { code }, prefixes: { v4: 1, v6: 0 }, invalidLines: 1 },
    ]);
    expect(keeper.listsHolding('192.0.2.9' as Address)).toEqual(['drop']);
    around.refusal = undefined;
    around.has(DROP.source.url, '192.0.2.1');
    expectOk(await keeper.refresh('drop'));
    expect(around.states).toMatchObject([{ state: 'ready' }]);
    expect(around.states[0]).not.toHaveProperty('failure');
  });

  test('asked for twice it happens once', async () => {
    const loads = around.loads.length;
    const [first, second] = await Promise.all([keeper.refresh('drop'), keeper.refresh('drop')]);
    expect(expectOk(first)).toEqual(expectOk(second));
    expect(around.loads.length - loads).toBe(1);
  });

  test('a source that stands still holds up nobody else', async () => {
    let answer = (_: Result<LoadedList>) => {};
    around.contents.set(DROP.source.url, new Promise((resolve) => (answer = resolve)));
    const stalled = keeper.refresh('drop');
    expectOk(await keeper.add(BAD));
    expectOk(await keeper.remove('bad'));
    expect(around.states).toMatchObject([{ name: 'drop', state: 'loading' }]);
    answer(UNREACHABLE);
    expect(await stalled).toMatchObject({ ok: false });
  });

  test('of a list that nobody knows is refused', async () => {
    for (const name of ['other', 'constructor']) {
      expect(await keeper.refresh(name)).toMatchObject({ error: { code: 'unknown-list' } });
      expect(await keeper.update(name, 60)).toMatchObject({ error: { code: 'unknown-list' } });
      expect(await keeper.remove(name)).toMatchObject({ error: { code: 'unknown-list' } });
    }
  });
});

describe('removing', () => {
  beforeEach(async () => {
    expectOk(await keeper.add(DROP));
    expectOk(await keeper.add(BAD));
  });

  test('takes a list out of force, out of the configuration and off the disk', async () => {
    expectOk(await keeper.remove('drop'));
    expect([...around.inForce.keys()]).toEqual(['bad']);
    expect(around.saved.map(({ name }) => name)).toEqual(['bad']);
    expect(around.states.map(({ name }) => name)).toEqual(['bad']);
    expect(readdirSync(directory)).toEqual(['bad.list']);
  });

  test('is refused while a rule names the list', async () => {
    around.usedBy = 'drop src list drop';
    expect(await keeper.remove('drop')).toMatchObject({
      error: { code: 'list-in-use', message: 'The rule "drop src list drop" names the list drop.' },
    });
    expect([...around.inForce.keys()]).toEqual(['drop', 'bad']);
  });

  test('leaves everything as it was if the kernel refuses', async () => {
    around.refusal = REFUSAL;
    expect(await keeper.remove('drop')).toEqual(REFUSAL);
    expect(around.states.map(({ name }) => name)).toEqual(['drop', 'bad']);
    expect(readdirSync(directory).sort()).toEqual(['bad.list', 'drop.list']);
  });

  test('gives up a list that is being read, and its name is free', async () => {
    let answer = (_: Result<LoadedList>) => {};
    around.contents.set('/slow', new Promise((resolve) => (answer = resolve)));
    const slow = keeper.add({ name: 'slow', source: { path: '/slow' } });
    expectOk(await keeper.remove('slow'));
    expect(around.loads.at(-1)?.signal?.aborted).toBe(true);
    expectOk(await keeper.add({ ...BAD, name: 'slow' }));
    answer(UNREACHABLE);
    expect(await slow).toMatchObject({ error: { code: 'unknown-list' } });
    expect(around.entries('slow')).toEqual(['198.51.100.7']);
    expect(around.states.at(-1)).toMatchObject({ name: 'slow', state: 'ready' });
  });
});

describe('starting again', () => {
  async function restart(configs: readonly ListConfig[]): Promise<Result<null>> {
    await keeper.stop();
    around.inForce = new Map();
    around.loads.length = 0;
    keeper = around.keeper();
    return keeper.start(configs);
  }

  test('puts in force what was kept, before anything is read', async () => {
    const before = expectOk(await keeper.add(DROP));
    expectOk(await restart(around.saved));
    expect(around.entries('drop')).toEqual(['192.0.2.0-192.0.2.255']);
    expect(around.loads).toEqual([]);
    const { lastChange: _, ...kept } = before;
    expect(around.states).toEqual([kept]);
    expectOk(await keeper.refresh('drop'));
    expect(around.loads[0]?.validators).toEqual({ etag: '"21"' });
  });

  test('reads at once what is not there, and lets rules name it meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const configs = [
      { ...DROP, refreshSeconds: 86_400 },
      { ...BAD, refreshSeconds: null },
    ];
    around.contents.delete(BAD.source.path);
    expectOk(await restart(configs));
    expect(around.entries('drop')).toEqual([]);
    expect(around.states).toMatchObject([{ state: 'loading' }, { state: 'loading' }]);
    vi.advanceTimersByTime(5_000);
    vi.useRealTimers();
    await eventually(() =>
      expect(around.states).toMatchObject([{ state: 'ready' }, { state: 'failed' }]),
    );
    expect(around.entries('drop')).toEqual(['192.0.2.0-192.0.2.255']);
  });

  test('does not take what was read from another source', async () => {
    expectOk(await keeper.add(DROP));
    const source = { url: 'https://other.example/' };
    expectOk(await restart([{ name: 'drop', source, refreshSeconds: null }]));
    expect(around.entries('drop')).toEqual([]);
  });

  test('says that an upload is gone, and does not ask for it again', async () => {
    const source = { upload: 'u1', fileName: 'mine.txt' };
    expectOk(await restart([{ name: 'mine', source, refreshSeconds: null }]));
    expect(around.states).toMatchObject([
      {
        state: 'failed',
        failure: { message: 'mine.txt was sent once, and is not here to be read again.' },
      },
    ]);
    expect(around.loads).toEqual([]);
  });

  test('fails if the kernel refuses', async () => {
    expectOk(await keeper.add(DROP));
    around.refusal = REFUSAL;
    expect(await restart(around.saved)).toEqual(REFUSAL);
  });
});

describe('with time', () => {
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    expectOk(await keeper.add(DROP));
    around.loads.length = 0;
  });

  /** Timers fire as on a machine that is awake. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 30_000) {
      await vi.advanceTimersByTimeAsync(Math.min(left, 30_000));
    }
  }

  test('lists are refreshed when it is time', async () => {
    await pass(23 * HOUR);
    expect(around.loads).toHaveLength(0);
    around.has(DROP.source.url, '192.0.2.1');
    await pass(HOUR + 60_000);
    await eventually(() => expect(around.entries('drop')).toEqual(['192.0.2.1']));
    expect(around.loads).toHaveLength(1);
  });

  test('what fails is tried again, ever later', async () => {
    around.contents.delete(DROP.source.url);
    await pass(24 * HOUR + 60_000);
    expect(around.loads).toHaveLength(1);
    await pass(2 * 60_000);
    expect(around.loads).toHaveLength(2);
    await pass(2 * 60_000);
    expect(around.loads).toHaveLength(3);
    await pass(2 * 60_000);
    expect(around.loads).toHaveLength(3);
    around.has(DROP.source.url, '192.0.2.1');
    await pass(2 * 60_000);
    expect(around.loads).toHaveLength(4);
    await eventually(() => expect(around.states).toMatchObject([{ state: 'ready' }]));
  });

  test('what a sleeping machine missed is made up for soon', async () => {
    vi.setSystemTime(Date.now() + 100 * HOUR);
    await pass(30_000);
    expect(around.loads).toHaveLength(1);
  });

  test('other times can be chosen, and none', async () => {
    expect(expectOk(await keeper.update('drop', 3600)).refreshSeconds).toBe(3600);
    expect(around.saved).toMatchObject([{ refreshSeconds: 3600 }]);
    await pass(HOUR + 60_000);
    expect(around.loads).toHaveLength(1);
    expectOk(await keeper.update('drop', null));
    await pass(100 * HOUR);
    expect(around.loads).toHaveLength(1);
  });

  test('a keeper that was stopped reads nothing more', async () => {
    await keeper.stop();
    await pass(100 * HOUR);
    expect(around.loads).toHaveLength(0);
  });
});
