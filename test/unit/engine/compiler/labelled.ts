import {
  type CompiledRuleset,
  compileRuleset,
  type LabelledRule,
} from '../../../../electron/engine/compiler/compile-ruleset.ts';
import type { CompileContext } from '../../../../electron/engine/compiler/criterion-sets.ts';
import { ruleReference } from '../../../../electron/engine/compiler/tables.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { rule } from '../../../support/rule.ts';

export const CONTEXT: CompileContext = {
  lists: new Map([
    ['bad', 0],
    ['worse', 3],
    ['good', 15],
  ]),
  interfaces: new Map([
    ['eth0', 0],
    ['wlan0', 7],
    ['veth1', 63],
  ]),
};

/** The slot is the line's number, counted from 0. */
export function labelled(
  lines: readonly string[],
  more: Partial<LabelledRule> = {},
): LabelledRule[] {
  return lines.map((line, slot) => ({
    rule: rule(line),
    slot,
    generation: generationOf(slot),
    rank: 1024 * (slot + 1),
    deadlineNs: 0n,
    ...more,
  }));
}

/** `rule_reference` of the line with this number. */
export function referenceOf(slot: number): number {
  return ruleReference({ slot, generation: generationOf(slot) });
}

function generationOf(slot: number): number {
  return 1 + (slot % 5);
}

export function compiled(lines: readonly string[], context = CONTEXT): CompiledRuleset {
  return expectOk(compileRuleset(labelled(lines), context));
}
