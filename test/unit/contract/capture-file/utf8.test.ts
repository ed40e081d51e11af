import { expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../../../electron/contract/capture-file/utf8.ts';
import { Random } from '../../../support/random.ts';

it.each(['', 'plain', 'häuser', '€ 5', '𝄞 clef', '\u0000\u007f\u0080\u07ff\u0800\uffff'])(
  'codes %j as everybody does',
  (text) => {
    const bytes = new TextEncoder().encode(text);
    expect(encodeUtf8(text)).toEqual(bytes);
    expect(decodeUtf8(bytes)).toBe(text);
  },
);

it('replaces halves of pairs, as everybody does', () => {
  expect(encodeUtf8('a\ud800b')).toEqual(new TextEncoder().encode('a\ud800b'));
});

it('replaces what is no UTF-8, and reads the rest', () => {
  const random = new Random(3);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const withoutReplacements = (text: string) => text.replaceAll('\ufffd', '');
  for (let round = 0; round < 500; round += 1) {
    const bytes = Uint8Array.from({ length: 12 }, () =>
      random.chance(2) ? random.below(128) : random.below(256),
    );
    expect(withoutReplacements(decodeUtf8(bytes))).toBe(withoutReplacements(decoder.decode(bytes)));
  }
});
