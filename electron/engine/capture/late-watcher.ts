/** For who begins to watch a ring while others' records are still in it. */
import { encodeBatch } from '../../contract/batch-packer.ts';
import { readBatch } from '../../contract/batch-reader.ts';
import type { PacketBatch } from '../../contract/packet-batch.ts';
import { RECORD_BYTES } from '../../contract/packet-record.ts';
import { strideOf } from '../bpf/ring-reader.ts';
import type { Watcher } from './packet-pump.ts';

/**
 * Passes on to `watcher` what comes behind the first `foreignBytes` of the ring, to the record: the
 * frame in which they end it gets without them, as one of its own. `onBegin` is told once, before the
 * first that is passed on, how many records the frame at hand has behind them; none may be.
 */
export function watchBehind(
  foreignBytes: number,
  watcher: Watcher,
  onBegin: (recordsOfFrame: number) => void,
): Watcher {
  let leftBytes = foreignBytes;
  return (frame, records, onSent) => {
    if (leftBytes <= 0) return watcher(frame, records, onSent);
    const batch = wholeBatch(frame);
    const [foreign, bytes] = foreignPart(batch, leftBytes);
    leftBytes -= bytes;
    const own = records - foreign;
    if (leftBytes <= 0) onBegin(own);
    // It refuses nothing: these are others' records, and the rest it is given now.
    onSent();
    return own === 0 || watcher(frameFrom(batch, foreign), own, () => {});
  };
}

/** How many records at the start of a batch lie within so many bytes of the ring, and in how many. */
function foreignPart({ capturedBytes }: PacketBatch, limitBytes: number): [number, number] {
  let records = 0;
  let bytes = 0;
  for (const captured of capturedBytes) {
    if (bytes >= limitBytes) break;
    bytes += strideOf(RECORD_BYTES + captured);
    records += 1;
  }
  return [records, bytes];
}

/** The batch without its first records. */
function frameFrom({ records, capturedBytes, bytes }: PacketBatch, first: number): Uint8Array {
  const skipped = capturedBytes.subarray(0, first).reduce((sum, length) => sum + length, 0);
  return encodeBatch({
    records: records.subarray(first * RECORD_BYTES),
    capturedBytes: capturedBytes.subarray(first),
    bytes: bytes.subarray(skipped),
  });
}

function wholeBatch(frame: Uint8Array): PacketBatch {
  const batch = readBatch(frame);
  if (!batch) throw new Error('the pump made a malformed batch');
  return batch;
}
