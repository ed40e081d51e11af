import { fail, ok, type Result } from '../../electron/contract/result.ts';
import { countText } from './number-text.ts';
import type { PacketRows } from './packet-rows.ts';

/**
 * Position of the packet with a number as the first column writes it: `1,284,511` or `1284511`. Where
 * a filter hides it, that of the next one which is shown. Fails with `bad-request`.
 */
export function placeOfNumber(text: string, rows: PacketRows): Result<number> {
  const digits = text.replaceAll(/[\s,]/g, '');
  const oldest = rows.sequenceAt(rows.first);
  const newest = rows.sequenceAt(rows.end - 1);
  if (oldest === undefined || newest === undefined) {
    return fail('bad-request', 'There is no packet to go to.', 'Wait for one, or show more.');
  }
  const kept = `${countText(oldest + 1)} to ${countText(newest + 1)} are here.`;
  if (!/^\d{1,15}$/.test(digits)) {
    return fail('bad-request', `"${text}" is not the number of a packet.`, kept);
  }
  const sequence = Number(digits) - 1;
  if (sequence < oldest || sequence > newest) {
    return fail('bad-request', `Packet ${countText(sequence + 1)} is not here.`, kept);
  }
  return ok(rows.positionOf(sequence));
}
