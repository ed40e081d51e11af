/** What TypeScript believes about the kernel side, against the built object and its headers. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COUNTED_PROTOCOLS } from '../../electron/contract/counted-protocol.ts';
import { MAX_LISTS } from '../../electron/contract/list.ts';
import { MAX_SNAPSHOT_BYTES } from '../../electron/contract/packet-batch.ts';
import {
  DIRECTION,
  MARK,
  NO_RULE_SLOT,
  REASON,
  RECORD_BYTES,
  RECORD_OFFSETS,
  VERDICT,
} from '../../electron/contract/packet-record.ts';
import { MAX_RULES } from '../../electron/contract/rule.ts';
import {
  BUDGET_WINDOWS_PER_SECOND,
  FEATURE,
  FIRST_PACKETS,
  LAYOUTS,
  MAX_FLOWS,
  MAX_INTERFACES,
  MAX_LIST_LENGTHS_V6,
  MAX_SLOTS,
  WANTED,
} from '../../electron/engine/bpf/layout.ts';
import {
  DESTINATION_LIST_KEYS,
  FIELD,
  FIELDS_WITH_TABLE,
  KIND,
  KINDS,
  MAX_POSITIONS,
  MAX_RANGES,
  MAX_VECTORS,
  NO_VALUE,
  PROTOCOL_ANY,
  RULE_ACTION,
  TABLE_LAYOUTS,
  UDP_PORT_KEYS,
  V4_UPPER_HALVES,
  VECTOR_WORDS,
} from '../../electron/engine/compiler/tables.ts';
import { ADDRESS_TABLES } from '../../electron/engine/enforcement/address-table.ts';
import {
  BLOCK_LISTS,
  BLOCK_WORDS,
  BLOCKS,
  CHUNK_LISTS,
  CHUNK_WORDS,
  FIRST_LEAF,
  LEAF_WORDS,
  LEAVES,
  NEXT_CHUNK,
} from '../../electron/engine/lists/v4-layout.ts';
import { V6_KEY_BYTES } from '../../electron/engine/lists/v6-entries.ts';
import { readStructLayouts } from '../support/btf.ts';
import { falseClaims } from '../support/c-claims.ts';
import { FILTER_OBJECT, ROOT } from '../support/paths.ts';

const structs = readStructLayouts(FILTER_OBJECT);
const WORD_BYTES = 4;

/** Structs whose bytes TypeScript writes or reads, whole. */
const WHOLE = {
  packet_record: { size: RECORD_BYTES, offsets: RECORD_OFFSETS },
  ...LAYOUTS,
  ...TABLE_LAYOUTS,
};

test.each(Object.entries(WHOLE))('struct %s is laid out as in the built object', (name, layout) => {
  const built = structs.get(name);
  expect(built?.size).toBe(layout.size);
  const offsets = Object.entries(built?.offsets ?? {}).filter(([field]) => field !== 'unused');
  expect(Object.fromEntries(offsets)).toEqual(layout.offsets);
});

test('words of the list tables stand where the built object has them', () => {
  expect(structs.get('list_block')).toMatchObject({
    size: BLOCK_WORDS * WORD_BYTES,
    offsets: {
      present: 0,
      leaves: LEAVES * WORD_BYTES,
      first_leaf: FIRST_LEAF * WORD_BYTES,
      lists: BLOCK_LISTS * WORD_BYTES,
    },
  });
  expect(structs.get('list_chunk')).toMatchObject({
    size: CHUNK_WORDS * WORD_BYTES,
    offsets: { bits: 0, next: NEXT_CHUNK * WORD_BYTES, lists: CHUNK_LISTS * WORD_BYTES },
  });
  expect(structs.get('list_v6_key')).toEqual({
    size: V6_KEY_BYTES,
    offsets: { address: 0, length_bits: 16 },
  });
});

/** Every enum that TypeScript has a twin of: its file, and its enumerators in order. */
const ENUMS: Readonly<Record<string, readonly [string, Readonly<Record<string, number>>]>> = {
  verdict: ['verdict.h', named('VERDICT', VERDICT)],
  reason: ['verdict.h', named('REASON', REASON)],
  direction: ['verdict.h', named('DIRECTION', DIRECTION)],
  mark: ['packet_record.h', named('MARK', MARK)],
  rule_action: ['rules.h', named('ACTION', RULE_ACTION)],
  protocol_class: [
    'rules.h',
    {
      ...named('PROTOCOL', Object.fromEntries(COUNTED_PROTOCOLS.map((name, at) => [name, at]))),
      PROTOCOL_CLASSES: PROTOCOL_ANY,
      PROTOCOL_ANY,
    },
  ],
  feature: ['rules.h', named('FEATURE', FEATURE)],
  wanted: ['controls.h', named('WANTED', WANTED)],
  packet_kind: [
    'vectors.h',
    { ...named('KIND', KIND), KIND_OTHER: KIND.arp + 1, KINDS: KIND.arp + 2 },
  ],
};

test.each(Object.entries(ENUMS))(
  'enum %s has these numbers, and no others',
  (name, [file, twin]) => {
    expect(enumerators(file, name)).toEqual(Object.keys(twin));
    expect(falseClaims(twin)).toEqual([]);
  },
);

test('fields stand in the order of their enum', () => {
  const { FIELDS_WITH_TABLE: _, ...fields } = Object.fromEntries(
    enumerators('vectors.h', 'field').map((name) => [name, true]),
  );
  const twin = named('FIELD', FIELD);
  expect(Object.keys(fields)).toEqual([...Object.keys(twin), 'FIELDS']);
  const counts = { FIELDS_WITH_TABLE, FIELDS: Object.keys(FIELD).length };
  expect(falseClaims({ ...twin, ...counts })).toEqual([]);
});

test('limits agree', () => {
  const claims = {
    MAX_RULES: MAX_SLOTS,
    NO_RULE_SLOT,
    MAX_INTERFACES,
    MAX_FLOWS,
    FIRST_PACKETS,
    MAX_SNAPSHOT_BYTES,
    // What stands in the ring beyond the record.
    '__builtin_offsetof(struct snapshot, bytes)': RECORD_BYTES,
    MAX_LISTS,
    MAX_LIST_LENGTHS_V6,
    LIST_BLOCKS: BLOCKS,
    'sizeof(list_leaf)': LEAF_WORDS * WORD_BYTES,
    V4_PLACES: ADDRESS_TABLES.remote_v4_rules.bucketPlaces,
    V6_PLACES: ADDRESS_TABLES.remote_v6_rules.bucketPlaces,
    VECTOR_WORDS,
    MAX_POSITIONS,
    MAX_RANGES,
    NO_VALUE,
    KINDS,
    PORT_KEYS: 2 * UDP_PORT_KEYS,
    'LIST_RULE_KEY(0, 1)': DESTINATION_LIST_KEYS,
    LIST_RULE_KEYS: 2 * DESTINATION_LIST_KEYS,
    '1 << BUDGET_WINDOW_SHIFT': 1e9 / BUDGET_WINDOWS_PER_SECOND,
    'sizeof(((struct v4_ranges *)0)->steps)': V4_UPPER_HALVES,
    // Indexes of vectors are 16 bits wide.
    '(__u16)~0': MAX_VECTORS,
  };
  expect(falseClaims(claims)).toEqual([]);
  expect(MAX_SLOTS).toBeLessThan(NO_RULE_SLOT);
  expect(MAX_RULES).toBeLessThan(MAX_SLOTS);
});

test('a claim that does not hold is found', () => {
  expect(falseClaims({ MAX_FLOWS, NO_VALUE: 1 })).toMatchObject([
    expect.stringContaining('NO_VALUE is not 1'),
  ]);
});

/** The names in front of `values` as C has them: `remoteV4` to `FEATURE_REMOTE_V4`. */
function named(prefix: string, values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${prefix}_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
      value,
    ]),
  );
}

/** Names of an enum, from the source: they do not reach the BTF once functions are inlined. */
function enumerators(header: string, name: string): string[] {
  const source = readFileSync(`${ROOT}bpf/include/${header}`, 'utf8').replaceAll(
    /\/\*[\s\S]*?\*\//g,
    '',
  );
  const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(source)?.[1] ?? '';
  return body.split(',').flatMap((item) => item.split('=')[0]?.trim() || []);
}
