import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { NO_PACKETS } from '../../../electron/contract/accounting.ts';
import { createStreamOutput } from '../../../electron/headless/output.ts';
import { statusText } from '../../../electron/headless/status-line.ts';
import { parseCount, parseWords } from '../../../electron/headless/usage-error.ts';
import { summaryText } from '../../../electron/headless/watch.ts';
import { COUNTERS } from '../../support/fake-session.ts';

it('says in one sentence what is wrong with the words given', () => {
  const options = { json: { type: 'boolean' }, port: { type: 'string' } } as const;
  expect(() => parseWords({ args: ['--frob'], options })).toThrow("Unknown option '--frob'.");
  expect(() => parseWords({ args: ['x'], options })).toThrow("Unexpected argument 'x'.");
  expect(() => parseWords({ args: ['--port'], options })).toThrow(
    /^Option '--port <value>' argument missing\.$/,
  );
  expect(parseWords({ args: ['--json'], options }).values.json).toBe(true);
});

it.each(['', '-1', '1.5', '0x10', '1e3', 'ten', '11', '99999999999'])(
  'takes "%s" for no number from 0 to 10',
  (text) => {
    expect(() => parseCount('--port', text, 0, 10)).toThrow(/--port takes a number from 0 to 10/);
  },
);

it('takes whole numbers in the range', () => {
  expect(parseCount('--port', '10', 0, 10)).toBe(10);
  expect(parseCount('--port', undefined, 0, 10)).toBeUndefined();
});

it('tells how an engine is doing in one line', () => {
  expect(statusText({ attachments: [], counters: undefined, rules: 0 })).toBe(
    'Watching nothing: 0 packets, 0 dropped by 0 rules.',
  );
  const attachments = ['eth0', 'lab0'].map((name, index) => ({
    interface: name,
    ifindex: index,
    mode: 'native' as const,
    programId: 1,
    egress: 'tcx' as const,
    attachedAt: 0,
    state: index === 0 ? ('attached' as const) : ('gone' as const),
  }));
  const total = { pass: { packets: 12_000, bytes: 0 }, drop: { packets: 345, bytes: 0 } };
  expect(statusText({ attachments, counters: { ...COUNTERS, total }, rules: 1 })).toBe(
    'Watching eth0: 12,345 packets, 345 dropped by 1 rule.',
  );
});

it('sums up a watch, every loss by its place', () => {
  expect(summaryText(1, NO_PACKETS)).toBe('1 packet; none lost');
  expect(summaryText(2, { ...NO_PACKETS, sampledOut: 3, lostRing: 4, lostLink: 5 })).toBe(
    '2 packets; 3 sampled out, 4 lost in the ring, 5 lost because the output was read too slowly',
  );
});

it('says that its reader is behind, and ends when it leaves', async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const output = createStreamOutput(stream, 10);
  expect(output.isBehind).toBe(false);
  output.write('0123456789');
  output.write('abc');
  expect(output.isBehind).toBe(true);
  stream.read();
  stream.read();
  expect(output.isBehind).toBe(false);
  stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(await output.closed).toBeUndefined();
  await output.flush();
  expect(output.isBehind).toBe(true);
});

it('tells a full disk from a reader that left', async () => {
  const stream = new PassThrough();
  const output = createStreamOutput(stream, 10);
  stream.destroy(Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }));
  expect(await output.closed).toMatchObject({ code: 'write-failed', details: 'ENOSPC' });
});
