import { type Address, formatAddressBytes } from '../../contract/address.ts';
import { type DecidingRules, decide } from '../../contract/language/decide.ts';
import type { DefaultVerdict, Direction } from '../../contract/language/statement.ts';
import { LimitBuckets } from '../../contract/language/token-bucket.ts';
import { traitsOfRecord } from '../../contract/language/traits.ts';
import type { PacketRecord } from '../../contract/packet-record.ts';
import type { LabelledRule } from '../compiler/compile-ruleset.ts';
import { decidingRule } from '../rules/deciding-rules.ts';
import type { EnforcedRuleset } from '../rules/enforcing.ts';
import { namedLists } from '../rules/named-lists.ts';

const ALL_PASSES: DecidingRules = { rules: [], defaults: { in: 'pass', out: 'pass' } };

export interface RecordDecision {
  readonly verdict: DefaultVerdict;
  readonly direction: Direction;
  /** Undefined: no rule decided. */
  readonly by: LabelledRule | undefined;
  /** Every rule that it matched, the one that decided included. */
  readonly matched: readonly string[];
  /** Lists that a rule asks for and that hold one of its addresses. */
  readonly lists: readonly string[];
}

/** Decides about recorded packets as the kernel would: by the reference of the rules' language. */
export class Decider {
  readonly #interface: string;
  readonly #listsHolding: (address: Address) => readonly string[];
  readonly #buckets = new LimitBuckets();
  #deciding = ALL_PASSES;
  #labelled: ReadonlyMap<string, LabelledRule> = new Map();
  #lists: ReadonlySet<string> = new Set();

  constructor(interfaceName: string, listsHolding: (address: Address) => readonly string[]) {
    this.#interface = interfaceName;
    this.#listsHolding = listsHolding;
  }

  enforce({ rules, defaults }: EnforcedRuleset): void {
    const deciding = rules.map(({ rule }) => decidingRule(rule));
    this.#deciding = { rules: deciding, defaults };
    this.#labelled = new Map(rules.map((labelled) => [labelled.rule.id, labelled]));
    this.#lists = namedLists(deciding.map(({ statement }) => statement));
  }

  /** `record` is one that no rule has decided yet. `isEnforcing`: rules and defaults have a say. */
  decide(
    record: PacketRecord,
    at: { readonly timeMs: number; readonly timeNs: number },
    isEnforcing: boolean,
  ): RecordDecision {
    const traits = traitsOfRecord(record, this.#interface, (bytes) => this.#listsOf(bytes));
    const { verdict, ruleId, counted } = decide(
      isEnforcing ? this.#deciding : ALL_PASSES,
      traits,
      { nowMs: at.timeMs, clockNs: BigInt(Math.round(at.timeNs)) },
      this.#buckets,
    );
    return {
      verdict,
      direction: traits.direction,
      by: ruleId === undefined ? undefined : this.#labelled.get(ruleId),
      matched: ruleId === undefined ? counted : [...counted, ruleId],
      lists: [...new Set([...traits.sourceLists, ...traits.destinationLists])],
    };
  }

  #listsOf(address: Uint8Array): readonly string[] {
    if (this.#lists.size === 0) return [];
    return this.#listsHolding(formatAddressBytes(address)).filter((name) => this.#lists.has(name));
  }
}
