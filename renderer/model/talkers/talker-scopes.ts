import type { Address } from '../../../electron/contract/address.ts';
import { addressFamily } from '../../../electron/contract/address.ts';
import type { Match } from '../../../electron/contract/language/criterion.ts';
import { maskAddress } from '../../../electron/contract/language/prefix.ts';
import { printStatement } from '../../../electron/contract/language/print.ts';
import type { Statement } from '../../../electron/contract/language/statement.ts';
import { ruleProtocol } from '../../../electron/contract/protocol-name.ts';
import type { RuleBookState } from '../../../electron/contract/state.ts';
import type { BlockAction } from '../block-action.ts';
import { type RowScope, ruleOfScope } from '../row-scopes.ts';
import { ruleIndex } from '../rule-index.ts';
import { dropOf, dropPort, dropProtocol, dropRemote } from '../simple-drop.ts';
import { destinationPort, endAddress, flowProtocol, hasPorts, sourcePort } from './flow-end.ts';
import type { TalkerKind } from './group-key.ts';
import { flowEnds } from './group-text.ts';
import { servicePort } from './service-port.ts';
import type { TalkerGroups } from './talker-groups.ts';

/** What blocking a group means, narrow to wide. Empty where no rule can name it. */
export function talkerScopes(
  groups: TalkerGroups,
  group: number,
  kind: TalkerKind,
  ownAddresses: ReadonlySet<string>,
): readonly RowScope[] {
  const [usual, ...wider] = scopesOf(groups, group, kind, ownAddresses);
  return usual ? [{ ...usual, usual: true }, ...wider] : [];
}

function scopesOf(
  groups: TalkerGroups,
  group: number,
  kind: TalkerKind,
  ownAddresses: ReadonlySet<string>,
): readonly RowScope[] {
  switch (kind) {
    case 'source':
    case 'destination':
      return addressScopes(endAddress(groups.keys, group, 'source'), ownAddresses);
    case 'port':
      return portScopes(groups, group, {
        port: sourcePort(groups.keys, group),
        isSource: groups.turned[group] === 1,
      });
    case 'flow': {
      const { keys } = groups;
      const [from, to] = flowEnds(groups, group).map((end) =>
        end === 'source' ? sourcePort(keys, group) : destinationPort(keys, group),
      ) as [number, number];
      const port = servicePort(from, to);
      const remote = remoteAddress(groups, group, ownAddresses);
      return [
        ...addressScopes(remote, ownAddresses),
        ...portScopes(groups, group, { port, isSource: port === from }),
      ];
    }
    case 'country':
      return [];
  }
}

/** What a click does, by the rules of now: what is blocked is offered to be unblocked. */
export function talkerAction(
  scopes: readonly RowScope[],
  book: RuleBookState,
): BlockAction | undefined {
  const [usual] = scopes;
  if (!usual) return undefined;
  const statement = ruleOfScope(usual, 'drop');
  const index = ruleIndex(book);
  const like = index.like(printStatement(statement));
  const rule = index.enabledDrop(statement, 'in') ?? (like?.enabled ? like : undefined);
  return rule ? { kind: 'unblock', rule } : { kind: 'block', statement };
}

/** The end of a flow that is not this machine; of packets that only pass through, the other end. */
function remoteAddress(
  groups: TalkerGroups,
  group: number,
  ownAddresses: ReadonlySet<string>,
): Address | undefined {
  const [from, to] = flowEnds(groups, group);
  const ends = groups.out[group] === 1 ? [to, from] : [from, to];
  const addresses = ends.flatMap((end) => endAddress(groups.keys, group, end) ?? []);
  return addresses.find((address) => !ownAddresses.has(address));
}

/** Blocking an address of one's own would block everything, in words that do not say so. */
function addressScopes(
  address: Address | undefined,
  ownAddresses: ReadonlySet<string>,
): readonly RowScope[] {
  if (!address || ownAddresses.has(address)) return [];
  const bits = addressFamily(address) === 4 ? 24 : 64;
  const network = { address: maskAddress(address, bits), bits };
  return [
    scopeOf('This address', dropRemote(address)),
    scopeOf('Its network', dropOf([{ field: 'remote', prefixes: [network] }])),
  ];
}

/** `isSource`: the flow that was there first came from the port. */
function portScopes(
  groups: TalkerGroups,
  group: number,
  { port, isSource }: { readonly port: number; readonly isSource: boolean },
): readonly RowScope[] {
  const protocol = ruleProtocol(flowProtocol(groups.keys, group));
  if (!protocol) return [];
  const all = scopeOf('Protocol', dropProtocol(protocol));
  if (!hasPorts(groups.keys, group) || (protocol !== 'tcp' && protocol !== 'udp')) return [all];
  // A service of this machine is reached at its port; one elsewhere is talked to from any.
  const isOwn = (groups.out[group] === 1) === isSource;
  if (isOwn) return [scopeOf('Port, any source', dropPort(protocol, port)), all];
  const match: Match = [
    { field: 'protocol', values: [protocol] },
    { field: 'port', ranges: [{ low: port, high: port }] },
  ];
  return [{ label: 'Port, at either end', direction: 'both', match }, all];
}

function scopeOf(label: string, { direction, match }: Statement): RowScope {
  return { label, direction, match };
}
