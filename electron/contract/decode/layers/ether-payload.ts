import { ETHER_TYPE } from '../../packet-record.ts';
import { etherTypeName, FIRST_ETHER_TYPE } from '../../protocol-name.ts';
import type { LayerId } from '../decoded-packet.ts';

export interface EtherPayload {
  readonly id: LayerId;
  readonly name: string;
  /** The number is a length and no type. */
  readonly isLength: boolean;
}

/** IEEE 802.1Q, 802.1ad, and what was used before that. */
const TAG_TYPES: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);

const IDS: ReadonlyMap<number, LayerId> = new Map([
  [ETHER_TYPE.ipv4, 'ipv4'],
  [ETHER_TYPE.ipv6, 'ipv6'],
  [ETHER_TYPE.arp, 'arp'],
]);

/** What an EtherType says that follows. */
export function payloadOf(type: number): EtherPayload {
  const isLength = type < FIRST_ETHER_TYPE;
  const name = isLength ? 'LLC frame' : (etherTypeName(type) ?? 'unknown protocol');
  const id = TAG_TYPES.has(type) ? 'vlan' : (IDS.get(type) ?? 'data');
  return { id, name, isLength };
}
