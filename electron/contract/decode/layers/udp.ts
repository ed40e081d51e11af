import { IP_PROTOCOL } from '../../packet-record.ts';
import { segmentChecksum } from '../checksum.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { readPorts } from './ports.ts';

/** RFC 768. */
export const readUdp: LayerReader = (section, input): LayerEnd => {
  section.name = 'UDP';
  const { start, state, limit } = section;
  const ports = readPorts(section, 'udp');
  const there = limit - start;
  const isFragment = input.carrier?.isFragment === true;
  const length = section.u16('Length', (value) => ({
    value: String(value),
    malformed:
      value !== 0 && value < 8
        ? 'less than its header'
        : value > there && !isFragment
          ? `says more than the ${there} bytes there are`
          : undefined,
  }));
  const end = length < 8 ? limit : Math.min(limit, start + length);
  section.u16('Checksum', (value) =>
    value === 0 && input.carrier?.version !== 6
      ? { value: '0x0000', note: 'none' }
      : segmentChecksum(
          state,
          { start, limit: end, protocol: IP_PROTOCOL.udp },
          input.carrier,
          value,
        ),
  );
  const payloadBytes = end - section.position;
  section.say(`${Math.max(0, payloadBytes)} bytes`);
  const next = { id: 'data', start: section.position, limit: end, ports } as const;
  return payloadBytes > 0 ? { next } : {};
};
