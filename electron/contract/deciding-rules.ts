/** Which rule a record's slot and generation stand for, for those who read a stream of packets. */
import type { DecidingRule } from './capture-file/verdict-comment.ts';
import { NO_RULE_SLOT, type PacketRecord } from './packet-record.ts';
import type { RuleBookState } from './state.ts';

/** Far above what an engine keeps. */
const MAX_SLOTS_KNOWN = 20_000;

export class DecidingRules {
  /** By slot and generation, which outlive the rule. */
  readonly #bySlot = new Map<number, { readonly ruleId: string; readonly text: string }>();
  readonly #inForce = new Map<string, DecidingRule>();

  /** The rules as they are from now on. */
  learn(book: Pick<RuleBookState, 'rules' | 'builtIn' | 'slots'>): void {
    if (this.#bySlot.size > MAX_SLOTS_KNOWN) this.#bySlot.clear();
    for (const { slot, generation, ruleId, text } of book.slots) {
      this.#bySlot.set(keyOf(slot, generation), { ruleId, text });
    }
    this.#inForce.clear();
    for (const [index, { id, text, name }] of book.rules.entries()) {
      this.#inForce.set(id, { text, place: index + 1, ...(name ? { name } : {}) });
    }
    for (const { id, text, name } of book.builtIn) {
      this.#inForce.set(id, { text, isBuiltIn: true, ...(name ? { name } : {}) });
    }
  }

  /** `undefined`: none did, or it is not known any more. */
  of({ ruleSlot, ruleGeneration }: PacketRecord): DecidingRule | undefined {
    if (ruleSlot === NO_RULE_SLOT) return undefined;
    const known = this.#bySlot.get(keyOf(ruleSlot, ruleGeneration));
    if (!known) return undefined;
    const rule = this.#inForce.get(known.ruleId);
    // A rule that was edited since had another text when it decided.
    return rule?.text === known.text ? rule : { text: known.text };
  }
}

function keyOf(slot: number, generation: number): number {
  return slot * 0x1_0000 + generation;
}
