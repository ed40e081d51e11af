import { readDhcp } from './application/dhcp.ts';
import { readDhcpv6 } from './application/dhcpv6.ts';
import { readDns } from './application/dns.ts';
import { readHttp } from './application/http.ts';
import { readNtp } from './application/ntp.ts';
import { pickApplication } from './application/pick-application.ts';
import { readQuic } from './application/quic.ts';
import { readStun } from './application/stun.ts';
import { readTls } from './application/tls.ts';
import { cleanText } from './clean-text.ts';
import { DecodeState, Stopped } from './decode-state.ts';
import type {
  DecodedField,
  DecodedLayer,
  DecodedPacket,
  DecodeOptions,
  LayerId,
  Problem,
} from './decoded-packet.ts';
import type { LayerEnd, LayerReader, Next } from './layer-reader.ts';
import { readArp } from './layers/arp.ts';
import { readAuthentication, readEncapsulation } from './layers/authentication.ts';
import { readData } from './layers/data.ts';
import { readEthernet } from './layers/ethernet.ts';
import { readExtension } from './layers/extension.ts';
import { readGre } from './layers/gre.ts';
import { readIcmp } from './layers/icmp.ts';
import { readIcmpv6 } from './layers/icmpv6.ts';
import { readIgmp } from './layers/igmp.ts';
import { readIpv4 } from './layers/ipv4.ts';
import { readIpv6 } from './layers/ipv6.ts';
import { readLlc } from './layers/llc.ts';
import { readSctp } from './layers/sctp.ts';
import { readTcp } from './layers/tcp.ts';
import { readUdp } from './layers/udp.ts';
import { readVlan } from './layers/vlan.ts';
import { MAX_LAYERS, MAX_QUOTES } from './limits.ts';
import { Section } from './section.ts';

const READERS: Readonly<Record<Exclude<LayerId, 'trailer'>, LayerReader>> = {
  ethernet: readEthernet,
  vlan: readVlan,
  llc: readLlc,
  arp: readArp,
  ip: (section) => {
    const version = section.peek8() >> 4;
    return (version === 6 ? readIpv6 : readIpv4)(section, { ...atStart(section), id: 'ip' });
  },
  ipv4: readIpv4,
  ipv6: readIpv6,
  extension: readExtension,
  ah: readAuthentication,
  esp: readEncapsulation,
  tcp: readTcp,
  udp: readUdp,
  icmp: readIcmp,
  icmpv6: readIcmpv6,
  igmp: readIgmp,
  sctp: readSctp,
  gre: readGre,
  dns: readDns,
  dhcp: readDhcp,
  dhcpv6: readDhcpv6,
  tls: readTls,
  http: readHttp,
  quic: readQuic,
  ntp: readNtp,
  stun: readStun,
  data: readData,
};

/** The second of these is in a tunnel. */
const NETWORK: ReadonlySet<LayerId> = new Set(['ip', 'ipv4', 'ipv6']);

/**
 * Says what the bytes of a packet mean. Never throws, whatever they are: what is cut or contradicts
 * itself is a {@link Problem} of its layer, and what it costs has the bounds of `limits.ts`.
 */
export function decodePacket(bytes: Uint8Array, options: DecodeOptions): DecodedPacket {
  const state = new DecodeState(bytes, options.originalLength);
  const id = options.linkType === 'ethernet' ? 'ethernet' : 'ip';
  const layers = readChain(state, { id, start: 0, limit: state.originalLength }, true, 0);
  const { application, dns, tls, dhcp, steps } = state;
  return {
    capturedBytes: bytes.length,
    originalLength: state.originalLength,
    layers,
    ...(application ? { application } : {}),
    ...(dns ? { dns } : {}),
    ...(tls ? { tls } : {}),
    ...(dhcp ? { dhcp } : {}),
    steps,
  };
}

/** Layer after layer. What stands behind the last one is a layer of its own: padding of the frame. */
function readChain(
  state: DecodeState,
  first: Next,
  isPlain: boolean,
  quotes: number,
): DecodedLayer[] {
  const layers: DecodedLayer[] = [];
  let isOuter = isPlain;
  let networks = 0;
  let next: Next | undefined = first;
  while (next !== undefined && state.layers < MAX_LAYERS) {
    state.layers += 1;
    if (NETWORK.has(next.id)) networks += 1;
    if (next.isInner || networks > 1) isOuter = false;
    const id: LayerId = next.ports && next.id === 'data' ? pickFor(state, next) : next.id;
    const { layer, end } = readLayer(state, { ...next, id }, isOuter, quotes);
    layers.push(layer);
    next = end.next;
  }
  const last = layers.at(-1);
  if (last && !last.problem && next === undefined && quotes === 0) {
    const trailer = readTrailer(state, last.range.end, first.limit);
    if (trailer) layers.push(trailer);
  }
  return layers;
}

function pickFor(state: DecodeState, { start, ports }: Next): LayerId {
  return ports ? pickApplication(state, start, ports) : 'data';
}

function readLayer(
  state: DecodeState,
  place: Next,
  isOuter: boolean,
  quotes: number,
): { readonly layer: DecodedLayer; readonly end: LayerEnd } {
  const start = Math.min(place.start, state.bytes.length);
  const section = new Section(state, start, Math.max(start, place.limit), isOuter);
  const id = place.id as keyof typeof READERS;
  let end: LayerEnd = {};
  let problem: Problem | undefined;
  try {
    end = READERS[id](section, place);
    if (end.quoted) addQuoted(section, end.quoted, quotes);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    problem = error.problem;
  }
  const layer = {
    id: place.id,
    name: section.name || place.id,
    summary: section.summary,
    range: { start, end: section.position },
    fields: section.fields,
    ...(problem ? { problem } : {}),
  };
  return { layer, end };
}

/** The packet that an error is about, as fields of the error. */
function addQuoted(section: Section, quoted: Next, quotes: number): void {
  if (quoted.start >= quoted.limit) return;
  if (quotes >= MAX_QUOTES) {
    section.rest('Quoted packet');
    return;
  }
  const layers = readChain(section.state, quoted, false, quotes + 1);
  section.state.countField();
  section.fields.push({
    label: 'Quoted packet',
    value: cleanText(layers.map(({ name }) => name).join(', ')),
    range: { start: quoted.start, end: section.position + section.present },
    children: layers.map(asField),
  });
  section.skip(section.present);
}

function asField(layer: DecodedLayer): DecodedField {
  const { name, summary, range, fields, problem } = layer;
  const value = cleanText(summary.map(({ text }) => text).join(' '));
  return { label: name, value, range, children: fields, ...(problem ? { problem } : {}) };
}

/** A frame is at least 60 bytes long, whatever is in it. */
function readTrailer(state: DecodeState, from: number, to: number): DecodedLayer | undefined {
  const start = Math.min(from, state.bytes.length);
  if (from >= to || start >= state.bytes.length) return undefined;
  const section = new Section(state, start, to, false);
  let problem: Problem | undefined;
  try {
    section.say(`${to - from} bytes behind the packet`);
    section.rest('Bytes');
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    problem = error.problem;
  }
  return {
    id: 'trailer',
    name: 'Padding',
    summary: section.summary,
    range: { start, end: section.position },
    fields: section.fields,
    ...(problem ? { problem } : {}),
  };
}

function atStart(section: Section): Omit<Next, 'id'> {
  return { start: section.start, limit: section.limit };
}
