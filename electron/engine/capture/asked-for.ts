import type { CountedProtocol } from '../../contract/counted-protocol.ts';
import { assertUnreachable } from '../../contract/result.ts';
import type { Settings, Watchable } from '../../contract/settings.ts';

/** Whether packets of this protocol are to be shown. */
export function isAskedFor(name: CountedProtocol, { watch }: Pick<Settings, 'watch'>): boolean {
  return watch.includes(watchableOf(name));
}

function watchableOf(name: CountedProtocol): Watchable {
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
