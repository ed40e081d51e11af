/**
 * What is saved, in the place of what filters: rules are checked, kept and explained, and decide about
 * no packet.
 */
import { ok, type Result } from '../contract/result.ts';
import type { Attachment, Counters } from '../contract/state.ts';
import { NO_COUNTERS, type RecordCounts } from './capture/counter-reader.ts';
import { compileRuleset } from './compiler/compile-ruleset.ts';
import { notRunning } from './control-socket/not-running.ts';
import type { Filtering } from './filtering.ts';
import type { EnforcedRuleset } from './rules/enforcing.ts';
import { RuleKeeper, type RuleKeeperOptions } from './rules/rule-keeper.ts';

const NO_RECORDS: RecordCounts = { recorded: 0, notAskedFor: 0, sampledOut: 0, ringFull: 0 };

export class Configuration implements Filtering {
  readonly rules: RuleKeeper;
  readonly attachments: { readonly list: readonly Attachment[] } = { list: [] };
  readonly enforcing = true;
  #lists: ReadonlyMap<string, number> = new Map();

  constructor(hooks: Omit<RuleKeeperOptions, 'enforcer' | 'clearCounters' | 'bootNs'>) {
    this.rules = new RuleKeeper({
      ...hooks,
      enforcer: { enforce: async (ruleset) => this.#check(ruleset) },
      clearCounters: () => {},
    });
  }

  async enforceLists(lists: ReadonlyMap<string, unknown>): Promise<Result<null>> {
    this.#lists = new Map([...lists.keys()].map((name, bit) => [name, bit]));
    return ok(null);
  }

  setEnforcing(): Result<never> {
    return notRunning();
  }

  setSettings(): Result<null> {
    return ok(null);
  }

  openStream(): Result<never> {
    return notRunning();
  }

  closeStream(): void {}

  counters(): Counters {
    return NO_COUNTERS;
  }

  recordCounts(): RecordCounts {
    return NO_RECORDS;
  }

  [Symbol.dispose](): void {}

  #check({ rules }: EnforcedRuleset): Result<null> {
    const compiled = compileRuleset(rules, { lists: this.#lists, interfaces: new Map() });
    return compiled.ok ? ok(null) : compiled;
  }
}
