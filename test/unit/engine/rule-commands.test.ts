/** What clients ask of the rules. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MethodArgs } from '../../../electron/contract/api.ts';
import { ok } from '../../../electron/contract/result.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import { RuleCommands } from '../../../electron/engine/rules/rule-commands.ts';
import { RuleKeeper } from '../../../electron/engine/rules/rule-keeper.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { FakeEnforcer } from '../../support/fake-enforcer.ts';

let enforcer: FakeEnforcer;
let keeper: RuleKeeper;
let commands: RuleCommands;

beforeEach(() => {
  enforcer = new FakeEnforcer();
  keeper = new RuleKeeper({
    enforcer,
    clearCounters: () => {},
    save: async () => ok(null),
    onChange: () => {},
    onSaveFailed: () => {},
    onTrouble: () => {},
  });
  commands = new RuleCommands({ rules: () => ok(keeper), hasList: (name) => name === 'bad' });
});
afterEach(() => keeper.stop());

async function add(line: string, more: Partial<MethodArgs<'addRule'>> = {}): Promise<Rule> {
  return expectOk(await commands.add({ line, trial: false, ...more }));
}

describe('adding', () => {
  test('answers the rule, with an id of its own and its canonical text', async () => {
    const first = await add('off drop dport 22 tcp # ssh');
    expect(first).toMatchObject({ enabled: false, text: 'drop tcp dport 22', name: 'ssh' });
    expect(first.origin).toBe('typed');
    const second = await add('drop icmp', { before: first.id, origin: 'command' });
    expect(second.id).not.toBe(first.id);
    expect(enforcer.lines).toEqual(['drop icmp', 'off drop tcp dport 22']);
    await add('drop arp', { before: 'first' });
    expect(enforcer.lines[0]).toBe('drop arp');
  });

  test('the lifetime that is asked for takes the place of the one in the line', async () => {
    const before = Date.now();
    const asked = await add('drop icmp for 1h', { lifetimeSeconds: 60 });
    expect(asked.expiry).toBeGreaterThanOrEqual(before + 60_000);
    expect(asked.expiry).toBeLessThan(before + 120_000);
    expect((await add('drop icmp for 1h')).expiry).toBeGreaterThan(before + 3_000_000);
    expect((await add('drop icmp until restart')).untilRestart).toBe(true);
    const stays = await add('drop icmp until restart', { lifetimeSeconds: null });
    expect(stays).not.toHaveProperty('untilRestart');
    expect(stays).not.toHaveProperty('expiry');
  });

  test.each([
    ['drop', 'bad-rule'],
    ['drop tcp dport 70000', 'bad-port'],
    ['drop src 300.1.1.1', 'bad-address'],
    ['drop src list unheard-of', 'unknown-list'],
    ['default in drop', 'bad-rule'],
  ])('%s is refused with %s', async (line, code) => {
    const refused = await commands.add({ line, trial: false });
    expect(refused).toMatchObject({ ok: false, error: { code } });
    expect(keeper.state.revision).toBe(0);
  });

  test('a list that is there may be named', async () => {
    expect((await add('drop src list bad')).text).toBe('drop src list bad');
  });

  test('is on trial if asked', async () => {
    await add('drop any', { trial: true });
    expect(keeper.state.trial?.what).toBe('drop any');
    expectOk(await commands.revertTrial());
    expect(enforcer.lines).toEqual([]);
  });
});

describe('changing', () => {
  const update = (change: Omit<MethodArgs<'updateRule'>, 'trial'>) =>
    commands.update({ ...change, trial: false });

  test('what is given, and nothing else', async () => {
    const rule = await add('drop icmp for 1h # pings');
    const changed = expectOk(await update({ id: rule.id, text: 'pass  ICMP' }));
    expect(changed).toEqual({ ...rule, text: 'pass icmp' });
    expect(expectOk(await update({ id: rule.id, name: '' }))).not.toHaveProperty('name');
    expect(expectOk(await update({ id: rule.id, lifetimeSeconds: null }))).not.toHaveProperty(
      'expiry',
    );
    expect(expectOk(await update({ id: rule.id, enabled: false })).enabled).toBe(false);
  });

  test.each([
    [{ text: 'drop src list unheard-of' }, 'unknown-list'],
    [{ text: 'off drop icmp' }, 'bad-rule'],
    [{ text: 'drop icmp for 1h' }, 'bad-rule'],
  ])('to %o is refused with %s', async (change, code) => {
    const { id } = await add('drop icmp');
    expect(await update({ id, ...change })).toMatchObject({ ok: false, error: { code } });
    expect(enforcer.lines).toEqual(['drop icmp']);
  });

  test('a built-in rule answers it as it is switched', async () => {
    const changed = expectOk(await update({ id: 'built-in-arp', enabled: false }));
    expect(changed).toMatchObject({ id: 'built-in-arp', enabled: false, text: 'pass both arp' });
  });

  test('moves and removes, and answers what was removed', async () => {
    const [a, b] = [await add('drop icmp'), await add('drop udp')];
    expectOk(await commands.move({ id: b.id, before: a.id }));
    expect(enforcer.lines).toEqual(['drop udp', 'drop icmp']);
    expectOk(await commands.move({ id: b.id, before: null }));
    expect(expectOk(await commands.remove({ id: a.id }))).toEqual(a);
    expect(enforcer.lines).toEqual(['drop udp']);
    expect(await commands.remove({ id: a.id })).toMatchObject({ error: { code: 'unknown-rule' } });
  });
});

describe('importing', () => {
  const importFile = (file: string, replace = false) =>
    commands.import({ file, replace, trial: false });

  test('adds what the file says, in its order', async () => {
    await add('drop arp');
    const file = '# mine\ndrop icmp\n\noff pass tcp dport 22 # ssh\n';
    expect(expectOk(await importFile(file))).toEqual({ added: 2, removed: 0 });
    expect(enforcer.lines).toEqual(['drop arp', 'drop icmp', 'off pass tcp dport 22']);
    expect(keeper.state.rules.map(({ origin }) => origin)).toEqual(['typed', 'import', 'import']);
    expect(keeper.state.trial).toBeUndefined();
  });

  test('replaces what is there, and with a default that drops all of it is on trial', async () => {
    await add('drop arp');
    const file = 'drop icmp\ndefault in drop\n';
    expect(expectOk(await importFile(file, true))).toEqual({ added: 1, removed: 1 });
    expect(keeper.state.trial?.what).toBe('default in drop');
    expect(enforcer.ownLines).toEqual(['drop icmp', 'default in drop']);
    expectOk(await commands.revertTrial());
    expect(enforcer.lines).toEqual(['drop arp']);
  });

  test('leaves out what has ended since', async () => {
    const file = 'drop icmp until 2020-01-01T00:00:00Z\ndrop udp\n';
    expect(expectOk(await importFile(file))).toEqual({ added: 1, removed: 0 });
    expect(enforcer.lines).toEqual(['drop udp']);
  });

  test('is whole or not at all, and says where it is wrong', async () => {
    await add('drop arp');
    const refused = await importFile('drop icmp\ndrop tcp dprt 22\nreject all\n', true);
    expect(refused.ok).toBe(false);
    if (refused.ok) return;
    expect(refused.error.code).toBe('bad-rule');
    expect(refused.error.message).toMatch(/^Line 2, column 10: /);
    expect(refused.error.remedy).toContain('1 other line is wrong as well');
    expect(refused.error.details?.split('\n')).toHaveLength(2);
    expect(enforcer.lines).toEqual(['drop arp']);
  });

  test('names the line of a list that is not there, and how many more there are', async () => {
    expect(await importFile('# mine\r\n\r\ndrop src list bad, unheard-of # list x\r\n')).toEqual({
      ok: false,
      error: {
        code: 'unknown-list',
        message: 'Line 3, column 20: There is no list "unheard-of".',
        remedy: 'Add the list first.',
      },
    });
    const two = 'drop src feed one\ndrop iface list src list bad\ndrop not dst LIST two\n';
    const refused = await importFile(two);
    expect(refused).toMatchObject({
      error: {
        message: 'Line 1, column 15: There is no list "one".',
        remedy: 'Add the list first. 1 other line is wrong as well.',
        details: [
          'line 1, column 15: There is no list "one". Add the list first.',
          'line 3, column 19: There is no list "two". Add the list first.',
        ].join('\n'),
      },
    });
    expect(enforcer.lines).toEqual([]);
  });

  test('tells of a thousand bad lines only the first', async () => {
    const refused = await importFile('nonsense\n'.repeat(1000));
    expect(refused).toMatchObject({ ok: false });
    if (!refused.ok) expect(refused.error.details?.split('\n')).toHaveLength(20);
  });
});

describe('defaults', () => {
  test('that drop are on trial; those that pass are not, and end it', async () => {
    expectOk(await commands.setDefault({ direction: 'in', verdict: 'drop' }));
    expect(keeper.state.trial?.what).toBe('default in drop');
    expectOk(await commands.setDefault({ direction: 'in', verdict: 'pass' }));
    expect(keeper.state.trial).toBeUndefined();
    expectOk(await commands.setDefault({ direction: 'out', verdict: 'drop' }));
    expectOk(await commands.confirmTrial());
    expect(keeper.state.defaults).toEqual({ in: 'pass', out: 'drop' });
  });
});
