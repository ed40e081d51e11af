import { formatRule, type Rule } from '../../contract/rule.ts';
import type { RuleSlot } from '../../contract/state.ts';
import { MAX_RULES } from '../bpf/layout.ts';
import type { Label } from './compile.ts';

/** Ranks leave room between neighbours, so that a rule can be put in without touching the others. */
const RANK_GAP = 1024;
/** Below every rank. */
const UNRANKED = 0;
const MAX_GENERATION = 0xffff;
/** Rules that are gone keep their names for the rows that they decided, up to this many. */
const MAX_FORMER_NAMES = 512;

/**
 * Gives every rule its slot (where its counters are), the slot's generation, and its rank. A label
 * stays the same while the rule lives. Slots of removed rules are used again as late as possible, so
 * that a record on its way is not taken for another rule's.
 */
export class Labels {
  #labels = new Map<string, Label>();
  #free: number[] = Array.from({ length: MAX_RULES }, (_, slot) => slot);
  #generations = new Uint16Array(MAX_RULES);
  #names = new Map<string, RuleSlot>();

  of(id: string): Label {
    const label = this.#labels.get(id);
    if (!label) throw new Error(`rule ${id} has no label`);
    return label;
  }

  /** Labels rules that have none. Gives the slots that were handed out. */
  assign(rules: readonly Rule[]): number[] {
    const handedOut: number[] = [];
    for (const rule of rules) {
      if (this.#labels.has(rule.id)) continue;
      const slot = this.#free.shift();
      if (slot === undefined) throw new Error('more rules than slots');
      // 0 is never a generation: a reference of 0 means none.
      const generation = ((this.#generations[slot] as number) % MAX_GENERATION) + 1;
      this.#generations[slot] = generation;
      this.#labels.set(rule.id, { slot, generation, rank: UNRANKED });
      this.#remember({ slot, generation, ruleId: rule.id, text: formatRule(rule) });
      handedOut.push(slot);
    }
    this.#rank(rules);
    return handedOut;
  }

  /** Takes back the labels of all rules that are not in the list. */
  release(rules: readonly Rule[]): void {
    const alive = new Set(rules.map((rule) => rule.id));
    for (const [id, label] of this.#labels) {
      if (alive.has(id)) continue;
      this.#labels.delete(id);
      this.#free.push(label.slot);
    }
  }

  /** Every rule that a record may name. */
  names(): RuleSlot[] {
    return [...this.#names.values()];
  }

  /** Ranks rise along the list. What already does is left alone. */
  #rank(rules: readonly Rule[]): void {
    let last = 0;
    for (const rule of rules) {
      const label = this.of(rule.id);
      const rank = label.rank > last ? label.rank : last + RANK_GAP;
      if (rank !== label.rank) this.#labels.set(rule.id, { ...label, rank });
      last = rank;
    }
  }

  #remember(name: RuleSlot): void {
    this.#names.set(`${name.slot}:${name.generation}`, name);
    if (this.#names.size <= this.#labels.size + MAX_FORMER_NAMES) return;
    for (const [key, former] of this.#names) {
      const label = this.#labels.get(former.ruleId);
      // The same rule may have come back in another slot.
      if (label?.slot === former.slot && label.generation === former.generation) continue;
      this.#names.delete(key);
      return;
    }
  }
}
