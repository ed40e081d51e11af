/** Changes of the rules: in force, kept, saved, and taken back. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Failure } from '../../../electron/contract/failure.ts';
import { fail, ok, type Result } from '../../../electron/contract/result.ts';
import { MAX_RULES, type Rule } from '../../../electron/contract/rule.ts';
import type { RuleBookState } from '../../../electron/contract/state.ts';
import {
  addRule,
  type Edit,
  EMPTY_BOOK,
  importRules,
  removeRule,
  setDefault,
  updateRule,
} from '../../../electron/engine/rules/rule-book.ts';
import { RuleKeeper } from '../../../electron/engine/rules/rule-keeper.ts';
import type { SavedRules } from '../../../electron/engine/rules/rule-saver.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { FakeEnforcer } from '../../support/fake-enforcer.ts';
import { rule } from '../../support/rule.ts';

const A = rule('drop icmp');
const B = rule('drop udp');

let enforcer: FakeEnforcer;
let keeper: RuleKeeper;
let disk: SavedRules | undefined;
let save: (rules: SavedRules) => Promise<Result<null>>;
let states: RuleBookState[];
let troubles: Failure[];
let cleared: number[];
/** Nanoseconds that the machine slept. */
let sleptNs: bigint;

beforeEach(() => {
  vi.useFakeTimers();
  enforcer = new FakeEnforcer();
  disk = undefined;
  states = [];
  troubles = [];
  cleared = [];
  sleptNs = 0n;
  save = async (rules) => {
    disk = rules;
    return ok(null);
  };
  const startMs = performance.now();
  keeper = new RuleKeeper({
    enforcer,
    clearCounters: (slot) => cleared.push(slot),
    save: (rules) => save(rules),
    onChange: (state) => states.push(state),
    onSaveFailed: (error) => troubles.push(error),
    onTrouble: (error) => troubles.push(error),
    bootNs: () => BigInt(Math.round((performance.now() - startMs) * 1e6)) + sleptNs,
  });
});

afterEach(async () => {
  await keeper.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const add =
  (added: Rule): Edit =>
  (book) =>
    addRule(book, added, null);
const dropIn: Edit = (book) => setDefault(book, 'in', 'drop');
const passIn: Edit = (book) => setDefault(book, 'in', 'pass');

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

describe('a change', () => {
  test('is in force, told and saved', async () => {
    expectOk(await keeper.change(add(A)));
    expect(enforcer.lines).toEqual(['drop icmp']);
    expect(disk).toEqual({ rules: [A], defaults: EMPTY_BOOK.defaults, switched: {} });
    expect(states).toHaveLength(1);
    expect(states[0]).toMatchObject({ revision: 1, rules: [A], saved: true });
    expect(states[0]?.slots).toContainEqual(
      expect.objectContaining({ ruleId: A.id, text: 'drop icmp' }),
    );
  });

  test('that is refused leaves no trace', async () => {
    expectOk(await keeper.change(add(A)));
    const before = { state: keeper.state, slots: keeper.slots() };
    enforcer.refuses = () => true;
    expect(await keeper.change(add(B))).toMatchObject({ error: { code: 'kernel-refused' } });
    expect({ state: keeper.state, slots: keeper.slots() }).toEqual(before);
    expect(disk?.rules).toEqual([A]);
    expect(states).toHaveLength(1);
    enforcer.refuses = () => false;
    expectOk(await keeper.change(add(B)));
    expect(enforcer.lines).toEqual(['drop icmp', 'drop udp']);
  });

  test('of nothing is neither put in force nor saved', async () => {
    expectOk(await keeper.change(passIn));
    expect(enforcer.enforced).toBe(0);
    expect(states).toEqual([]);
  });

  test('that cannot be saved is in force, and says so', async () => {
    save = async () => fail('storage-failed', 'The disk is full.', 'Make room.');
    expectOk(await keeper.change(add(A)));
    expect(enforcer.lines).toEqual(['drop icmp']);
    expect(states.at(-1)?.saved).toBe(false);
    expect(troubles).toMatchObject([{ code: 'storage-failed' }]);
    save = async () => ok(null);
    expectOk(await keeper.change(add(B)));
    expect(states.at(-1)?.saved).toBe(true);
  });

  test('does not wait for the disk to be in force', async () => {
    const waiting: (() => void)[] = [];
    save = () => new Promise((resolve) => waiting.push(() => resolve(ok(null))));
    const first = keeper.change(add(A));
    const second = keeper.change(add(B));
    await pass(0);
    expect(enforcer.lines).toEqual(['drop icmp', 'drop udp']);
    for (const finish of waiting) finish();
    expectOk(await first);
    expectOk(await second);
  });

  test('of what a rule says keeps its slot; a new rule begins at zero', async () => {
    expectOk(await keeper.change(add(A)));
    const slot = keeper.slots().get(A.id);
    expect(cleared).toEqual([slot]);
    expectOk(await keeper.change((book) => updateRule(book, A.id, { text: 'drop gre' })));
    expect(keeper.slots().get(A.id)).toBe(slot);
    expect(cleared).toEqual([slot]);
    expect(enforcer.lines).toEqual(['drop gre']);
    expect(keeper.state.slots.find(({ ruleId }) => ruleId === A.id)?.text).toBe('drop gre');
  });

  test('rules that end with the engine are never saved', async () => {
    expectOk(await keeper.change(add({ ...A, untilRestart: true })));
    expect(enforcer.lines).toEqual(['drop icmp']);
    expect(disk?.rules).toEqual([]);
  });

  test('an end is the same on the kernel clock, whatever is changed beside it', async () => {
    expectOk(await keeper.change(add({ ...A, expiry: Date.now() + 60_000 })));
    const end = enforcer.inForce.rules[0]?.deadlineNs;
    expect(end).toBe(60_000_000_000n);
    await pass(5000);
    expectOk(await keeper.change(add(B)));
    expect(enforcer.inForce.rules.map(({ deadlineNs }) => deadlineNs)).toEqual([end, 0n]);
    await pass(55_000);
    expect(states.at(-1)?.rules).toEqual([B]);
    expect(disk?.rules).toEqual([B]);
  });
});

describe('what was saved', () => {
  test('is in force again, without what has expired', async () => {
    const rules = [A, { ...B, expiry: Date.now() - 1 }];
    const switched = { 'built-in-arp': false };
    expectOk(await keeper.load({ rules, defaults: { in: 'drop', out: 'pass' }, switched }));
    expect(enforcer.lines).toContain('drop icmp');
    expect(enforcer.lines).toContain('default in drop');
    expect(enforcer.lines).toContain('pass established');
    expect(enforcer.lines).not.toContain('pass arp');
    expect(keeper.state.trial).toBeUndefined();
    expect(keeper.state.rules).toEqual([A]);
    expect(disk).toBeUndefined();
  });
});

describe('built-in rules', () => {
  test('stand behind the others while the default of their direction drops', async () => {
    expectOk(await keeper.change(add(A)));
    expect(keeper.state.builtIn.length).toBeGreaterThan(5);
    expectOk(await keeper.change(dropIn));
    expect(enforcer.lines[0]).toBe('drop icmp');
    expect(enforcer.lines).toContain('pass arp');
    const ranks = enforcer.inForce.rules.map(({ rank }) => rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expectOk(await keeper.change(passIn));
    expect(enforcer.lines).toEqual(['drop icmp']);
  });

  test('have slots, so that rows and counters can name them', () => {
    const ids = keeper.state.builtIn.map(({ id }) => id);
    expect([...keeper.slots().keys()]).toEqual(ids);
    const named = keeper.state.slots.map(({ ruleId }) => ruleId);
    expect(named).toEqual(ids);
  });

  test('are switched, saved and told', async () => {
    const off: Edit = (book) => updateRule(book, 'built-in-arp', { enabled: false });
    expectOk(await keeper.change(off));
    expect(disk?.switched).toEqual({ 'built-in-arp': false });
    const state = states.at(-1)?.builtIn.find(({ id }) => id === 'built-in-arp');
    expect(state?.enabled).toBe(false);
  });
});

describe('a trial', () => {
  test('begins with every default that becomes drop, and ends by itself', async () => {
    expectOk(await keeper.change(add(A)));
    expectOk(await keeper.change(dropIn));
    expect(keeper.state.trial).toEqual({ what: 'default in drop', endsAt: Date.now() + 15_000 });
    expect(enforcer.lines).toContain('default in drop');
    await pass(14_900);
    expect(enforcer.lines).toContain('default in drop');
    await pass(200);
    expect(enforcer.lines).toEqual(['drop icmp']);
    expect(keeper.state.trial).toBeUndefined();
    expect(states.at(-1)).toMatchObject({ defaults: { in: 'pass' }, saved: true });
    expect(states.at(-1)).not.toHaveProperty('trial');
  });

  test('is not on disk until it is confirmed, so that a crash ends it', async () => {
    expectOk(await keeper.change(dropIn));
    expect(disk?.defaults.in).toBe('pass');
    expect(keeper.state.saved).toBe(false);
    expectOk(await keeper.change(add(A)));
    expect(disk).toMatchObject({ rules: [A], defaults: { in: 'pass' } });
    expectOk(await keeper.confirmTrial());
    expect(disk).toMatchObject({ rules: [A], defaults: { in: 'drop' } });
    expect(keeper.state.saved).toBe(true);
    await pass(60_000);
    expect(enforcer.lines).toContain('default in drop');
  });

  test('can be taken back at once', async () => {
    expectOk(await keeper.change(dropIn));
    expectOk(await keeper.revertTrial());
    expect(enforcer.lines).toEqual([]);
    expect(keeper.state.trial).toBeUndefined();
    const none = { ok: false, error: { code: 'no-trial' } };
    expect(await keeper.revertTrial()).toMatchObject(none);
    expect(await keeper.confirmTrial()).toMatchObject(none);
  });

  test.each<[string, Edit, boolean]>([
    ['a rule that is asked to be', add(B), true],
    ['another default', (book) => setDefault(book, 'out', 'drop'), false],
    ['an import that drops', (book) => importRules(book, [B], { out: 'drop' }, true), false],
  ])('does not stand beside a second one: %s', async (_, edit, onTrial) => {
    expectOk(await keeper.change(dropIn));
    const { state } = keeper;
    expect(await keeper.change(edit, onTrial)).toMatchObject({
      ok: false,
      error: {
        code: 'trial-open',
        remedy: 'Keep or take back the change that is on trial first.',
      },
    });
    expect(keeper.state).toEqual(state);
  });

  test.each<[string, Edit, readonly string[]]>([
    ['an added rule', add(B), ['drop icmp', 'drop udp']],
    ['a changed rule', (book) => updateRule(book, A.id, { text: 'pass icmp' }), ['pass icmp']],
    ['a removed rule', (book) => removeRule(book, A.id), []],
    ['other rules', (book) => importRules(book, [B], {}, true), ['drop udp']],
  ])('of %s is on trial if asked', async (_, edit, tried) => {
    expectOk(await keeper.change(add(A)));
    expectOk(await keeper.change(edit, true));
    expect(enforcer.lines).toEqual(tried);
    expect(disk?.rules).toEqual([A]);
    await pass(15_500);
    expect(enforcer.lines).toEqual(['drop icmp']);
    expect(keeper.state.rules).toEqual([A]);
  });

  test('leaves alone what was changed meanwhile', async () => {
    expectOk(await keeper.change(dropIn));
    expectOk(await keeper.change(add(A)));
    expectOk(await keeper.change(add(B)));
    expectOk(await keeper.change((book) => removeRule(book, A.id)));
    await pass(15_500);
    expect(enforcer.lines).toEqual(['drop udp']);
    expect(disk).toMatchObject({ rules: [B], defaults: { in: 'pass' } });
  });

  test('is over when nothing of it is left', async () => {
    expectOk(await keeper.change(dropIn));
    expectOk(await keeper.change(passIn));
    expect(keeper.state.trial).toBeUndefined();
    expectOk(await keeper.change(dropIn));
    await pass(14_000);
    expect(keeper.state.trial?.what).toBe('default in drop');
    await pass(1500);
    expect(enforcer.lines).toEqual([]);
  });

  test('gains no time from a machine that sleeps', async () => {
    expectOk(await keeper.change(dropIn));
    await pass(2000);
    sleptNs = 3_600_000_000_000n;
    await pass(1000);
    expect(enforcer.lines).toEqual([]);
  });

  test('cannot be kept when its time is over, whether or not the timer has come', async () => {
    expectOk(await keeper.change(dropIn));
    sleptNs = 20_000_000_000n;
    expect(await keeper.confirmTrial()).toMatchObject({ error: { code: 'no-trial' } });
    expect(enforcer.lines).toEqual([]);
  });

  test('ends in time although the disk hangs', async () => {
    save = () => new Promise(() => {});
    void keeper.change(dropIn);
    await pass(15_500);
    expect(enforcer.lines).toEqual([]);
    save = async () => ok(null);
    expectOk(await keeper.change(add(A)));
  });

  test('that cannot be taken back under later changes gives back what was before it', async () => {
    expectOk(await keeper.change(add(A)));
    expectOk(await keeper.change(dropIn));
    expectOk(await keeper.change(add(B)));
    enforcer.refuses = ({ rules, defaults }) => defaults.in === 'pass' && rules.length > 1;
    await pass(15_500);
    expect(enforcer.lines).toEqual(['drop icmp']);
    expect(troubles).toMatchObject([{ code: 'kernel-refused' }]);
    expect(keeper.state.trial).toBeUndefined();
  });

  test('that cannot be taken back is tried again until it can', async () => {
    expectOk(await keeper.change(dropIn));
    enforcer.refuses = ({ defaults }) => defaults.in === 'pass';
    await pass(18_500);
    expect(enforcer.lines).toContain('default in drop');
    expect(keeper.state.trial).toBeDefined();
    expect(troubles.length).toBeGreaterThan(0);
    enforcer.refuses = () => false;
    await pass(1500);
    expect(enforcer.lines).toEqual([]);
    expect(keeper.state.trial).toBeUndefined();
  });

  test('always leaves room for the rules that come back', async () => {
    const many = Array.from({ length: MAX_RULES }, (_, index) => ({ ...A, id: `r${index}` }));
    expectOk(await keeper.change((book) => importRules(book, many, {}, true)));
    expectOk(await keeper.change((book) => importRules(book, [], {}, true), true));
    expect(await keeper.change(add(B))).toMatchObject({ error: { code: 'too-many-rules' } });
    await pass(15_500);
    expect(keeper.state.rules).toHaveLength(MAX_RULES);
  });

  test('is over with the engine', async () => {
    expectOk(await keeper.change(dropIn));
    await keeper.stop();
    expect(disk?.defaults.in).toBe('pass');
  });
});
