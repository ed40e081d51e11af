import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { payloadOf } from './ether-payload.ts';

const FLAG = {
  checksum: 0x8000,
  routing: 0x4000,
  key: 0x2000,
  sequence: 0x1000,
  ack: 0x0080,
} as const;
const ETHERNET_BRIDGING = 0x6558;

/** RFC 2784, RFC 2890; version 1, of PPTP, in RFC 2637. */
export const readGre: LayerReader = (section): LayerEnd => {
  section.name = 'GRE';
  const flags = section.u16('Flags and version', (value) => hexNumber(value, 4));
  const isPptp = (flags & 7) === 1;
  const isBridging = section.peek16() === ETHERNET_BRIDGING;
  const payload = payloadOf(section.peek16());
  const name = isBridging ? 'Ethernet' : payload.name;
  section.u16('Payload', (value) => ({ value: hexNumber(value, 4), note: name }));
  section.say(`carries ${isPptp ? 'PPP' : name}`);
  if ((flags & (FLAG.checksum | FLAG.routing)) !== 0) section.u32('Checksum and offset');
  if ((flags & FLAG.key) !== 0) {
    section.say(`key ${section.u32('Key', (value) => hexNumber(value, 8))}`);
  }
  if ((flags & FLAG.sequence) !== 0) section.u32('Sequence number');
  if (isPptp && (flags & FLAG.ack) !== 0) section.u32('Acknowledgement');
  const id = isBridging ? 'ethernet' : payload.isLength || isPptp ? 'data' : payload.id;
  return { next: { id, start: section.position, limit: section.limit, isInner: true } };
};
