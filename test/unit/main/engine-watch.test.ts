import { expect, it } from 'vitest';
import { failure } from '../../../electron/contract/failure.ts';
import { EngineWatch } from '../../../electron/main/engine-watch.ts';
import { createFakeSession, SNAPSHOT } from '../../support/fake-session.ts';

it('keeps what is told while the first state is still on its way', async () => {
  const session = createFakeSession();
  const opening = EngineWatch.open(session);
  session.emit('enforcing', false);
  const watch = await opening;
  expect(watch.state.enforcing).toBe(false);
});

it('tells every listener what it was before', async () => {
  const session = createFakeSession();
  const watch = await EngineWatch.open(session);
  const seen: (readonly [boolean, boolean])[] = [];
  watch.onChange((now, before) => seen.push([before.enforcing, now.enforcing]));
  session.emit('enforcing', false);
  // Four times a second, and of no concern here.
  session.emit('counters', SNAPSHOT.counters);
  session.emit('enforcing', true);
  expect(seen).toEqual([
    [true, false],
    [false, true],
  ]);
});

it.each([
  ['kernel', {}],
  ['none', { unable: failure('missing-library', 'No libbpf.', 'Install it.') }],
  [
    'recording',
    {
      unable: failure('missing-privileges', 'Not allowed.', 'Unlock.'),
      recording: { packets: 1, durationMs: 1 },
    },
  ],
] as const)('knows what decides about packets: %s', async (source, engine) => {
  const session = createFakeSession();
  const snapshot = { ...SNAPSHOT, engine: { ...SNAPSHOT.engine, ...engine } };
  const handlers = {
    ...session.handlers,
    snapshot: async () => ({ ok: true as const, value: snapshot }),
  };
  const watch = await EngineWatch.open({ ...session, handlers });
  expect(watch.state.source).toBe(source);
});
