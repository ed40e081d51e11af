import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../../renderer/model/details/decode-text.ts';
import {
  ancestorsOf,
  detailTree,
  innermost,
  nodeOfBytes,
  nodeText,
  visibleNodes,
} from '../../../../renderer/model/details/detail-tree.ts';
import {
  hexDump,
  hexLines,
  rangeInLine,
  rangeText,
} from '../../../../renderer/model/details/hex-lines.ts';
import { DECODE_SEEDS } from '../../../support/decode-seeds.ts';
import { decodeFrame } from '../../../support/decoded.ts';

const syn = DECODE_SEEDS.synWithOptions as Uint8Array;
const FRAME = [
  { label: 'Time', value: '14:02:11.462 183' },
  { label: 'Direction', value: 'in on eth0', filterText: 'iface eth0' },
  { label: 'Length', value: '74 bytes', filterText: 'len 74' },
];
const nodes = detailTree(decodeFrame(syn), FRAME);

describe('the tree', () => {
  test('begins with the frame and is open where somebody opened it', () => {
    const closed = visibleNodes(nodes, () => false);
    expect(closed.map(nodeText)).toEqual([
      'Frame 14:02:11.462 183, in on eth0, 74 bytes',
      'Ethernet 02:00:00:00:00:01 → 02:00:00:00:00:02',
      'IPv4 203.0.113.77 → 192.0.2.1 TTL 64, checksum right',
      'TCP 40114 → 22 SYN window 64240',
    ]);
    const open = visibleNodes(nodes, ({ path }) => path === 'TCP');
    expect(open.slice(4, 6).map(nodeText)).toEqual([
      'Source port 40114',
      'Destination port 22 ssh',
    ]);
    expect(innermost(nodes)?.label).toBe('TCP');
  });

  test('every byte belongs to the deepest field that it is part of', () => {
    const owners = nodeOfBytes(nodes, syn.length);
    expect(owners[36]?.path).toBe('TCP/Destination port');
    expect(owners[73]?.path).toBe('TCP/Options/Window scale/Shift');
    expect(owners[14]?.path).toBe('IPv4/Version');
    expect(owners.every((owner) => owner !== undefined)).toBe(true);
  });

  test('what a field stands in', () => {
    const shift = nodeOfBytes(nodes, syn.length)[73];
    const around = ancestorsOf(nodes, shift?.id ?? '').map(({ label }) => label);
    expect(around).toEqual(['TCP', 'Options', 'Window scale']);
  });

  test('as text, with what is wrong', () => {
    const text = decodeText(detailTree(decodeFrame(syn, 40), FRAME));
    expect(text.endsWith('\n  Destination port 22 ssh')).toBe(true);
    expect(text).toContain(
      'TCP 40114 → 22 [cut: the last 34 bytes of the packet were not captured]',
    );
  });
});

describe('the bytes', () => {
  test('a line holds sixteen, and says which of them are lit', () => {
    const [, , third] = hexLines(syn);
    expect(third).toMatchObject({ offset: '0020', start: 32 });
    if (!third) return;
    expect(rangeInLine({ start: 36, end: 38 }, third)).toEqual({ start: 4, end: 6 });
    expect(rangeInLine({ start: 20, end: 80 }, third)).toEqual({ start: 0, end: 16 });
    expect(rangeInLine({ start: 20, end: 32 }, third)).toBeUndefined();
  });

  test('as other programs write them', () => {
    expect(hexDump(Uint8Array.of(0x47, 0x45, 0x54, 0x0a))).toBe(
      `0000  47 45 54 0a${' '.repeat(38)}GET·`,
    );
    expect([rangeText({ start: 36, end: 38 }), rangeText({ start: 5, end: 6 })]).toEqual([
      '36–37',
      '5',
    ]);
  });
});
