import type { DecidingRule } from '../../electron/contract/capture-file/verdict-comment.ts';
import { NO_RULE_SLOT, type PacketRecord } from '../../electron/contract/packet-record.ts';
import { statementOf } from '../../electron/contract/rule.ts';
import type { RuleBookState } from '../../electron/contract/state.ts';
import { ruleIndex } from './rule-index.ts';
import { shortRuleText, shortStatement } from './statement-text.ts';

/** What decided about a packet. */
export interface DecidedBy {
  /** `3 203.0.113.77`, `3 Telnet` where it has a name, a built-in rule's name, or `default`. */
  readonly label: string;
  /** In full: the rule's text. */
  readonly title: string;
}

interface Epoch {
  /** Rows from this sequence on were sent over this connection. */
  readonly from: number;
  readonly bootTimeMs: number;
  readonly rules: Map<string, { readonly ruleId: string; readonly text: string }>;
}

/** Slots whose names are remembered per connection; far above what an engine keeps. */
const MAX_NAMES = 20_000;

/**
 * Which rule a row's slot and generation stand for. Slots are an engine's own numbering, so rows
 * that came over an earlier connection keep the names of that time.
 */
export class RuleNames {
  #epochs: Epoch[] = [];

  /** A new connection: rows from `from` on belong to it. */
  begin(from: number, bootTimeMs: number): void {
    this.#epochs = this.#epochs.filter((epoch) => epoch.from < from);
    this.#epochs.push({ from, bootTimeMs, rules: new Map() });
  }

  learn(book: RuleBookState): void {
    const rules = this.#epochs.at(-1)?.rules;
    if (!rules) return;
    if (rules.size > MAX_NAMES) rules.clear();
    for (const { slot, generation, ruleId, text } of book.slots) {
      rules.set(`${slot}:${generation}`, { ruleId, text });
    }
  }

  /** Adds to a row's boot time for milliseconds since 1970. */
  bootTimeMs(sequence: number): number {
    return this.#epochOf(sequence)?.bootTimeMs ?? 0;
  }

  /** The first row of the connection that a row came over. */
  epochOf(sequence: number): number {
    return this.#epochOf(sequence)?.from ?? 0;
  }

  /** Id of the rule that decided a row. */
  ruleId(sequence: number, slot: number, generation: number): string | undefined {
    return this.#find(sequence, slot, generation)?.ruleId;
  }

  /** The rule that decided a row, as files tell it; `undefined` where none did or it is not known. */
  deciding(sequence: number, record: PacketRecord, book: RuleBookState): DecidingRule | undefined {
    const { ruleSlot, ruleGeneration } = record;
    if (ruleSlot === NO_RULE_SLOT) return undefined;
    const found = this.#find(sequence, ruleSlot, ruleGeneration);
    if (!found) return undefined;
    const index = ruleIndex(book);
    const rule = index.rule(found.ruleId);
    // A rule that was edited since had another text when it decided.
    if (rule?.text !== found.text) return { text: found.text };
    const place = index.place(rule.id);
    return {
      text: rule.text,
      ...(rule.name ? { name: rule.name } : {}),
      ...(place === undefined ? { isBuiltIn: true } : { place }),
    };
  }

  /** A rule goes by its place in the list, by what it says once it is gone. */
  label(sequence: number, slot: number, generation: number, book: RuleBookState): DecidedBy {
    if (slot === NO_RULE_SLOT) return { label: 'default', title: 'No rule matched' };
    const found = this.#find(sequence, slot, generation);
    if (!found) return { label: `rule in slot ${slot}`, title: '' };
    const index = ruleIndex(book);
    const rule = index.rule(found.ruleId);
    if (!rule) return { label: shortRuleText(found.text), title: found.text };
    const words = rule.name || shortStatement(statementOf(rule));
    const place = index.place(rule.id);
    if (place === undefined) return { label: words, title: `Built in: ${found.text}` };
    return { label: `${place} ${words}`, title: found.text };
  }

  #find(sequence: number, slot: number, generation: number) {
    return this.#epochOf(sequence)?.rules.get(`${slot}:${generation}`);
  }

  #epochOf(sequence: number): Epoch | undefined {
    // A filter asks for every row; most of them came over the last one.
    const last = this.#epochs.at(-1);
    if (last && last.from <= sequence) return last;
    return this.#epochs.findLast((epoch) => epoch.from <= sequence);
  }
}
