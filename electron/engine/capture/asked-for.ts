import { assertUnreachable } from '../../contract/result.ts';
import type { Settings, Watchable } from '../../contract/settings.ts';
import type { ProtocolClass } from '../bpf/layout.ts';

/** Whether packets of this class are to be shown. */
export function isAskedFor(name: ProtocolClass, { watch }: Pick<Settings, 'watch'>): boolean {
  return watch.includes(watchableOf(name));
}

function watchableOf(name: ProtocolClass): Watchable {
  switch (name) {
    case 'tcp':
    case 'udp':
    case 'arp':
      return name;
    case 'icmp':
    case 'icmpv6':
      return 'icmp';
    case 'igmp':
    case 'sctp':
    case 'gre':
    case 'other':
      return 'other';
    default:
      return assertUnreachable(name);
  }
}
