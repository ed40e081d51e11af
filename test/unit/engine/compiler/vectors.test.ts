import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { compileRuleset } from '../../../../electron/engine/compiler/compile-ruleset.ts';
import { MAX_POSITIONS, TABLE_LAYOUTS } from '../../../../electron/engine/compiler/tables.ts';
import { CONTEXT, compiled, labelled, referenceOf } from './labelled.ts';

describe('vectors', () => {
  const LINES = [
    'drop tcp dport 1-100',
    'pass src 192.0.2.0/24',
    'count ether src 02:00:00:00:00:01',
    'drop both host 2001:db8::/32 port 53',
    'drop src list bad',
    'drop iface eth0 vlan 5',
    'limit 5/s burst 5 udp',
  ];

  test('are the same for the same rules', () => {
    expect(serialize(compiled(LINES)).equals(serialize(compiled(LINES)))).toBe(true);
  });

  test('can be sent from a worker', () => {
    const ruleset = compiled(['drop ttl 1 src list bad', 'drop udp']);
    expect(structuredClone(ruleset)).toEqual(ruleset);
  });

  test('are kept once each', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `drop tcp dport ${2 * index} ttl 1`);
    const { vectors = new Uint8Array() } = compiled(lines).in.vectors ?? {};
    const { size } = TABLE_LAYOUTS.vector;
    const texts = Array.from({ length: vectors.length / size }, (_, index) =>
      Buffer.from(vectors.subarray(index * size, (index + 1) * size)).toString('hex'),
    );
    expect(new Set(texts).size).toBe(texts.length);
    // None and all of them, which two fields share, and one for each port.
    expect(texts).toHaveLength(302);
  });

  test('begin with some field, also where rules accept everything', () => {
    const { vectors } = compiled(['count any']).in;
    expect(vectors?.fields).not.toBe(0);
    expect([...(vectors?.positions ?? [])]).toEqual([referenceOf(0)]);
  });

  test('have tables only for fields that rules ask for', () => {
    const { vectors } = compiled(['drop tcp dport 1-5']).in;
    expect(vectors?.classTables).toHaveLength(2 * TABLE_LAYOUTS.class_table.size);
    expect([vectors?.v4, vectors?.v6, vectors?.macs]).toEqual([{}, {}, []]);
    // Every frame has a length, so this asks for nothing.
    expect(compiled(['count length 0-65535']).in.vectors?.fields).toBe(
      compiled(['count any']).in.vectors?.fields,
    );
  });

  test('have a fingerprint of what they are made from', () => {
    const fingerprint = (lines: readonly string[], context = CONTEXT) =>
      compiled(lines, context).in.vectors?.fingerprint;
    const original = fingerprint(LINES);
    const changed = (line: string, to: string) => LINES.map((each) => (each === line ? to : each));
    expect(fingerprint(changed('drop src list bad', 'off pass src list bad'))).toBe(original);
    expect(fingerprint([...LINES, 'drop icmp'])).toBe(original);
    expect(fingerprint([...LINES, 'drop out ttl 5'])).toBe(original);
    expect(fingerprint([...LINES, 'drop ttl 5'])).not.toBe(original);
    expect(fingerprint(changed('drop src list bad', 'drop src list worse'))).not.toBe(original);
    expect(fingerprint(LINES.toReversed())).not.toBe(original);
    const lists = new Map([...CONTEXT.lists, ['bad', 7]]);
    expect(fingerprint(LINES, { ...CONTEXT, lists })).not.toBe(original);
    const unrelated = new Map([...CONTEXT.lists, ['new', 7]]);
    expect(fingerprint(LINES, { ...CONTEXT, lists: unrelated })).toBe(original);
  });
});

describe('limits', () => {
  /** Each takes a position. */
  const singles = (count: number) =>
    Array.from({ length: count }, (_, index) => `drop udp dport ${index} ttl 7`);
  /** Each takes two. */
  const pairs = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `drop udp host 10.0.${index >> 7}.${2 * (index & 127)}`,
    );

  test.each([63, 64, 65, 4095])('%i rules of several criteria', (count) => {
    const { vectors } = compiled(singles(count)).in;
    expect([...(vectors?.positions ?? [])]).toEqual(
      singles(count).map((_, slot) => referenceOf(slot)),
    );
  });

  test('positions are used up to the last one, and not beyond', () => {
    expect(compiled(pairs(MAX_POSITIONS / 2)).in.vectors?.positions).toHaveLength(MAX_POSITIONS);
    const outcome = compileRuleset(
      labelled([...pairs(MAX_POSITIONS / 2), 'drop frag later']),
      CONTEXT,
    );
    expect(!outcome.ok && outcome.error.code).toBe('too-complex');
    // A rule of one exact value takes none.
    expect(compileRuleset(labelled([...pairs(MAX_POSITIONS / 2), 'drop tcp']), CONTEXT).ok).toBe(
      true,
    );
  });

  test('one rule of too many alternatives', () => {
    const hosts = Array.from({ length: 20 }, (_, index) => `host 10.0.0.0/${8 + index}`);
    const outcome = compileRuleset(labelled([`drop ${hosts.join(' ')}`]), CONTEXT);
    expect(!outcome.ok && outcome.error.code).toBe('too-complex');
  });

  test('ranges of addresses', () => {
    const lines = Array.from({ length: 80 }, (_, rule) => {
      const addresses = Array.from({ length: 120 }, (_, index) => `10.${rule}.${index}.1`);
      return `drop udp src ${addresses.join(', ')}`;
    });
    const outcome = compileRuleset(labelled(lines), CONTEXT);
    expect(!outcome.ok && outcome.error).toMatchObject({
      code: 'too-complex',
      message: expect.stringContaining('19,201'),
    });
    expect(compileRuleset(labelled(lines.slice(0, 68)), CONTEXT).ok).toBe(true);
  });

  test('a rule for each of sixteen lists is not too much', () => {
    const names = Array.from({ length: 16 }, (_, index) => `list-${index}`);
    const lists = new Map(names.map((name, bit) => [name, bit]));
    const lines = names.map((name) => `drop src list ${name}`);
    expect(compileRuleset(labelled(lines), { ...CONTEXT, lists }).ok).toBe(true);
  });
});
