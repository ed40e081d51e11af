import type { DecodeState } from '../decode-state.ts';
import type { LayerId } from '../decoded-packet.ts';
import type { Ports } from '../layer-reader.ts';
import { looksLikeHttp } from './http.ts';
import { looksLikeQuic } from './quic.ts';
import { looksLikeStun } from './stun.ts';
import { looksLikeTls } from './tls.ts';

/** Where the port alone decides. */
const UDP: ReadonlyMap<number, LayerId> = new Map([
  [53, 'dns'],
  [5353, 'dns'],
  [5355, 'dns'],
  [67, 'dhcp'],
  [68, 'dhcp'],
  [123, 'ntp'],
  [546, 'dhcpv6'],
  [547, 'dhcpv6'],
]);
const TCP: ReadonlyMap<number, LayerId> = new Map([
  [53, 'dns'],
  [5355, 'dns'],
]);

/** Who can read a payload: by its first bytes where they are telling, or else by its ports. */
export function pickApplication(state: DecodeState, start: number, ports: Ports): LayerId {
  const bytes = state.bytes.subarray(start);
  if (bytes.length === 0) return 'data';
  if (ports.transport === 'tcp') {
    if (looksLikeTls(bytes)) return 'tls';
    if (looksLikeHttp(bytes)) return 'http';
    return TCP.get(ports.destination) ?? TCP.get(ports.source) ?? 'data';
  }
  const known = UDP.get(ports.destination) ?? UDP.get(ports.source);
  if (known) return known;
  if (looksLikeQuic(bytes, ports)) return 'quic';
  if (looksLikeStun(bytes)) return 'stun';
  return looksLikeHttp(bytes) ? 'http' : 'data';
}
