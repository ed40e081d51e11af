import { formatAddressBytes } from '../../../electron/contract/address.ts';
import type { PacketHistory } from '../packet-history.ts';

/** Packets that are looked at, from the newest back. */
const LOOK_BACK = 1000;
const MAX_ADDRESSES = 50;

/** Addresses of the newest packets, each once, the most frequent first. */
export function seenAddresses(history: Pick<PacketHistory, 'end' | 'read'>): readonly string[] {
  const counts = new Map<string, number>();
  const { end } = history;
  for (let sequence = end - 1; sequence >= Math.max(0, end - LOOK_BACK); sequence -= 1) {
    const record = history.read(sequence);
    if (!record || record.family === 0) continue;
    for (const bytes of [record.source, history.read(sequence)?.destination]) {
      if (!bytes) continue;
      const address = formatAddressBytes(bytes);
      counts.set(address, (counts.get(address) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .slice(0, MAX_ADDRESSES)
    .map(([address]) => address);
}
