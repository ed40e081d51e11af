import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseRuleLine } from '../../../electron/contract/language/parse.ts';
import type { Snapshot } from '../../../electron/contract/state.ts';
import { conclude } from '../../../electron/headless/commands/conclude.ts';
import type { EngineAccess } from '../../../electron/headless/commands/engine-access.ts';
import { createReport } from '../../../electron/headless/commands/report.ts';
import { SNAPSHOT } from '../../support/fake-session.ts';

let told: string;

beforeEach(() => {
  told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += text;
    return true;
  });
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a fault in a rule', () => {
  const parsed = parseRuleLine('drop tcp dport 70000');
  if (parsed.ok) throw new Error('the rule has a fault');

  it('is told to people in words alone', () => {
    expect(createReport(false).fail(parsed.error)).toBe(1);
    expect(told).toBe(
      'portcullis: Column 16: "70000" is not a port.\n  A port is a number from 0 to 65535.\n',
    );
  });

  it('is told to programs with its place', () => {
    createReport(true).fail(parsed.error);
    expect(JSON.parse(JSON.parse(told).details)).toMatchObject({ line: 1, column: 16, length: 5 });
  });
});

it('tells people the evidence for a failure of the machine', () => {
  createReport(false).fail({ code: 'storage-failed', message: 'No.', remedy: 'Do.', details: 'E' });
  expect(told).toBe('portcullis: No.\n  Do.\n  (E)\n');
});

describe('the end of a change', () => {
  const trial = { what: 'default in drop', endsAt: 1 };

  async function tellOf(rules: Partial<Snapshot['rules']>): Promise<string> {
    const now = { ...SNAPSHOT, rules: { ...SNAPSHOT.rules, ...rules } };
    const client = { call: async () => ({ ok: true, value: now }) };
    const access = { client, isRunning: true } as unknown as EngineAccess;
    // What was on trial before is somebody else's, and asks nothing.
    const intent = { yes: false, before: now };
    await conclude(access, createReport(false), intent, () => ({ value: {}, text: '' }));
    return told;
  }

  it('says that a change could not be saved', async () => {
    expect(await tellOf({ saved: false })).toMatch(/could not be saved/);
  });

  it('does not take for a failure that a trial is not on disk', async () => {
    expect(await tellOf({ saved: false, trial })).toBe('');
  });
});
