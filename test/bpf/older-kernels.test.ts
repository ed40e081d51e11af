/** Kernels before 5.17 have no loop helper: few rules may step on, and more are refused. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rulesetOf } from '../support/labelled-rules.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { FRAMES } from '../support/test-frames.ts';

/** Rules that count, and the one word of vectors that they take. */
const MOST = 63;

let plane: PrivatePlane;
beforeEach(async () => {
  plane = await PrivatePlane.open({ hasLoopHelper: false });
});
afterEach(() => plane?.[Symbol.dispose]());

const counting = (count: number) => Array.from({ length: count }, () => 'count icmp');

test('as many as can be stepped over', async () => {
  expect(await plane.enforcer.enforce(rulesetOf([...counting(MOST)]))).toMatchObject({ ok: true });
  plane.run(FRAMES.ping);
  const hits = Array.from({ length: MOST }, (_, slot) => plane.hits(slot));
  expect(hits).toEqual(Array.from({ length: MOST }, () => 1));
});

test.each([
  ['count', counting(MOST + 1)],
  ['limit', Array.from({ length: 65 }, () => 'limit 10/s udp')],
  ['are off', Array.from({ length: 65 }, (_, index) => `off drop udp ttl ${index}`)],
])('too many that %s are refused, and the old ones stay', async (_, lines) => {
  await plane.enforcer.enforce(rulesetOf(['drop udp']));
  const refused = await plane.enforcer.enforce(rulesetOf(lines));
  expect(refused).toMatchObject({ ok: false, error: { code: 'too-complex' } });
  expect(plane.run(FRAMES.udp).verdict).toBe('drop');
});

test('rules that drop or pass are as many as anywhere', async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `pass udp ttl ${index % 64} len 1-99`);
  const enforced = await plane.enforcer.enforce(rulesetOf([...lines, 'drop udp ttl 64 len 1-99']));
  expect(enforced).toMatchObject({ ok: true });
  expect(plane.run(FRAMES.udp)).toMatchObject({ verdict: 'drop', record: { ruleSlot: 3000 } });
});
