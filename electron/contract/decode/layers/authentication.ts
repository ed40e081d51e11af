import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { describeProtocol, ipPayloadId } from './ip-payload.ts';

/** Authentication header (RFC 4302): what follows is plain. */
export const readAuthentication: LayerReader = (section, input): LayerEnd => {
  section.name = 'AH';
  const version = input.carrier?.version ?? 4;
  const protocol = section.u8('Next header', (value) => describeProtocol(value, version));
  const sizeBytes = 4 * (2 + section.u8('Length', (value) => `${4 * (2 + value)} bytes`));
  if (sizeBytes < 12) section.fault(`says it has ${sizeBytes} bytes, and needs 12`);
  section.u16('Reserved');
  const index = section.u32('Security parameters', (value) => hexNumber(value, 8));
  section.u32('Sequence number');
  if (sizeBytes > 12) section.bytes('Integrity value', sizeBytes - 12);
  section.say(`parameters ${hexNumber(index, 8)}`);
  return {
    next: {
      id: ipPayloadId(protocol, version),
      start: section.start + sizeBytes,
      limit: input.limit,
      carrier: input.carrier,
      number: protocol,
    },
  };
};

/** Encapsulating security payload (RFC 4303): what follows is encrypted. */
export const readEncapsulation: LayerReader = (section): LayerEnd => {
  section.name = 'ESP';
  const index = section.u32('Security parameters', (value) => hexNumber(value, 8));
  const sequence = section.u32('Sequence number');
  section.say(`parameters ${hexNumber(index, 8)}, number ${sequence}, encrypted`);
  section.rest('Encrypted');
  return {};
};
