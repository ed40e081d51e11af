import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { Attachment, Notice } from '../../../electron/contract/state.ts';
import type { HostState } from '../../../electron/main/engine-watch.ts';
import { newsOf } from '../../../electron/main/news.ts';
import { createNotifier } from '../../../electron/main/notifier.ts';
import { SNAPSHOT } from '../../support/fake-session.ts';

const QUIET: HostState = { ...SNAPSHOT, source: 'kernel' };

function notice(id: number, message = 'Something.'): Notice {
  return { id, timeMs: 0, code: 'storage-failed', message, remedy: 'Do this.' };
}

function attachment(name: string, state: Attachment['state']): Attachment {
  return {
    interface: name,
    ifindex: 7,
    mode: 'native',
    egress: 'tcx',
    programId: 1,
    attachedAt: 0,
    state,
  };
}

const ATTACHED = { ...QUIET, attachments: [attachment('eth7', 'attached')] };
const GONE = { ...QUIET, attachments: [attachment('eth7', 'gone')] };

it('is worth a word what the engine has to say', () => {
  const before = { ...QUIET, notices: [notice(1)] };
  expect(newsOf({ ...QUIET, notices: [notice(1), notice(2, 'Other.')] }, before)).toEqual([
    { title: 'Other.', body: 'Do this.' },
  ]);
  // The same again, after it was said before.
  expect(newsOf({ ...QUIET, notices: [notice(3)] }, before)).toHaveLength(1);
  // One that was read.
  expect(newsOf(QUIET, before)).toEqual([]);
});

it('is worth a word when an interface vanishes, once', () => {
  expect(newsOf(GONE, ATTACHED).map(({ title }) => title)).toEqual(['The interface eth7 is gone.']);
  expect(newsOf({ ...GONE, attachments: [...GONE.attachments] }, GONE)).toEqual([]);
  expect(newsOf(ATTACHED, GONE)).toEqual([]);
});

it.each<[string, HostState, HostState]>([
  ['an interface that is no longer watched', QUIET, ATTACHED],
  ['one that was never there', GONE, QUIET],
  [
    'the interface of a playground, which speaks for itself',
    GONE,
    { ...ATTACHED, playground: { state: 'on', interface: 'eth7' } },
  ],
  ['a pause, which somebody asked for', { ...QUIET, enforcing: false }, QUIET],
])('is worth no word: %s', (_what, now, before) => {
  expect(newsOf(now, before)).toEqual([]);
});

function setUp() {
  const shown: { readonly title: string; readonly body: string }[] = [];
  const timers: (() => void)[] = [];
  const last = new EventEmitter();
  const user = { focused: false, raised: 0, closed: 0 };
  const notify = createNotifier({
    create: (texts) =>
      Object.assign(last, {
        show: () => void shown.push(texts),
        close: () => {
          user.closed += 1;
        },
      }),
    isFocused: () => user.focused,
    show: () => {
      user.raised += 1;
    },
    schedule: (run) => void timers.push(run),
  });
  /** The quiet time is over. */
  const passTime = () => {
    const [run] = timers.splice(0, 1);
    run?.();
  };
  return { notify, shown, timers, user, last, passTime };
}

const news = (title: string) => [{ title, body: 'Do this.' }];

it('tells one thing at once, as it is', () => {
  const { notify, shown, last, user } = setUp();
  notify(news('eth7 is gone.'));
  expect(shown).toEqual([{ title: 'eth7 is gone.', body: 'Do this.' }]);
  last.emit('click');
  expect(user.raised).toBe(1);
});

it('tells a flood in two notifications at most per quiet time, and counts what it leaves out', () => {
  const { notify, shown, timers, passTime } = setUp();
  for (let index = 0; index < 10_000; index += 1) notify(news(`${index}`));
  expect(shown).toHaveLength(1);
  expect(timers).toHaveLength(1);
  passTime();
  expect(shown).toHaveLength(2);
  expect(shown[1]).toEqual({
    title: '9999 things happened in Portcullis.',
    body: '1\n2\n3\nAnd 9996 more.',
  });
  // Nothing more: the next one comes at once again.
  passTime();
  expect(shown).toHaveLength(2);
  notify(news('later'));
  expect(shown[2]?.title).toBe('later');
});

it('shows one at a time', () => {
  const { notify, user, passTime } = setUp();
  notify(news('one'));
  notify(news('two'));
  passTime();
  expect(user.closed).toBe(1);
});

it('tells nothing to somebody who looks', () => {
  const { notify, shown, user, passTime } = setUp();
  user.focused = true;
  notify(news('seen'));
  user.focused = false;
  notify(news('one'));
  notify(news('two'));
  user.focused = true;
  passTime();
  expect(shown.map(({ title }) => title)).toEqual(['one']);
  // What was seen is not told later either.
  user.focused = false;
  notify(news('three'));
  user.focused = true;
  notify(news('seen'));
  user.focused = false;
  passTime();
  expect(shown.map(({ title }) => title)).toEqual(['one', 'three']);
});

it('sends no markup, and nothing long', () => {
  const { notify, shown } = setUp();
  notify([{ title: '<b>eth7</b> & co', body: 'x'.repeat(5_000) }]);
  expect(shown[0]?.title).not.toMatch(/[<>&]/);
  expect(shown[0]?.body).toHaveLength(200);
});
