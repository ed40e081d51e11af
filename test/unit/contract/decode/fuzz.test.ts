import { expect, test } from 'vitest';
import { checkDecoding } from '../../../support/decode-fuzz.ts';
import { Random } from '../../../support/random.ts';

const PACKETS = 20_000;

test(`${PACKETS} packets that were tampered with: nothing throws, nothing leaves its bounds`, {
  timeout: 60_000,
}, () => {
  const random = new Random(20_261);
  const kinds = new Set<string>();
  for (let count = 0; count < PACKETS; count += 1) {
    for (const { id, problem } of checkDecoding(random).layers) {
      kinds.add(id);
      if (problem) kinds.add(problem.kind);
    }
  }
  // It has seen every layer, and every way in which one can end too early.
  for (const kind of [
    'ipv6',
    'extension',
    'tcp',
    'dns',
    'dhcp',
    'tls',
    'http',
    'quic',
    'trailer',
  ]) {
    expect(kinds).toContain(kind);
  }
  expect(kinds).toContain('cut');
  expect(kinds).toContain('malformed');
});
