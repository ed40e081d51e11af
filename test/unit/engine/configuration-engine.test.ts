/** A whole engine that filters nothing: what clients ask for is checked, kept, and there the next time. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApiHandlers, EventMap, Session } from '../../../electron/contract/api.ts';
import type { Snapshot } from '../../../electron/contract/state.ts';
import { type Engine, startEngine } from '../../../electron/engine/engine.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { makeHome } from '../../support/make-home.ts';
import { RESOURCES } from '../../support/paths.ts';

let home: string;
let engine: Engine;
let session: Session;
let call: ApiHandlers;
let rulesTold: EventMap['rules'][];
let listsTold: EventMap['lists'][];

async function start(): Promise<void> {
  engine = expectOk(
    await startEngine({
      host: 'test',
      version: '0.0.0',
      configDirectory: join(home, 'config'),
      runtimeDirectory: join(home, 'run'),
      resourcesDirectory: RESOURCES,
      configurationOnly: true,
    }),
  );
  session = engine.openSession();
  call = session.handlers;
  rulesTold = [];
  listsTold = [];
  session.onEvent((name, value) => {
    if (name === 'rules') rulesTold.push(value as EventMap['rules']);
    if (name === 'lists') listsTold.push(value as EventMap['lists']);
  });
}

async function restart(): Promise<void> {
  session[Symbol.dispose]();
  await engine.stop();
  await start();
}

async function snapshot(): Promise<Snapshot> {
  return expectOk(await call.snapshot({}));
}

async function texts(): Promise<string[]> {
  return (await snapshot()).rules.rules.map(({ text }) => text);
}

const add = (line: string) => call.addRule({ line, trial: false });

beforeEach(async () => {
  home = makeHome();
  await start();
});
afterEach(async () => {
  session[Symbol.dispose]();
  await engine.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('an engine that only edits what is saved', () => {
  test('says so, and attaches to nothing', async () => {
    const { engine: info, attachments, rules, lists } = await snapshot();
    expect(info.unable?.code).toBe('not-running');
    expect(info.recording).toBeUndefined();
    expect({ attachments, rules: rules.rules, lists }).toEqual({
      attachments: [],
      rules: [],
      lists: [],
    });
    const refused = { ok: false, error: { code: 'not-running' } };
    expect(await call.attach({ interface: 'lo' })).toMatchObject(refused);
    expect(await call.watchPackets({})).toMatchObject(refused);
    expect(await call.setEnforcing({ enforcing: false })).toMatchObject(refused);
  });

  test('keeps rules, their order, and what is built in', async () => {
    const udp = expectOk(await add('drop udp'));
    expectOk(await call.addRule({ line: 'off pass tcp # ssh', before: udp.id, trial: false }));
    expectOk(await call.addRule({ line: 'drop gre until restart', trial: false }));
    expectOk(await call.updateRule({ id: 'built-in-arp', enabled: false, trial: false }));
    expect(rulesTold.at(-1)?.saved).toBe(true);
    await restart();
    const { rules } = await snapshot();
    expect(rules.rules.map(({ text, enabled, name }) => [text, enabled, name])).toEqual([
      ['pass tcp', false, 'ssh'],
      ['drop udp', true, undefined],
    ]);
    expect(rules.builtIn.find(({ id }) => id === 'built-in-arp')?.enabled).toBe(false);
    expect(rules.rules[1]?.id).toBe(udp.id);
  });

  test('has a default that drops on trial, and keeps it only when it is confirmed', async () => {
    expectOk(await call.setDefault({ direction: 'in', verdict: 'drop' }));
    expect((await snapshot()).rules.trial?.what).toBe('default in drop');
    await restart();
    expect((await snapshot()).rules.defaults.in).toBe('pass');
    expectOk(await call.setDefault({ direction: 'in', verdict: 'drop' }));
    expectOk(await call.confirmTrial({}));
    await restart();
    const { defaults, trial } = (await snapshot()).rules;
    expect({ defaults, trial }).toEqual({
      defaults: { in: 'drop', out: 'pass' },
      trial: undefined,
    });
  });

  test('refuses rules that the kernel would refuse, and keeps the old ones', async () => {
    expectOk(await add('drop udp'));
    const file = Array.from(
      { length: 2500 },
      (_, index) => `drop tcp host 10.0.${index >> 8}.${index & 255} port ${index + 1}`,
    ).join('\n');
    expect(await call.importRules({ file, replace: true, trial: false })).toMatchObject({
      ok: false,
      error: { code: 'too-complex' },
    });
    expect(await texts()).toEqual(['drop udp']);
  });

  test('tells which rule would decide', async () => {
    const rule = expectOk(await add('drop tcp dport 22'));
    const { decidedBy, verdict } = expectOk(
      await call.explain({ packet: { text: 'in tcp dport 22' } }),
    );
    expect({ decidedBy, verdict }).toEqual({ decidedBy: rule.id, verdict: 'drop' });
  });

  test('keeps lists for the rules that name them', async () => {
    const path = join(home, 'bad.txt');
    writeFileSync(path, '203.0.113.0/24\nnonsense\n2001:db8::/32\n');
    expect(await add('drop src list bad')).toMatchObject({ error: { code: 'unknown-list' } });
    const list = expectOk(await call.addList({ name: 'bad', source: { path } }));
    expect(list).toMatchObject({ prefixes: { v4: 1, v6: 1 }, invalidLines: 1 });
    expect(listsTold.at(-1)).toMatchObject([{ name: 'bad', state: 'ready' }]);
    const rule = expectOk(await add('drop src list bad'));
    expect(await call.removeList({ name: 'bad' })).toMatchObject({
      error: { code: 'list-in-use' },
    });
    await restart();
    expect((await snapshot()).lists).toMatchObject([{ name: 'bad', prefixes: { v4: 1, v6: 1 } }]);
    const { decidedBy, lists } = expectOk(
      await call.explain({ packet: { text: 'in src 203.0.113.9' } }),
    );
    expect({ decidedBy, source: lists.source }).toEqual({ decidedBy: rule.id, source: ['bad'] });
    expectOk(await call.removeRule({ id: rule.id }));
    expectOk(await call.removeList({ name: 'bad' }));
    expect((await snapshot()).lists).toEqual([]);
  });

  test('keeps a list that a rule on trial gave up, as that comes back', async () => {
    const path = join(home, 'bad.txt');
    writeFileSync(path, '203.0.113.0/24\n');
    expectOk(await call.addList({ name: 'bad', source: { path } }));
    expectOk(await add('drop src list bad'));
    expectOk(await call.importRules({ file: 'drop icmp\n', replace: true, trial: true }));
    expect(await call.removeList({ name: 'bad' })).toMatchObject({
      error: { code: 'list-in-use' },
    });
    expectOk(await call.revertTrial({}));
    expect(await texts()).toEqual(['drop src list bad']);
  });

  test('takes a list that is sent piece by piece', async () => {
    const { upload } = expectOk(await call.uploadList({ piece: '203.0.113.0/24\n203.0' }));
    expectOk(await call.uploadList({ upload, piece: '.112.0/24\n' }));
    const source = { upload, fileName: 'bad.txt' };
    const list = expectOk(await call.addList({ name: 'bad', source }));
    expect(list.prefixes).toEqual({ v4: 1, v6: 0 });
  });

  test('tells of a rule in the file that names a list which is not there', async () => {
    expectOk(await add('drop udp'));
    await engine.stop();
    const path = join(home, 'config', 'config.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('drop udp', 'drop src list gone'));
    await start();
    const { notices, rules } = await snapshot();
    expect(notices).toMatchObject([{ code: 'unknown-list' }]);
    expect(rules.rules).toHaveLength(1);
  });

  test('points out what can do nothing', async () => {
    const wide = expectOk(await add('drop src 203.0.113.0/24'));
    const narrow = expectOk(await add('pass src 203.0.113.9'));
    await expect
      .poll(async () => (await snapshot()).rules.findings)
      .toEqual([{ ruleId: narrow.id, kind: 'shadowed', by: wide.id }]);
  });
});
