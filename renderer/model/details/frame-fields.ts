import { DIRECTION, type PacketRecord } from '../../../electron/contract/packet-record.ts';
import { countText, preciseTimeText, quantityText } from '../number-text.ts';
import type { FrameField } from './detail-tree.ts';
import type { PacketDetails } from './packet-details.ts';

export interface FrameContext {
  readonly bootTimeMs: number;
  readonly interfaceName: string;
}

/** What the filter itself knows of a packet. The first three are said in one line. */
export function frameFields(
  record: PacketRecord,
  details: PacketDetails,
  { bootTimeMs, interfaceName }: FrameContext,
): readonly FrameField[] {
  const { lengthBytes, timeBootNs } = record;
  const isOut = record.direction === DIRECTION.out;
  const length = Math.min(lengthBytes, 65_535);
  return [
    { label: 'Time', value: timeText(bootTimeMs, timeBootNs) },
    {
      label: 'Direction',
      value: `${isOut ? 'out' : 'in'} on ${interfaceName}`,
      filterText: `iface ${interfaceName}`,
    },
    {
      label: 'Length',
      value: quantityText(lengthBytes, 'byte'),
      filterText: `len ${length}`,
    },
    { label: 'Captured', value: capturedText(details, lengthBytes) },
  ];
}

/** `captured whole`, `captured 256 of 1,514 bytes`. */
export function capturedText({ packet, missing }: PacketDetails, lengthBytes: number): string {
  if (!packet) return missing === 'gone' ? 'bytes no longer kept' : 'no bytes captured';
  if (packet.length >= lengthBytes) return 'captured whole';
  return `captured ${countText(packet.length)} of ${quantityText(lengthBytes, 'byte')}`;
}

/** `14:02:11.462 183`: a packet's time is known to the microsecond and better. */
function timeText(bootTimeMs: number, timeBootNs: number): string {
  const timeMs = bootTimeMs + timeBootNs / 1e6;
  const micros = Math.floor((((timeMs % 1) + 1) % 1) * 1000);
  return `${preciseTimeText(timeMs)} ${String(micros).padStart(3, '0')}`;
}
