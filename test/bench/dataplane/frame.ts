import { ipFrame, udp } from '../../../electron/engine/network/lab/frames.ts';

export const DESTINATION = '192.0.2.1';
export const BLOCKED_SOURCE = '203.0.113.77';
export const OTHER_SOURCE = '198.51.100.7';
export const DESTINATION_PORT = 9999;

/** The shortest that Ethernet has, without its check sequence. */
const FRAME_BYTES = 60;
const HEADER_BYTES = 14 + 20 + 8;

/** A UDP datagram over IPv4. */
export function frameFrom(source: string): Uint8Array {
  const ends = { source, destination: DESTINATION };
  return ipFrame(
    { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' },
    { ...ends, protocol: 17 },
    udp(
      { ...ends, sourcePort: 40_000, destinationPort: DESTINATION_PORT },
      new Uint8Array(FRAME_BYTES - HEADER_BYTES),
    ),
  );
}
