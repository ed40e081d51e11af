import { protocolName, ruleProtocol } from '../../../electron/contract/protocol-name.ts';
import {
  destinationPort,
  endText,
  type FlowEnd,
  flowProtocol,
  hasPorts,
  sourcePort,
} from './flow-end.ts';
import { KEY_WORDS } from './flow-key.ts';
import { countryCode, type TalkerKind } from './group-key.ts';
import { serviceName } from './service-port.ts';
import type { TalkerGroups } from './talker-groups.ts';

/** What people call things. */
export interface TalkerNames {
  /** Of an address as text, if one is known. */
  nameOf(address: string): string | undefined;
  /** Of two letters: `Germany`. */
  countryName(code: string): string;
}

/** What stands for a group in its row. */
export interface GroupText {
  /** `203.0.113.77`, `443/tcp`, `192.0.2.1:40112 → 198.51.100.10:443`, `DE`. */
  readonly label: string;
  /** What it is called besides, or ''. */
  readonly name: string;
}

/** The words for a group. Its key alone says them, so a row stays true when its flows are gone. */
export function groupText(
  groups: TalkerGroups,
  group: number,
  kind: TalkerKind,
  names: TalkerNames,
): GroupText {
  const { keys } = groups;
  switch (kind) {
    case 'source':
    case 'destination': {
      const label = endText(keys, group, 'source');
      return { label, name: names.nameOf(label) ?? '' };
    }
    case 'port':
      return portText(keys, group);
    case 'flow':
      return flowText(groups, group, names);
    case 'country': {
      const code = countryCode(keys[group * KEY_WORDS] as number);
      return code === undefined
        ? { label: '–', name: 'unknown' }
        : { label: code, name: names.countryName(code) };
    }
  }
}

/** What the ends of a group, or its country, are called, as far as anybody knows. */
export function hostNames(
  groups: TalkerGroups,
  group: number,
  kind: TalkerKind,
  names: TalkerNames,
): readonly string[] {
  const { keys } = groups;
  if (kind === 'port') return [];
  if (kind === 'country') return [groupText(groups, group, kind, names).name];
  const ends = kind === 'flow' ? (['source', 'destination'] as const) : (['source'] as const);
  return ends.flatMap((end) => names.nameOf(endText(keys, group, end)) ?? []);
}

function portText(keys: Uint32Array, group: number): GroupText {
  const talked = flowProtocol(keys, group);
  if (!hasPorts(keys, group)) return { label: protocolName(talked), name: '' };
  const port = sourcePort(keys, group);
  const protocol = ruleProtocol(talked) ?? protocolName(talked).toLowerCase();
  return { label: `${port}/${protocol}`, name: serviceName(port) ?? '' };
}

function flowText(groups: TalkerGroups, group: number, names: TalkerNames): GroupText {
  const { keys } = groups;
  const [from, to] = flowEnds(groups, group);
  const remote = names.nameOf(endText(keys, group, groups.out[group] === 1 ? to : from));
  const protocol = protocolName(flowProtocol(keys, group));
  const service = hasPorts(keys, group)
    ? (serviceName(sourcePort(keys, group)) ?? serviceName(destinationPort(keys, group)))
    : undefined;
  return {
    label: `${endWithPort(keys, group, from)} → ${endWithPort(keys, group, to)}`,
    name: [protocol, service, remote].filter(Boolean).join(' '),
  };
}

/** Which end of the key began, as far as was seen, and which one it spoke to. */
export function flowEnds(groups: TalkerGroups, group: number): readonly [FlowEnd, FlowEnd] {
  return groups.turned[group] === 1 ? ['destination', 'source'] : ['source', 'destination'];
}

function endWithPort(keys: Uint32Array, group: number, end: FlowEnd): string {
  const address = endText(keys, group, end);
  if (!hasPorts(keys, group)) return address;
  const port = end === 'source' ? sourcePort(keys, group) : destinationPort(keys, group);
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
