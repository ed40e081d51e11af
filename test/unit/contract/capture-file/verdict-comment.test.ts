import { expect, it } from 'vitest';
import {
  verdictComment,
  verdictOfComment,
} from '../../../../electron/contract/capture-file/verdict-comment.ts';
import { REASON, VERDICT } from '../../../../electron/contract/packet-record.ts';
import { makeRecord } from '../../../support/make-record.ts';

const drop = { verdict: VERDICT.drop, rule_slot: 3, reason: REASON.rule };
const RULE = { text: 'drop src 203.0.113.77' };

it.each([
  [drop, { ...RULE, place: 7 }, 'dropped by rule 7: drop src 203.0.113.77'],
  [drop, RULE, 'dropped by former rule: drop src 203.0.113.77'],
  [drop, undefined, 'dropped by a rule that is gone'],
  [
    { rule_slot: 9 },
    { text: 'pass arp', name: 'ARP', isBuiltIn: true },
    'passed by built-in rule: pass arp # ARP',
  ],
  [{}, undefined, 'passed: no rule matched'],
  [{ verdict: VERDICT.drop }, undefined, 'dropped: no rule matched'],
  [{ reason: REASON.truncated }, undefined, 'passed: could not be read (cut short)'],
])('says what became of a packet, and can be read back: %o', (fields, rule, comment) => {
  const record = makeRecord(fields);
  expect(verdictComment(record, rule)).toBe(comment);
  expect(verdictOfComment(comment)).toBe(record.verdict === VERDICT.drop ? 'drop' : 'pass');
});

it.each(['', 'dropped it', 'a packet that was dropped by somebody', 'passedby x'])(
  'takes no other comment for a verdict: "%s"',
  (comment) => expect(verdictOfComment(comment)).toBeUndefined(),
);

it('finds it among other comments', () => {
  expect(verdictOfComment('look here\npassed by rule 1: pass')).toBe('pass');
});
