import type { Criterion, Match, ProtocolWord, Range } from './criterion.ts';
import { type IcmpProtocol, icmpTypeName } from './names/icmp-types.ts';
import { printFlagPattern } from './names/tcp-flags.ts';
import { printPrefix } from './prefix.ts';

/** The words in front of a criterion's values. */
const FIELD_WORDS: Readonly<Record<Criterion['field'], string>> = {
  protocol: 'proto',
  'ether-type': 'ether type',
  'arp-op': 'op',
  'icmp-type': 'type',
  'icmp-code': 'code',
  flags: 'flags',
  src: 'src',
  dst: 'dst',
  remote: 'remote',
  local: 'local',
  host: 'host',
  sport: 'sport',
  dport: 'dport',
  port: 'port',
  'ether-src': 'ether src',
  'ether-dst': 'ether dst',
  vlan: 'vlan',
  length: 'len',
  ttl: 'ttl',
  fragment: 'fragment',
  interface: 'iface',
  established: 'established',
  malformed: 'malformed',
};

/** `dport 22, 8000-9000`. `icmp` names the protocol whose types have names. */
export function printCriterion(criterion: Criterion, icmp?: IcmpProtocol): string {
  const values = printValues(criterion, icmp);
  const word = FIELD_WORDS[criterion.field];
  const text = isBareProtocol(criterion) ? values : values === '' ? word : `${word} ${values}`;
  return criterion.not ? `not ${text}` : text;
}

/** Only the values: `22, 8000-9000`, `list drop-list`. Empty where a criterion has none. */
export function printValues(criterion: Criterion, icmp?: IcmpProtocol): string {
  if ('prefixes' in criterion) return criterion.prefixes.map(printPrefix).join(', ');
  if ('lists' in criterion) return `list ${criterion.lists.join(', ')}`;
  if ('ranges' in criterion) {
    return criterion.ranges.map((range) => printRange(criterion.field, range, icmp)).join(', ');
  }
  switch (criterion.field) {
    case 'interface':
      return criterion.names.join(', ');
    case 'protocol':
      return criterion.values.join(', ');
    case 'ether-src':
    case 'ether-dst':
      return criterion.macs.join(', ');
    case 'flags':
      return criterion.patterns.map(printFlagPattern).join(', ');
    case 'fragment':
      return criterion.kinds.join(', ');
    default:
      return '';
  }
}

/** The protocol whose ICMP types a match names: `icmp` or `icmpv6`, where it asks for exactly that. */
export function icmpProtocolOf(match: Match): IcmpProtocol | undefined {
  const words = new Set<ProtocolWord | number>();
  for (const criterion of match) {
    if (criterion.field !== 'protocol' || criterion.not) continue;
    if (criterion.values.length === 1) words.add(criterion.values[0] as ProtocolWord | number);
  }
  if (words.has('icmp')) return words.has('icmpv6') ? undefined : 'icmp';
  return words.has('icmpv6') ? 'icmpv6' : undefined;
}

function isBareProtocol(criterion: Criterion): boolean {
  return (
    criterion.field === 'protocol' &&
    criterion.values.length === 1 &&
    typeof criterion.values[0] === 'string'
  );
}

function printRange(field: Criterion['field'], { low, high }: Range, icmp?: IcmpProtocol): string {
  const one = (value: number) =>
    field === 'ether-type' ? `0x${value.toString(16).padStart(4, '0')}` : String(value);
  if (low !== high) return `${one(low)}-${one(high)}`;
  if (field === 'arp-op') return low === 1 ? 'request' : low === 2 ? 'reply' : one(low);
  if (field === 'icmp-type' && icmp) return icmpTypeName(icmp, low) ?? one(low);
  return one(low);
}
