import { expect, it } from 'vitest';
import { CODE_LIFETIME_MS, createAccess } from '../../../electron/headless/access.ts';

const ALICE = 1000;
const MALLORY = 1001;

it('lets in whoever redeemed a code, and nobody else', () => {
  const access = createAccess();
  const token = access.redeemCode(access.issueCode(), ALICE) as string;
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(access.admits(token, ALICE)).toBe(true);
  expect(access.admits(`${token}x`, ALICE)).toBe(false);
  expect(access.admits('', ALICE)).toBe(false);
});

it('refuses a stolen token to another user, known or not', () => {
  const access = createAccess();
  const token = access.redeemCode(access.issueCode(), ALICE) as string;
  expect(access.admits(token, MALLORY)).toBe(false);
  expect(access.admits(token, undefined)).toBe(false);
  const unknown = access.redeemCode(access.issueCode(), undefined) as string;
  expect(access.admits(unknown, undefined)).toBe(true);
  expect(access.admits(unknown, MALLORY)).toBe(false);
});

it('takes each code once and for ten minutes', () => {
  let nowMs = 5;
  const access = createAccess(() => nowMs);
  const [used, late] = [access.issueCode(), access.issueCode()];
  nowMs += CODE_LIFETIME_MS - 1;
  expect(access.redeemCode(used, ALICE)).toBeDefined();
  expect(access.redeemCode(used, ALICE)).toBeUndefined();
  nowMs += 1;
  expect(access.redeemCode(late, ALICE)).toBeUndefined();
});

it('keeps a bounded number of codes and sessions, the latest', () => {
  const access = createAccess();
  const codes = Array.from({ length: 100 }, () => access.issueCode());
  expect(access.redeemCode(codes[0] as string, ALICE)).toBeUndefined();
  expect(access.redeemCode(codes[99] as string, ALICE)).toBeDefined();

  const tokens = Array.from({ length: 100 }, () => access.redeemCode(access.issueCode(), ALICE));
  expect(access.admits(tokens[0] as string, ALICE)).toBe(false);
  expect(access.admits(tokens[99] as string, ALICE)).toBe(true);
});
