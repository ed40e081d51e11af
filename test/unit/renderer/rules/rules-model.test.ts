import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MethodName } from '../../../../electron/contract/api.ts';
import { MARK } from '../../../../electron/contract/packet-record.ts';
import type { Application } from '../../../../renderer/stores/application.ts';
import { explainRecord, rulesModelOf } from '../../../../renderer/stores/rules-context.ts';
import type { RulesModel } from '../../../../renderer/stores/rules-model.ts';
import { NEW_RULE } from '../../../../renderer/stores/rules-view-store.ts';
import { DemoApplication } from '../../../support/demo-application.ts';
import { DEMO_TRIAL_MS } from '../../../support/demo-book.ts';
import { DEMO_LISTS } from '../../../support/demo-lists.ts';
import { demoRule } from '../../../support/demo-rule.ts';
import { makeRecordBytes } from '../../../support/make-record.ts';

let demo: DemoApplication;
let application: Application;
let model: RulesModel;

const RULES = [
  demoRule('a', 'pass tcp dport 22'),
  demoRule('b', 'drop tcp dport 23', { name: 'Telnet' }),
  demoRule('c', 'drop both remote 192.0.2.1'),
];

beforeEach(async () => {
  vi.useFakeTimers();
  demo = new DemoApplication(() => ({ rules: RULES, snapshot: { lists: DEMO_LISTS } }));
  application = demo.application;
  application.connection.start();
  await vi.advanceTimersByTimeAsync(50);
  model = rulesModelOf(application);
});

afterEach(() => {
  demo[Symbol.dispose]();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const book = () => application.engine.getState().rules;
const texts = () => book().rules.map(({ text }) => text);
const rule = (text: string) => {
  const found = book().rules.find((each) => each.text.includes(text));
  if (!found) throw new Error(`no rule ${text}`);
  return found;
};
const undo = () => run(application.rules.undo());
const pillText = () => application.actions.getState().pill?.verb;

/** Lets a change run its course. */
async function run<T>(change: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(200);
  return change;
}

/** Counts the calls of a method from now on. */
function watch(method: MethodName) {
  return vi.spyOn(demo.engine.handlers as Record<MethodName, (args: never) => unknown>, method);
}

describe('the list', () => {
  it('moves a rule and moves it back', async () => {
    expect(await run(model.book.move(rule('192.0.2.1'), 0))).toBe(1);
    expect(texts()[0]).toBe('drop both remote 192.0.2.1');
    await undo();
    expect(texts()).toEqual(RULES.map(({ text }) => text));
  });

  it('asks nothing of the engine for a move to where the rule is', async () => {
    const calls = watch('moveRule');
    expect(await run(model.book.move(rule('dport 23'), 2))).toBeUndefined();
    expect(calls).not.toHaveBeenCalled();
  });

  it('puts a removed rule back into its place, with its name', async () => {
    await run(model.book.remove(rule('dport 23')));
    expect(texts()).toHaveLength(2);
    await undo();
    expect(texts()).toEqual(RULES.map(({ text }) => text));
    expect(rule('dport 23').name).toBe('Telnet');
  });

  it('finds a rule again that came back under another id', async () => {
    await run(model.book.setEnabled(rule('dport 23'), false));
    await run(model.book.remove(rule('dport 23')));
    await undo();
    expect(rule('dport 23')).toMatchObject({ enabled: false });
    expect(rule('dport 23').id).not.toBe('b');
    await undo();
    expect(rule('dport 23').enabled).toBe(true);
  });

  it('imports, and takes back only what was imported', async () => {
    expect(await run(model.book.importFile('drop arp\ndrop igmp\n', false, false))).toBe(true);
    expect(texts()).toHaveLength(5);
    await undo();
    expect(book().rules.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('brings back what an import replaced', async () => {
    await run(model.book.importFile('drop arp\n', true, false));
    expect(texts()).toEqual(['drop arp']);
    await undo();
    expect(texts()).toEqual(RULES.map(({ text }) => text));
    expect(rule('dport 23').name).toBe('Telnet');
  });

  it('imports nothing of a file with an error, and says so', async () => {
    expect(await run(model.book.importFile('drop arp\nnonsense\n', true, false))).toBe(false);
    expect(texts()).toHaveLength(3);
    expect(application.actions.getState().failed?.title).toBe('Nothing was imported');
  });
});

describe('the editor', () => {
  const view = () => model.view.getState();

  it('adds what was written, in its place', async () => {
    model.editor.begin('drop ', 'b');
    model.editor.edit({ field: 'protocol', value: 'arp' });
    expect(model.editor.draft()?.text).toBe('drop arp');
    expect(await run(model.editor.apply(false))).toBe(true);
    expect(texts()).toEqual([RULES[0]?.text, 'drop arp', RULES[1]?.text, RULES[2]?.text]);
    expect(view().selected).toBe(rule('arp').id);
    expect(view().drafts.size).toBe(0);
    expect(pillText()).toBe('Added');
    await undo();
    expect(texts()).toHaveLength(3);
    expect(view().selected).toBeUndefined();
  });

  it('sends only what was changed, and changes it back', async () => {
    const calls = watch('updateRule');
    model.editor.select('b');
    model.editor.type('drop tcp dport 23, 2323 # Telnet');
    await run(model.editor.apply(false));
    expect(calls).toHaveBeenLastCalledWith({
      id: 'b',
      text: 'drop tcp dport 23, 2323',
      trial: false,
    });
    await undo();
    expect(rule('dport 23').text).toBe('drop tcp dport 23');
  });

  it('keeps what was not applied while another rule is looked at', () => {
    model.editor.select('b');
    model.editor.type('drop tcp dport 24');
    model.editor.select('c');
    expect(model.editor.draft()?.text).toBe('drop both remote 192.0.2.1');
    model.editor.select('b');
    expect(model.editor.draft()?.text).toBe('drop tcp dport 24');
    model.editor.discard();
    expect(model.editor.draft()?.text).toBe('drop tcp dport 23 # Telnet');
  });

  it('duplicates into a new rule right below', () => {
    model.editor.duplicate(rule('dport 23'));
    expect(view()).toMatchObject({ selected: NEW_RULE, newBefore: 'c' });
    expect(model.editor.draft()?.text).toBe('drop tcp dport 23 # Telnet');
    model.editor.discard();
    expect(view().selected).toBeUndefined();
  });

  it('closes when its rule is gone', async () => {
    model.editor.select('b');
    model.editor.type('drop tcp dport 24');
    await run(model.book.remove(rule('dport 23')));
    expect(view().selected).toBeUndefined();
    expect(view().drafts.size).toBe(0);
  });

  it('gives a tried rule back to be changed once the trial is over', async () => {
    model.editor.begin('drop arp # a try');
    await run(model.editor.apply(true));
    expect(texts()).toContain('drop arp');
    expect(pillText()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(DEMO_TRIAL_MS + 100);
    expect(texts()).not.toContain('drop arp');
    expect(view().selected).toBe(NEW_RULE);
    expect(model.editor.draft()?.text).toBe('drop arp # a try');
  });

  it('gives a tried change back as well', async () => {
    model.editor.select('b');
    model.editor.edit({ field: 'dport', value: '2323' });
    await run(model.editor.apply(true));
    expect(view().drafts.size).toBe(0);
    await vi.advanceTimersByTimeAsync(DEMO_TRIAL_MS + 100);
    expect(rule('dport 23').text).toBe('drop tcp dport 23');
    expect(model.editor.draft()?.text).toBe('drop tcp dport 2323 # Telnet');
  });

  it('has nothing left to apply of a trial that was kept', async () => {
    model.editor.begin('drop arp');
    await run(model.editor.apply(true));
    await run(application.trial.keep());
    expect(texts()).toContain('drop arp');
    expect(view().drafts.size).toBe(0);
    expect(view().selected).toBe(rule('arp').id);
  });

  it('keeps what the engine refuses', async () => {
    model.editor.begin('drop tcp dport 23');
    expect(await run(model.editor.apply(false))).toBe(false);
    expect(application.actions.getState().failed?.title).toBe('The rule was not added');
    expect(model.editor.draft()?.text).toBe('drop tcp dport 23');
  });
});

describe('explaining', () => {
  const question = () => model.view.getState().question;

  it('answers which rule decides', async () => {
    await run(model.explainer.explainText('in tcp src 198.51.100.9 dport 23'));
    expect(question().answer).toMatchObject({ verdict: 'drop', decidedBy: 'b' });
    expect(question().answer?.steps).toHaveLength(2);
  });

  it('says what is wrong with a question', async () => {
    await run(model.explainer.explainText('tcp dprt 23'));
    expect(question().answer).toBeUndefined();
    expect(question().failure?.message).toMatch(/dprt/);
  });

  it('answers only the newest question', async () => {
    const first = model.explainer.explainText('in tcp src 198.51.100.9 dport 23');
    const second = model.explainer.explainText('in tcp src 198.51.100.9 dport 22');
    await run(Promise.all([first, second]));
    expect(question().answer).toMatchObject({ verdict: 'pass', decidedBy: 'a' });
    model.explainer.type('something else');
    expect(question()).toMatchObject({ text: 'something else', answer: undefined });
  });

  it('asks again when the rules have changed', async () => {
    await run(model.explainer.explainText('in tcp src 198.51.100.9 dport 23'));
    await run(model.book.setEnabled(rule('dport 23'), false));
    await run(model.explainer.askAgain());
    expect(question().answer?.decidedBy).toBeUndefined();
  });

  it('opens the view with the answer about a row, in words', async () => {
    const location = { hash: '#live' };
    vi.stubGlobal('location', location);
    explainRecord(
      application,
      makeRecordBytes({ protocol: 6, destination_port: 23, marks: MARK.hasPorts }),
    );
    expect(location.hash).toBe('#rules');
    await run(Promise.resolve());
    expect(question().answer).toMatchObject({ decidedBy: 'b' });
    expect(question().text).toBe(question().answer?.packet);
  });
});

describe('lists', () => {
  const lists = () => application.engine.getState().lists;

  it('offers a rule for a list that was added', async () => {
    const source = { url: 'https://lists.example.net/new.txt' };
    expect(await run(model.lists.add('new', source, 3600))).toBe(true);
    expect(lists().find(({ name }) => name === 'new')).toMatchObject({
      source,
      refreshSeconds: 3600,
    });
    expect(model.lists.store.getState().offered).toBe('new');
  });

  it('sends a file in pieces that a call can take', async () => {
    const calls = watch('uploadList');
    const content = '198.51.100.0/24\n'.repeat(60_000);
    const file = new File([content], 'big.txt');
    vi.useRealTimers();
    expect(await model.lists.add('big', { file }, null)).toBe(true);
    const pieces = calls.mock.calls.map(([args]) => args as { piece: string; upload?: string });
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...pieces.map(({ piece }) => piece.length))).toBeLessThanOrEqual(500_000);
    expect(pieces.map(({ piece }) => piece).join('')).toBe(content);
    expect(pieces[0]).not.toHaveProperty('upload');
    expect(pieces[1]?.upload).toBe(pieces.at(-1)?.upload);
    expect(lists().find(({ name }) => name === 'big')?.source).toMatchObject({
      fileName: 'big.txt',
    });
    expect(model.lists.store.getState().sent).toBeUndefined();
  });

  it('sends an empty file as one piece', async () => {
    const calls = watch('uploadList');
    vi.useRealTimers();
    await model.lists.add('none', { file: new File([], 'none.txt') }, null);
    expect(calls).toHaveBeenCalledTimes(1);
  });

  it('removes a list, and reads it again to undo', async () => {
    const [list] = lists().filter(({ name }) => name === 'office');
    if (!list) throw new Error('no list');
    await run(model.lists.remove(list));
    expect(lists().some(({ name }) => name === 'office')).toBe(false);
    await undo();
    expect(lists().find(({ name }) => name === 'office')).toMatchObject({ source: list.source });
  });

  it('says what keeps a list from being removed', async () => {
    demo.engine.patch({ rules: { ...book(), rules: [demoRule('x', 'drop src list office')] } });
    await vi.advanceTimersByTimeAsync(50);
    const [list] = lists().filter(({ name }) => name === 'office');
    if (!list) throw new Error('no list');
    await run(model.lists.remove(list));
    expect(application.actions.getState().failed?.failure.code).toBe('list-in-use');
    expect(lists()).toContainEqual(list);
  });
});
