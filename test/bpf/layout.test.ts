import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  DIRECTION,
  NO_RULE_SLOT,
  REASON,
  RECORD_BYTES,
  RECORD_OFFSETS,
  VERDICT,
} from '../../electron/contract/packet-record.ts';
import {
  LAYOUTS,
  MAX_RULES,
  PROTOCOL_ANY,
  PROTOCOL_CLASSES,
} from '../../electron/engine/bpf/layout.ts';
import { readStructLayouts } from '../support/btf.ts';
import { FILTER_OBJECT, ROOT } from '../support/paths.ts';

const structs = readStructLayouts(FILTER_OBJECT);

describe('what TypeScript believes about the kernel side', () => {
  test('the packet record has the offsets of the built object', () => {
    expect(structs.get('packet_record')).toEqual({ size: RECORD_BYTES, offsets: RECORD_OFFSETS });
  });

  test.each(Object.entries(LAYOUTS))(
    'struct %s has the size and offsets of the built object',
    (name, layout) => {
      const built = structs.get(name);
      expect(built?.size).toBe(layout.size);
      expect(built?.offsets).toMatchObject(layout.offsets);
    },
  );

  test('every field of a struct that the engine writes is known here, except padding', () => {
    for (const [name, layout] of Object.entries(LAYOUTS)) {
      const fields = Object.keys(structs.get(name)?.offsets ?? {}).filter(
        (field) => field !== 'unused',
      );
      expect(fields.sort()).toEqual(Object.keys(layout.offsets).sort());
    }
  });

  test('protocol classes stand in the order of the enum', () => {
    const values = Object.keys(enumerators('rules.h', 'protocol_class'));
    const names = PROTOCOL_CLASSES.map((name) => `PROTOCOL_${name.toUpperCase()}`);
    expect(values.slice(0, PROTOCOL_ANY)).toEqual(names);
    expect(values[PROTOCOL_ANY]).toBe('PROTOCOL_CLASSES');
  });

  test('reasons have the numbers of the enum', () => {
    expect(enumerators('verdict.h', 'reason')).toEqual({
      REASON_DEFAULT: REASON.default,
      REASON_RULE: REASON.rule,
      REASON_TRUNCATED: REASON.truncated,
      REASON_BAD_HEADER: REASON.badHeader,
      REASON_TOO_MANY_TAGS: REASON.tooManyTags,
      REASON_TOO_MANY_EXTENSIONS: REASON.tooManyExtensions,
    });
  });

  test('limits agree', () => {
    expect(MAX_RULES).toBeLessThan(NO_RULE_SLOT);
    expect(enumerators('verdict.h', 'verdict')).toEqual({
      VERDICT_PASS: VERDICT.pass,
      VERDICT_DROP: VERDICT.drop,
    });
    expect(enumerators('verdict.h', 'direction')).toEqual({
      DIRECTION_IN: DIRECTION.in,
      DIRECTION_OUT: DIRECTION.out,
    });
  });
});

/** Enumerators do not reach the BTF once functions are inlined, so these are read from the source. */
function enumerators(header: string, name: string): Record<string, number> {
  const source = readFileSync(`${ROOT}bpf/include/${header}`, 'utf8').replaceAll(
    /\/\*[\s\S]*?\*\//g,
    '',
  );
  const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(source)?.[1] ?? '';
  let next = 0;
  const values: Record<string, number> = {};
  for (const item of body
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)) {
    const [key = '', value] = item.split('=').map((text) => text.trim());
    if (value !== undefined && /^\d+$/.test(value)) next = Number(value);
    values[key] = next;
    next += 1;
  }
  return values;
}
