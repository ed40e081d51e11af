import type { FilterContext } from '../../electron/contract/language/filter/filter-context.ts';
import { wantedRuleIds } from '../../electron/contract/language/filter/wanted-rule-ids.ts';
import { createRuleTest } from '../model/filter/rule-test.ts';
import type { PacketHistory } from '../model/packet-history.ts';
import type { RuleNames } from '../model/rule-names.ts';
import type { EngineStore } from './engine-store.ts';
import type { ListAnswers } from './list-answers.ts';

/** Who is behind 4 or 16 bytes at an offset, as far as it is known. */
export interface KnownHosts {
  readonly nameOf: FilterContext['nameOf'];
  /** Two capital letters (ISO 3166-1). */
  readonly countryOf: (bytes: Uint8Array, offset: number, size: number) => string | undefined;
}

export const NOBODY: KnownHosts = { nameOf: () => undefined, countryOf: () => undefined };

export interface ContextSources {
  readonly history: PacketHistory;
  readonly engine: EngineStore;
  readonly names: RuleNames;
  readonly hosts: KnownHosts;
  readonly lists: Pick<ListAnswers, 'test'>;
}

/** What this window knows of packets beside their records. */
export function createFilterContext(sources: ContextSources): FilterContext {
  const { history, engine, names, hosts, lists } = sources;
  return {
    interfaceName: interfaceNames(engine),
    listTest: (names) => lists.test(names),
    ruleTest: (rules) => createRuleTest(wantedRuleIds(rules, engine.getState().rules), names),
    nameOf: hosts.nameOf,
    countryTest: (countries) => {
      const wanted = new Set(countries.map((code) => code.toUpperCase()));
      return (bytes, offset, size) => {
        const country = hosts.countryOf(bytes, offset, size);
        return country !== undefined && wanted.has(country);
      };
    },
    packetBytes: (sequence) => history.packetBytes(sequence),
  };
}

/** By index; read anew when interfaces change, and those that are gone keep their names. */
function interfaceNames(engine: EngineStore): (ifindex: number) => string {
  const known = new Map<number, string>();
  let seen: unknown;
  return (ifindex) => {
    const { interfaces, attachments } = engine.getState();
    if (interfaces !== seen) {
      seen = interfaces;
      for (const { ifindex: index, interface: name } of attachments) known.set(index, name);
      for (const { ifindex: index, name } of interfaces) known.set(index, name);
    }
    return known.get(ifindex) ?? '';
  };
}
