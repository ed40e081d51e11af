import { decodePacket } from '../../../electron/contract/decode/decode-packet.ts';
import type {
  DecodedPacket,
  DecodeOptions,
} from '../../../electron/contract/decode/decoded-packet.ts';
import { dnsAnswers } from '../../../electron/contract/decode/dns-answers.ts';
import { tlsServerName } from '../../../electron/contract/decode/tls-server-name.ts';
import { addressOfReverseName } from '../../../electron/contract/names/reverse-zone.ts';
import { PacketRecord } from '../../../electron/contract/packet-record.ts';
import { addressText } from '../address-text.ts';
import type { HeardName, NameOrigin } from './learned-names.ts';
import type { ReadNames } from './name-learner.ts';

type LinkType = DecodeOptions['linkType'];

/** Reads names out of packets as the decoders understand them. `linkTypeOf`: of an interface's index. */
export function createReadNames(linkTypeOf: (ifindex: number) => LinkType): ReadNames {
  return ({ origin, records, index, bytes }) => {
    const record = new PacketRecord(records).at(index);
    const linkType = linkTypeOf(record.ifindex);
    const decoded = decodePacket(bytes, { originalLength: record.lengthBytes, linkType });
    if (origin !== 'tls') return answeredNames(decoded, origin);
    const name = tlsServerName(decoded);
    return name ? [{ address: addressText(record.destination), name, origin }] : [];
  };
}

/** Only what the answer was asked about: what else it claims is nobody's business. */
function answeredNames(decoded: DecodedPacket, origin: NameOrigin): readonly HeardName[] {
  const asked = new Set(decoded.dns?.questions.map(({ name }) => name.toLowerCase()));
  // Announcements answer nobody, but speak of nothing but the link (RFC 6762).
  const isMeant = (name: string) => (origin === 'mdns' ? LOCAL.test(name) : asked.has(name));
  const direct = dnsAnswers(decoded)
    .filter(({ name }) => isMeant(name))
    .map((answer) => ({ ...answer, origin }));
  return [...direct, ...reverseAnswers(decoded, origin, isMeant)];
}

/** Names that are the answer to what an address is called. */
function reverseAnswers(
  { dns }: DecodedPacket,
  origin: NameOrigin,
  isMeant: (name: string) => boolean,
): readonly HeardName[] {
  if (!dns?.isResponse || dns.code !== 0) return [];
  return dns.answers.flatMap(({ type, name, data, ttlSeconds }) => {
    const address = type === 'PTR' ? addressOfReverseName(name) : undefined;
    const isAsked = isMeant(origin === 'mdns' ? data.toLowerCase() : name.toLowerCase());
    return address && isAsked ? [{ address, name: data, ttlSeconds, origin }] : [];
  });
}

const LOCAL = /\.local$/;
