/**
 * What the filter would say to a recorded packet: bpf/lib/classify.h and match.h once more, slow and
 * plain, over the fields of its record.
 */
import { type Address, formatAddressBytes } from '../../contract/address.ts';
import type { Match } from '../../contract/match.ts';
import {
  ETHER_TYPE,
  IP_PROTOCOL,
  type PacketRecord,
  REASON,
} from '../../contract/packet-record.ts';
import type { Rule, RuleVerdict } from '../../contract/rule.ts';
import type { ProtocolClass } from '../bpf/layout.ts';

/** `enum fragment` in bpf/include/packet_record.h: it carries no ports. */
const LATER_FRAGMENT = 2;

export interface Judgement {
  readonly verdict: RuleVerdict;
  /** The rule that decided. */
  readonly rule: Rule | undefined;
}

/** What rules ask about. */
interface Traits {
  readonly protocol: ProtocolClass;
  readonly remote: Address | undefined;
  readonly dport: number | undefined;
}

const CLASSES: Readonly<Record<number, ProtocolClass>> = {
  [IP_PROTOCOL.tcp]: 'tcp',
  [IP_PROTOCOL.udp]: 'udp',
  [IP_PROTOCOL.igmp]: 'igmp',
  [IP_PROTOCOL.sctp]: 'sctp',
  [IP_PROTOCOL.gre]: 'gre',
};

export function protocolClassOf(record: PacketRecord): ProtocolClass {
  if (record.etherType === ETHER_TYPE.arp) return 'arp';
  if (record.family === 4 && record.protocol === IP_PROTOCOL.icmp) return 'icmp';
  if (record.family === 6 && record.protocol === IP_PROTOCOL.icmpv6) return 'icmpv6';
  return record.family === 0 ? 'other' : (CLASSES[record.protocol] ?? 'other');
}

/** The first enabled rule that matches decides. `record` is one that no rule has decided yet. */
export function judge(rules: readonly Rule[], record: PacketRecord, nowMs: number): Judgement {
  const alive = rules.filter(
    ({ enabled, expiry }) => enabled && (expiry === undefined || expiry > nowMs),
  );
  const traits = traitsOf(record);
  const rule = alive.find(({ match }) => matches(match, traits));
  if (rule) return { verdict: rule.verdict, rule };
  // Behind so many headers there may be any protocol and port; no honest packet has them.
  const hides =
    record.reason === REASON.tooManyExtensions && alive.some(({ match }) => !('remote' in match));
  return { verdict: hides ? 'drop' : 'pass', rule: undefined };
}

function matches(match: Match, traits: Traits): boolean {
  if ('any' in match) return true;
  if ('remote' in match) return traits.remote === match.remote;
  if (traits.protocol !== match.protocol) return false;
  return !('dport' in match) || traits.dport === match.dport;
}

function traitsOf(record: PacketRecord): Traits {
  const protocol = protocolClassOf(record);
  return {
    protocol,
    // What is recorded came in, so the other end is the source.
    remote: record.family === 0 ? undefined : formatAddressBytes(record.source),
    dport: hasPorts(record, protocol) ? record.destinationPort : undefined,
  };
}

/** A record does not say whether its ports were read; where the frame ended before them, both are 0. */
function hasPorts(record: PacketRecord, protocol: ProtocolClass): boolean {
  if ((protocol !== 'tcp' && protocol !== 'udp') || record.fragment === LATER_FRAGMENT)
    return false;
  const isWhole = record.reason === REASON.default;
  return isWhole || record.sourcePort !== 0 || record.destinationPort !== 0;
}
