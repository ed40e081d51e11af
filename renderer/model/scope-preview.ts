import { matches } from '../../electron/contract/language/evaluate.ts';
import { traitsOfRecord } from '../../electron/contract/language/traits.ts';
import {
  DIRECTION,
  IP_PROTOCOL,
  type PacketRecord,
  VERDICT,
} from '../../electron/contract/packet-record.ts';
import { isArp } from '../../electron/contract/protocol-name.ts';
import { addressText } from './address-text.ts';
import type { PacketHistory } from './packet-history.ts';
import { hasPorts, type RowScope } from './row-scopes.ts';

/** How far back a menu looks to say what a rule would hit. */
export const LOOK_BACK = 5000;

export interface ScopePreview {
  /** How many of the newest packets it speaks of. */
  readonly hits: number;
  /** How many of them were dropped. */
  readonly dropped: number;
  /** What among those that passed would be missed: an SSH session first, then what a host needs. */
  readonly among: readonly string[];
}

/** More than this in one sentence nobody reads. */
const MAX_AMONG = 3;
const SSH_PORT = 22;
const TCP_ACK = 0x10;
const TCP_SYN_OR_RST = 0x06;
const NEIGHBOUR_TYPES = { first: 133, last: 137 } as const;

const SERVICES: Readonly<Record<number, string>> = {
  53: 'DNS',
  67: 'DHCP',
  68: 'DHCP',
  123: 'NTP',
  546: 'DHCP',
  547: 'DHCP',
};

/** Of each scope, what it would have hit among the newest packets in view. */
export function previewScopes(
  history: Pick<PacketHistory, 'range' | 'read'>,
  scopes: readonly RowScope[],
): readonly ScopePreview[] {
  const tallies = scopes.map(() => ({
    hits: 0,
    dropped: 0,
    sessions: new Set<string>(),
    needed: new Set<string>(),
  }));
  const { first, end } = history.range;
  for (let sequence = Math.max(first, end - LOOK_BACK); sequence < end; sequence += 1) {
    const record = history.read(sequence);
    if (!record) continue;
    const traits = traitsOfRecord(record, '');
    const way = record.direction === DIRECTION.out ? 'out' : 'in';
    for (const [index, { direction, match }] of scopes.entries()) {
      const tally = tallies[index];
      if (!tally || (direction !== 'both' && direction !== way)) continue;
      if (!matches(match, traits)) continue;
      tally.hits += 1;
      if (record.verdict === VERDICT.drop) {
        tally.dropped += 1;
        continue;
      }
      const session = sessionOf(record);
      if (session) tally.sessions.add(session);
      const needed = neededOf(record);
      if (needed) tally.needed.add(needed);
    }
  }
  return tallies.map(({ hits, dropped, sessions, needed }) => ({
    hits,
    dropped,
    among: [...sessions, ...needed].slice(0, MAX_AMONG),
  }));
}

/** `an SSH session with 192.0.2.7`, for a packet of one that is under way. */
function sessionOf(record: PacketRecord): string | undefined {
  if (record.protocol !== IP_PROTOCOL.tcp || !hasPorts(record)) return undefined;
  if (record.sourcePort !== SSH_PORT && record.destinationPort !== SSH_PORT) return undefined;
  if ((record.flags & TCP_ACK) === 0 || (record.flags & TCP_SYN_OR_RST) !== 0) return undefined;
  const remote = record.direction === DIRECTION.out ? record.destination : record.source;
  return `an SSH session with ${addressText(remote)}`;
}

function neededOf(record: PacketRecord): string | undefined {
  if (isArp(record)) return 'ARP';
  if (record.protocol === IP_PROTOCOL.icmpv6) {
    const { first, last } = NEIGHBOUR_TYPES;
    return record.flags >= first && record.flags <= last ? 'neighbour discovery' : undefined;
  }
  if (!hasPorts(record)) return undefined;
  return SERVICES[record.sourcePort] ?? SERVICES[record.destinationPort];
}

/** `Matches 412 of the last 5,000 packets, among them …`, in parts: the sum, and what is missed. */
export function amongText(among: readonly string[]): string {
  const last = among.at(-1);
  if (last === undefined) return '';
  return among.length === 1 ? last : `${among.slice(0, -1).join(', ')} and ${last}`;
}
