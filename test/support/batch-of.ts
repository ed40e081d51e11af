import { encodeBatch } from '../../electron/contract/batch-packer.ts';
import { readBatch } from '../../electron/contract/batch-reader.ts';
import type { PacketBatch } from '../../electron/contract/packet-batch.ts';

/** A batch of whole records; `packets`: the captured bytes of each, none where absent. */
export function batchOf(records: Uint8Array, packets: readonly Uint8Array[] = []): PacketBatch {
  const captured = packets.length > 0;
  const batch = readBatch(
    encodeBatch({
      records,
      ...(captured ? { capturedBytes: Uint16Array.from(packets, ({ length }) => length) } : {}),
      ...(captured ? { bytes: Uint8Array.from(packets.flatMap((packet) => [...packet])) } : {}),
    }),
  );
  if (!batch) throw new Error('not a batch');
  return batch;
}
