import type { Criterion, Match } from '../../../electron/contract/language/criterion.ts';
import { printFilter } from '../../../electron/contract/language/filter/print-filter.ts';
import { addressBits } from '../../../electron/contract/language/prefix.ts';
import { printMatch } from '../../../electron/contract/language/print.ts';
import { ruleProtocol } from '../../../electron/contract/protocol-name.ts';
import {
  destinationPort,
  endAddress,
  endText,
  type FlowEnd,
  flowProtocol,
  hasPorts,
  sourcePort,
} from './flow-end.ts';
import { KEY_WORDS } from './flow-key.ts';
import { countryCode, type TalkerKind } from './group-key.ts';
import type { TalkerGroups } from './talker-groups.ts';

/** The filter that lets a group's packets through; `undefined` where the language has no words for it. */
export function talkerFilter(
  groups: TalkerGroups,
  group: number,
  kind: TalkerKind,
): string | undefined {
  const { keys } = groups;
  switch (kind) {
    case 'source':
    case 'destination':
      return printMatch([endCriterion(keys, group, kind)]);
    case 'port':
      return printed([
        ...protocolOf(keys, group),
        ...portsOf(keys, group, [sourcePort(keys, group)]),
      ]);
    case 'flow': {
      const ports = new Set([sourcePort(keys, group), destinationPort(keys, group)]);
      return printed([
        ...protocolOf(keys, group),
        ...hostOf(keys, group, 'source'),
        ...hostOf(keys, group, 'destination'),
        ...portsOf(keys, group, [...ports]),
      ]);
    }
    case 'country': {
      const code = countryCode(keys[group * KEY_WORDS] as number)?.toLowerCase();
      // Flows are added up by where their other end lies.
      return code && printFilter({ kind: 'country', end: 'remote', countries: [code] });
    }
  }
}

function printed(match: Match): string | undefined {
  return match.length > 0 ? printMatch(match) : undefined;
}

/** Of the key of a group by one end, which stands in the place of the source. */
function endCriterion(keys: Uint32Array, group: number, kind: FlowEnd): Criterion {
  const address = endAddress(keys, group, 'source');
  if (!address) {
    const macs = [endText(keys, group, 'source')];
    return { field: kind === 'source' ? 'ether-src' : 'ether-dst', macs };
  }
  const prefixes = [{ address, bits: addressBits(address) }];
  return { field: kind === 'source' ? 'src' : 'dst', prefixes };
}

function hostOf(keys: Uint32Array, group: number, end: FlowEnd): Match {
  const address = endAddress(keys, group, end);
  if (!address) return [];
  return [{ field: 'host', prefixes: [{ address, bits: addressBits(address) }] }];
}

function protocolOf(keys: Uint32Array, group: number): Match {
  const protocol = ruleProtocol(flowProtocol(keys, group));
  return protocol ? [{ field: 'protocol', values: [protocol] }] : [];
}

function portsOf(keys: Uint32Array, group: number, ports: readonly number[]): Match {
  if (!hasPorts(keys, group)) return [];
  return ports.map((port) => ({ field: 'port', ranges: [{ low: port, high: port }] }));
}
