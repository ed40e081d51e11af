import { describe, expect, test } from 'vitest';
import { fail, ok, type Result } from '../../../electron/contract/result.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import { RuleApplier } from '../../../electron/engine/rules/applier.ts';
import { compileRules, type Entry } from '../../../electron/engine/rules/compile.ts';
import { Labels } from '../../../electron/engine/rules/labels.ts';
import { rule } from '../../support/rule.ts';

/** Maps that remember what they hold and can refuse. */
class FakeMaps {
  readonly content = new Map<string, string>();
  features = 0;
  writes = 0;
  /** The write with this number, counted from 1, is refused. */
  refuseAt = Number.POSITIVE_INFINITY;

  map(name: string) {
    return {
      update: (key: Uint8Array, value: Uint8Array) =>
        this.#write(() => this.content.set(`${name} ${hex(key)}`, hex(value))),
      delete: (key: Uint8Array) => this.#write(() => this.content.delete(`${name} ${hex(key)}`)),
    };
  }

  setFeatures(features: number): Result<null> {
    return this.#write(() => {
      this.features = features;
    });
  }

  /** What each key leads to: the rule behind its reference. Zero in an array means no reference. */
  get inForce(): Record<string, string | undefined> {
    const references = [...this.content].filter(
      ([key, value]) => !key.startsWith('rules ') && value !== '00000000',
    );
    return Object.fromEntries(
      references
        .sort()
        .map(([key, value]) => [key, this.content.get(`rules ${value.slice(0, 4)}0000`)]),
    );
  }

  #write(run: () => unknown): Result<null> {
    this.writes += 1;
    if (this.writes === this.refuseAt) return fail('kernel-refused', 'No more.', '');
    run();
    return ok(null);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function setUp() {
  const maps = new FakeMaps();
  const labels = new Labels();
  const applier = new RuleApplier(
    (name) => maps.map(name),
    (features) => maps.setFeatures(features),
  );
  const entries = (rules: readonly Rule[]): Entry[] => {
    labels.assign(rules);
    return compileRules(
      rules,
      (id) => labels.of(id),
      ({ expiry = 0 }) => BigInt(expiry),
    );
  };
  return { maps, applier, entries };
}

describe('applying rules', () => {
  const rules = [rule('drop remote 192.0.2.1'), rule('drop tcp dport 22'), rule('drop icmp')];

  test('one more rule writes its own entries and nothing else', () => {
    const { maps, applier, entries } = setUp();
    expect(applier.apply(entries(rules)).ok).toBe(true);
    const before = maps.writes;
    expect(applier.apply(entries([...rules, rule('drop udp')])).ok).toBe(true);
    // The rule and the reference to it; its map was in use already.
    expect(maps.writes - before).toBe(2);
    expect(applier.apply(entries([...rules, rule('drop udp')])).ok).toBe(true);
    expect(maps.writes - before).toBe(2);
  });

  test('features follow what is in use', () => {
    const { maps, applier, entries } = setUp();
    applier.apply(entries(rules));
    expect(maps.features).toBe(0b1101);
    applier.apply(entries([rule('drop remote 2001:db8::1')]));
    expect(maps.features).toBe(0b0010);
    applier.apply([]);
    expect([maps.features, maps.inForce]).toEqual([0, {}]);
  });

  test('whichever write is refused, the old rules stay in force', () => {
    const next = [
      rule('pass udp'),
      rule('drop remote 2001:db8::1'),
      rule('drop tcp dport 22', { expiry: 5 }),
    ];
    const reference = setUp();
    reference.applier.apply(reference.entries(rules));
    const needed = (() => {
      const before = reference.maps.writes;
      reference.applier.apply(reference.entries(next));
      return reference.maps.writes - before;
    })();
    expect(needed).toBeGreaterThan(5);

    for (let refused = 1; refused <= needed; refused += 1) {
      const { maps, applier, entries } = setUp();
      applier.apply(entries(rules));
      const before = { inForce: maps.inForce, features: maps.features };
      maps.refuseAt = maps.writes + refused;
      expect(applier.apply(entries(next)).ok, `write ${refused}`).toBe(false);
      expect({ inForce: maps.inForce, features: maps.features }, `write ${refused}`).toEqual(
        before,
      );
      maps.refuseAt = Number.POSITIVE_INFINITY;
      expect(applier.apply(entries(next)).ok).toBe(true);
    }
  });
});
