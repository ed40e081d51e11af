import { expect, it } from 'vitest';
import { encodeBatch } from '../../../electron/contract/batch-packer.ts';
import { readBatch } from '../../../electron/contract/batch-reader.ts';
import { failure } from '../../../electron/contract/failure.ts';
import { FLIP_MARK, type ReplayState } from '../../../electron/contract/replay.ts';
import { ok } from '../../../electron/contract/result.ts';
import type { Connection } from '../../../renderer/connection/connection.ts';
import { createEngineStore } from '../../../renderer/stores/engine-store.ts';
import { ReplayFile } from '../../../renderer/stores/replay-store.ts';
import { makeRecordBytes } from '../../support/make-record.ts';

const DAMAGE = failure(
  'bad-capture',
  'The capture file is damaged at byte 400: a block cannot be 3 bytes long.',
  'Packets before that place are read.',
);

/** An engine that runs `packets` of a file, the last of them a flip, and then says `failed`. */
function open({ packets = 0, failed = undefined as ReplayState['failed'] } = {}) {
  const calls: string[] = [];
  const none = {
    replay: 5,
    packets: 0,
    dropped: 0,
    flips: 0,
    notRun: 0,
    bootTimeMs: 0,
    interfaces: [],
  };
  const over = { ...none, packets, flips: packets > 0 ? 1 : 0, bootTimeMs: 1_500_000_000_000 };
  const call = async (method: string) => {
    calls.push(method);
    if (method === 'beginReplay') return ok(none);
    if (method === 'feedReplay') send();
    return ok(failed ? { ...over, failed } : over);
  };
  const connection = { call } as unknown as Connection;
  const replay = new ReplayFile(connection, createEngineStore(), (commit) => commit());

  function send(): void {
    for (let index = 0; index < packets; index += 1) {
      const isLast = index === packets - 1;
      const frame = encodeBatch({
        stream: 5,
        records: makeRecordBytes({ time_boot_ns: index, marks: isLast ? FLIP_MARK : 0 }),
        capturedBytes: Uint16Array.of(0),
        bytes: new Uint8Array(0),
      });
      const batch = readBatch(frame);
      if (batch) replay.take(batch);
    }
  }
  return { replay, calls };
}

it('keeps the packets of a file that is damaged further on, and says what is wrong', async () => {
  const { replay, calls } = open({ packets: 4, failed: DAMAGE });
  await replay.open(new File([new Uint8Array(1000)], 'damaged.pcapng'));
  expect(replay.store.getState()).toMatchObject({
    phase: 'over',
    summary: { packets: 4, flips: 1 },
    failed: DAMAGE,
  });
  expect(replay.history.end).toBe(4);
  expect(replay.names.bootTimeMs(3)).toBe(1_500_000_000_000);
  expect(calls).toEqual(['beginReplay', 'feedReplay']);
  expect(replay.history.read(3)?.marks).toBe(FLIP_MARK);
});

it('has nothing to say of a file that is whole', async () => {
  const { replay, calls } = open({ packets: 2 });
  await replay.open(new File([new Uint8Array(1000)], 'whole.pcapng'));
  expect(replay.store.getState()).toMatchObject({ phase: 'over', failed: undefined });
  expect(calls).toEqual(['beginReplay', 'feedReplay', 'endReplay']);
});
