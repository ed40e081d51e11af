import { describe, expect, test } from 'vitest';
import { MAX_RULES, type Rule } from '../../../electron/contract/rule.ts';
import { MAX_SLOTS } from '../../../electron/engine/bpf/layout.ts';
import { type Label, Labels } from '../../../electron/engine/rules/labels.ts';
import { rule } from '../../support/rule.ts';

const A = rule('drop icmp');
const B = rule('drop udp');
const C = rule('drop tcp');

function keep(labels: Labels, rules: readonly Rule[], builtIn: readonly Rule[] = []) {
  const draft = labels.draft(rules, builtIn);
  draft.keep();
  return draft;
}

function many(count: number, stem: string): Rule[] {
  return Array.from({ length: count }, (_, index) => ({ ...A, id: `${stem}${index}` }));
}

function names(labels: Labels, { slot, generation }: Label) {
  return labels.names().filter((name) => name.slot === slot && name.generation === generation);
}

describe('labels', () => {
  test('stay the same while the rule lives, wherever it moves and whatever it says', () => {
    const labels = new Labels();
    keep(labels, [A, B, C]);
    const before = [A, B, C].map(({ id }) => labels.of(id));
    keep(labels, [C, { ...A, text: 'drop gre' }, B]);
    const after = [A, B, C].map(({ id }) => labels.of(id));
    expect(after.map(({ slot, generation }) => [slot, generation])).toEqual(
      before.map(({ slot, generation }) => [slot, generation]),
    );
    expect(names(labels, labels.of(A.id))).toEqual([
      expect.objectContaining({ ruleId: A.id, text: 'drop gre' }),
    ]);
  });

  test('ranks rise along the list, and an insertion changes none of them', () => {
    const labels = new Labels();
    keep(labels, [A, C]);
    const before = [A, C].map(({ id }) => labels.of(id).rank);
    keep(labels, [A, B, C]);
    expect([A, C].map(({ id }) => labels.of(id).rank)).toEqual(before);
    const ranks = [A, B, C].map(({ id }) => labels.of(id).rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(3);
  });

  test('built-in rules rank behind all others, however many there are', () => {
    const labels = new Labels();
    const builtIn = many(13, 'built-in-');
    keep(labels, many(MAX_RULES, 'r'), builtIn);
    const last = Math.max(...many(MAX_RULES, 'r').map(({ id }) => labels.of(id).rank));
    const ranks = builtIn.map(({ id }) => labels.of(id).rank);
    expect(ranks[0]).toBeGreaterThan(last);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(ranks.at(-1)).toBeLessThan(0xffff_ffff);
  });

  test('a draft that is not kept leaves no trace', () => {
    const labels = new Labels();
    keep(labels, [A, B]);
    const before = { names: labels.names(), a: labels.of(A.id), b: labels.of(B.id) };
    const draft = labels.draft([C, { ...A, text: 'drop gre' }], []);
    expect(draft.of(C.id).rank).toBeLessThan(draft.of(A.id).rank);
    expect({ names: labels.names(), a: labels.of(A.id), b: labels.of(B.id) }).toEqual(before);
    expect(() => labels.of(C.id)).toThrow();
    expect(keep(labels, [A, B, C]).fresh).toEqual([2]);
  });

  test('a slot that is used again has another generation, and both names stay known', () => {
    const labels = new Labels();
    keep(labels, [A]);
    const first = labels.of(A.id);
    let again: Label | undefined;
    for (let round = 0; round <= MAX_SLOTS && again?.slot !== first.slot; round += 1) {
      keep(labels, []);
      keep(labels, [B]);
      again = labels.of(B.id);
    }
    expect(again?.slot).toBe(first.slot);
    expect(again?.generation).toBe(first.generation + 1);
    expect(labels.names().length).toBeLessThanOrEqual(1 + 512);
  });

  test('the name of a rule that is gone is known for a while', () => {
    const labels = new Labels();
    keep(labels, [A]);
    const label = labels.of(A.id);
    keep(labels, [B]);
    expect(names(labels, label)).toEqual([expect.objectContaining({ ruleId: A.id, text: A.text })]);
    expect(labels.of(B.id).slot).not.toBe(label.slot);
  });

  test('a whole list replaced by another takes the slots of the old one, and says so', () => {
    const labels = new Labels();
    const old = many(MAX_RULES, 'old');
    const young = many(MAX_RULES, 'new');
    expect(keep(labels, old).fresh).toHaveLength(MAX_RULES);
    const draft = labels.draft(young, []);
    expect(draft.fresh).toHaveLength(MAX_SLOTS - MAX_RULES);
    expect(draft.reused).toHaveLength(MAX_RULES - draft.fresh.length);
    const taken = young.map(({ id }) => draft.of(id).slot);
    expect(new Set(taken)).toEqual(new Set([...draft.fresh, ...draft.reused]));
    for (const slot of draft.reused) {
      const label = young.map(({ id }) => draft.of(id)).find((each) => each.slot === slot);
      expect(label?.generation).toBe(2);
    }
    draft.keep();
    expect(keep(labels, old).reused.length).toBeGreaterThan(0);
  });
});
