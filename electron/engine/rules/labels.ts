import type { Rule } from '../../contract/rule.ts';
import type { RuleSlot } from '../../contract/state.ts';
import { MAX_SLOTS } from '../bpf/layout.ts';
import { builtInRank, rankAlong } from './ranks.ts';

const MAX_GENERATION = 0xffff;
/** Rules that are gone keep their names for the rows that they decided, up to this many. */
const MAX_FORMER_NAMES = 512;

/** A rule's place in the kernel's tables. */
export interface Label {
  /** Where its counters are. */
  readonly slot: number;
  /** How often the slot was given away, from 1 to 65535 and round again. */
  readonly generation: number;
  /** Of two rules that match, the one with the smaller rank decides. */
  readonly rank: number;
}

/** Labels for a list of rules that may yet be refused. */
export interface LabelDraft {
  of(id: string): Label;
  /** Slots that are given away, and were nobody's until now. */
  readonly fresh: readonly number[];
  /** Slots that are given away, and are still another rule's until the draft is in force. */
  readonly reused: readonly number[];
  /** Makes them the labels. A draft that is not kept leaves no trace. */
  keep(): void;
}

/**
 * Gives every rule its slot, the slot's generation, and its rank. Slot and generation stay the same
 * while the rule lives, also when it says something else. Slots of removed rules are used again as
 * late as possible, so that a record on its way is not taken for another rule's.
 */
export class Labels {
  /** Those that have the labels, in their order. */
  #rules: readonly Rule[] = [];
  #labels: ReadonlyMap<string, Label> = new Map();
  #free: readonly number[] = Array.from({ length: MAX_SLOTS }, (_, slot) => slot);
  readonly #generations = new Uint16Array(MAX_SLOTS);
  readonly #names = new Map<string, RuleSlot>();

  of(id: string): Label {
    return labelIn(this.#labels, id);
  }

  /** For these rules, in order, with the built-in ones behind them. */
  draft(rules: readonly Rule[], builtIn: readonly Rule[]): LabelDraft {
    const all = [...rules, ...builtIn];
    const isSame =
      all.length === this.#rules.length &&
      all.every(({ id }, index) => id === this.#rules[index]?.id);
    // Most changes are of what one rule says, and among thousands the rest should cost nothing.
    if (isSame) return this.#draftOf(all, this.#labels, this.#free, 0);
    const ids = new Set(all.map(({ id }) => id));
    const former = [...this.#labels].filter(([id]) => !ids.has(id)).map(([, { slot }]) => slot);
    const newcomers = all.filter(({ id }) => !this.#labels.has(id));
    const slots = [...this.#free, ...former];
    if (newcomers.length > slots.length) throw new Error('more rules than slots');
    const labels = this.#label(rules, builtIn, newcomers, slots);
    return this.#draftOf(all, labels, slots, newcomers.length);
  }

  /** Every rule that a record may name. */
  names(): RuleSlot[] {
    return [...this.#names.values()];
  }

  /** `taken` of the slots are given away, in their order. */
  #draftOf(
    all: readonly Rule[],
    labels: ReadonlyMap<string, Label>,
    slots: readonly number[],
    taken: number,
  ): LabelDraft {
    return {
      of: (id) => labelIn(labels, id),
      fresh: slots.slice(0, Math.min(taken, this.#free.length)),
      reused: slots.slice(this.#free.length, taken),
      keep: () => {
        const changed = all.filter((rule, index) => rule !== this.#rules[index]);
        this.#rules = all;
        this.#labels = labels;
        this.#free = slots.slice(taken);
        for (const rule of changed) this.#remember(rule);
        this.#forget();
      },
    };
  }

  #label(
    rules: readonly Rule[],
    builtIn: readonly Rule[],
    newcomers: readonly Rule[],
    slots: readonly number[],
  ): Map<string, Label> {
    const slotOf = new Map(newcomers.map(({ id }, index) => [id, slots[index] as number]));
    const ranks = rankAlong(rules.map(({ id }) => this.#labels.get(id)?.rank));
    const ranked = [
      ...rules.map(({ id }, index) => [id, ranks[index] as number] as const),
      ...builtIn.map(({ id }, index) => [id, builtInRank(index)] as const),
    ];
    return new Map(
      ranked.map(([id, rank]) => {
        const known = this.#labels.get(id) ?? this.#newLabel(slotOf.get(id) as number);
        return [id, { slot: known.slot, generation: known.generation, rank }];
      }),
    );
  }

  #newLabel(slot: number): Omit<Label, 'rank'> {
    // 0 is never a generation: a reference of 0 means none.
    return { slot, generation: ((this.#generations[slot] as number) % MAX_GENERATION) + 1 };
  }

  #remember({ id, text }: Rule): void {
    const { slot, generation } = this.of(id);
    this.#generations[slot] = generation;
    const key = `${slot}:${generation}`;
    if (this.#names.get(key)?.text === text) return;
    this.#names.set(key, { slot, generation, ruleId: id, text });
  }

  /** The oldest names of rules that are gone. */
  #forget(): void {
    let surplus = this.#names.size - this.#labels.size - MAX_FORMER_NAMES;
    for (const [key, { slot, generation, ruleId }] of this.#names) {
      if (surplus <= 0) return;
      const label = this.#labels.get(ruleId);
      // The same rule may have come back in another slot.
      if (label?.slot === slot && label.generation === generation) continue;
      this.#names.delete(key);
      surplus -= 1;
    }
  }
}

function labelIn(labels: ReadonlyMap<string, Label>, id: string): Label {
  const label = labels.get(id);
  if (!label) throw new Error(`rule ${id} has no label`);
  return label;
}
