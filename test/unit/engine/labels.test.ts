import { describe, expect, test } from 'vitest';
import { Labels } from '../../../electron/engine/rules/labels.ts';
import { rule } from '../../support/rule.ts';

const A = rule('drop icmp');
const B = rule('drop udp');
const C = rule('drop tcp');

function ranks(labels: Labels, ...rules: (typeof A)[]): number[] {
  return rules.map(({ id }) => labels.of(id).rank);
}

describe('labels', () => {
  test('ranks rise along the list, and an appended rule changes none of them', () => {
    const labels = new Labels();
    labels.assign([A, B]);
    const before = ranks(labels, A, B);
    labels.assign([A, B, C]);
    expect(ranks(labels, A, B)).toEqual(before);
    expect([...ranks(labels, A, B, C)].sort((x, y) => x - y)).toEqual(ranks(labels, A, B, C));
  });

  test('a list in another order is ranked in that order, with the same slots', () => {
    const labels = new Labels();
    labels.assign([A, B, C]);
    const slots = [A, B, C].map(({ id }) => labels.of(id).slot);
    labels.assign([C, A, B]);
    const [c = 0, a = 0, b = 0] = ranks(labels, C, A, B);
    expect(c).toBeLessThan(a);
    expect(a).toBeLessThan(b);
    expect([A, B, C].map(({ id }) => labels.of(id).slot)).toEqual(slots);
  });

  test('a slot that is used again has another generation, and both names stay known', () => {
    const labels = new Labels();
    labels.assign([A]);
    const first = labels.of(A.id);
    let again = first;
    for (
      let round = 0;
      round < 5000 && (again === first || again.slot !== first.slot);
      round += 1
    ) {
      labels.release([]);
      labels.assign([B]);
      again = labels.of(B.id);
    }
    expect(again.slot).toBe(first.slot);
    expect(again.generation).not.toBe(first.generation);
    expect(labels.names().length).toBeLessThanOrEqual(1 + 512);
  });
});
