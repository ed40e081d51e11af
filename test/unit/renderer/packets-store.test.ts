import { expect, it } from 'vitest';
import { RECORD_BYTES } from '../../../electron/contract/packet-record.ts';
import { FilteredRows } from '../../../renderer/model/filter/filtered-rows.ts';
import { PacketHistory } from '../../../renderer/model/packet-history.ts';
import { createPacketsStore } from '../../../renderer/stores/packets-store.ts';
import { batchOf } from '../../support/batch-of.ts';

const CAPACITY = 1000;

function createHidden() {
  const history = new PacketHistory(CAPACITY, 0);
  const waiting: (() => void)[] = [];
  const packets = createPacketsStore(history, (commit) => waiting.push(commit));
  const receive = (batches: number): void => {
    for (let count = 0; count < batches; count += 1) {
      history.append(batchOf(new Uint8Array(64 * RECORD_BYTES)));
      packets.touch();
    }
  };
  return { history, packets, waiting, receive };
}

it('puts off one commit, however much comes while no frame is drawn', () => {
  const { packets, waiting, receive } = createHidden();
  receive(500);
  expect(waiting).toHaveLength(1);
  expect(packets.getState().version).toBe(0);
  for (const commit of waiting.splice(0)) commit();
  expect(packets.getState()).toMatchObject({ version: 1, rows: { end: 500 * 64 } });
  expect(waiting).toEqual([]);
});

it('comes back to a filter that looks only at what is kept', () => {
  const { history, receive } = createHidden();
  let looked = 0;
  const rows = new FilteredRows(history, () => {
    looked += 1;
    return true;
  });
  receive(500);
  rows.advance(Number.POSITIVE_INFINITY, () => 0);
  expect(looked).toBe(CAPACITY);
  expect(rows.isCaughtUp).toBe(true);
  expect(rows.sequenceAt(rows.end - 1)).toBe(500 * 64 - 1);
});
