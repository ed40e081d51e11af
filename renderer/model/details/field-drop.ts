import { parseAddress } from '../../../electron/contract/address.ts';
import { parseStatement } from '../../../electron/contract/language/parse.ts';
import type { Direction, Statement } from '../../../electron/contract/language/statement.ts';
import { dropPort, dropRemote } from '../simple-drop.ts';

/** Fields whose values are few enough packets to be dropped with a click. */
const NARROW = /^(?:src|dst|ether src|ether dst|vlan|(?:tcp|udp|sctp) [sd]port|icmp|icmpv6) /;

/**
 * What dropping a field's value means: `src 203.0.113.77` the other end, both ways; `tcp dport 22` the
 * port. `undefined` where it would be this machine itself, or nearly everything.
 */
export function fieldDrop(
  filterText: string,
  direction: Direction,
  ownAddresses: ReadonlySet<string>,
): Statement | undefined {
  if (!NARROW.test(filterText)) return undefined;
  const near = direction === 'in' ? 'dst' : 'src';
  const [, field, value] = /^(?:ether )?(src|dst) (\S+)$/.exec(filterText) ?? [];
  if (field === near || (value && ownAddresses.has(value))) return undefined;
  const address = value === undefined ? undefined : parseAddress(value);
  if (address?.ok) return dropRemote(address.value);
  const [, protocol, port] = /^(tcp|udp) dport (\d+)$/.exec(filterText) ?? [];
  if (protocol && direction === 'in') return dropPort(protocol as 'tcp' | 'udp', Number(port));
  const statement = parseStatement(`drop ${direction === 'out' ? 'out ' : ''}${filterText}`);
  return statement.ok ? statement.value : undefined;
}
