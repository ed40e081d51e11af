/**
 * Rules to map entries. Pure: what the kernel should hold for a list of rules, given the slot and
 * rank of each.
 */
import { addressBytes, addressFamily } from '../../contract/address.ts';
import type { Match } from '../../contract/match.ts';
import { assertUnreachable } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import {
  encodeU32,
  FEATURE,
  PROTOCOL_ANY,
  PROTOCOL_CLASSES,
  type RuleEntry,
} from '../bpf/layout.ts';

export type MatchMap = 'remote_v4_rules' | 'remote_v6_rules' | 'port_rules' | 'protocol_rules';

export interface Place {
  readonly map: MatchMap;
  readonly key: Uint8Array;
}

export interface Label {
  readonly slot: number;
  readonly generation: number;
  readonly rank: number;
}

export interface Entry extends Place, Label {
  readonly rule: RuleEntry;
}

const UDP_KEYS = 0x1_0000;

/** `deadlineNs` gives a rule's end on CLOCK_BOOTTIME in nanoseconds; 0n: never. */
export function compileRules(
  rules: readonly Rule[],
  labelOf: (id: string) => Label,
  deadlineNs: (rule: Rule) => bigint,
): Entry[] {
  return rules
    .filter((rule) => rule.enabled)
    .map((rule) => {
      const label = labelOf(rule.id);
      const { verdict } = rule;
      const expiresBootNs = deadlineNs(rule);
      const { rank, generation } = label;
      return {
        ...placeOf(rule.match),
        ...label,
        rule: { verdict, rank, generation, expiresBootNs },
      };
    });
}

/** Where the data plane looks for a match. */
export function placeOf(match: Match): Place {
  if ('remote' in match) {
    const map = addressFamily(match.remote) === 4 ? 'remote_v4_rules' : 'remote_v6_rules';
    return { map, key: addressBytes(match.remote) };
  }
  if ('any' in match) return { map: 'protocol_rules', key: encodeU32(PROTOCOL_ANY) };
  if ('dport' in match) {
    return {
      map: 'port_rules',
      key: encodeU32(match.dport + (match.protocol === 'udp' ? UDP_KEYS : 0)),
    };
  }
  if ('protocol' in match) {
    return { map: 'protocol_rules', key: encodeU32(PROTOCOL_CLASSES.indexOf(match.protocol)) };
  }
  return assertUnreachable(match);
}

/** The features that these entries need. */
export function featuresOf(entries: Iterable<Place>): number {
  const bits = {
    remote_v4_rules: FEATURE.remoteV4,
    remote_v6_rules: FEATURE.remoteV6,
    port_rules: FEATURE.ports,
    protocol_rules: FEATURE.protocols,
  };
  let features = 0;
  for (const entry of entries) features |= bits[entry.map];
  return features;
}
