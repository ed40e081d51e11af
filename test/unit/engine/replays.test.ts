import { describe, expect, it } from 'vitest';
import { failure } from '../../../electron/contract/failure.ts';
import type { ReplayState } from '../../../electron/contract/replay.ts';
import { ok } from '../../../electron/contract/result.ts';
import type { CaptureReplay } from '../../../electron/engine/capture-replay/capture-replay.ts';
import { Replays } from '../../../electron/engine/capture-replay/replays.ts';
import { expectOk } from '../../support/expect-ok.ts';

const DAMAGE = failure('bad-capture', 'The capture file is damaged.', 'Capture again.');

/** Replays that run nothing, and which of them were freed. */
function open() {
  const freed: number[] = [];
  const state = (replay: number): ReplayState => ({
    replay,
    packets: 12,
    dropped: 3,
    flips: 1,
    notRun: 0,
    bootTimeMs: 0,
    interfaces: [],
  });
  const replays = new Replays(async (number) =>
    ok({
      state: state(number),
      feed: async (piece: Uint8Array) =>
        piece.length === 0 ? { ...state(number), failed: DAMAGE } : state(number),
      end: async () => state(number),
      [Symbol.dispose]: () => freed.push(number),
    } as unknown as CaptureReplay),
  );
  return { replays, freed };
}

const begin = async (replays: Replays) => expectOk(await replays.begin({ direction: 'in' })).replay;

describe('the replays of a client', () => {
  it('are two at a time, also while they open', async () => {
    const { replays } = open();
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map(() => replays.begin({ direction: 'in' })),
    );
    expect([one?.ok, two?.ok]).toEqual([true, true]);
    expect(three).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    await replays.end({ replay: 1 });
    expect(await begin(replays)).toBe(3);
  });

  it('end where a file cannot be run any further, and tell how far it was', async () => {
    const { replays, freed } = open();
    const replay = await begin(replays);
    expect(await replays.feed({ replay, piece: 'AAAA' })).toMatchObject({ ok: true });
    expect(freed).toEqual([]);
    const fed = expectOk(await replays.feed({ replay, piece: '' }));
    expect(fed).toMatchObject({ packets: 12, failed: DAMAGE });
    expect(freed).toEqual([replay]);
    expect(await replays.feed({ replay, piece: 'AAAA' })).toMatchObject({ ok: false });
  });

  it('are freed when the client leaves, also one that opens meanwhile', async () => {
    const { replays, freed } = open();
    await begin(replays);
    const opening = replays.begin({ direction: 'in' });
    replays[Symbol.dispose]();
    expect(await opening).toMatchObject({ ok: false });
    expect(freed).toEqual([1, 2]);
  });
});
