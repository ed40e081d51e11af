import { expect, it } from 'vitest';
import type { Finding } from '../../../electron/contract/doctor.ts';
import {
  diagnosisText,
  plainStyle,
  terminalStyle,
} from '../../../electron/headless/doctor-text.ts';

const KERNEL: Finding = { check: 'kernel', subject: 'Kernel', state: 'good', sentence: 'New.' };
const RIGHTS: Finding = {
  check: 'capabilities',
  subject: 'Rights',
  state: 'fault',
  sentence: 'None.',
  remedy: 'Unlock it.',
  action: 'unlock',
};
const NATIVE: Finding = {
  check: 'native',
  interface: 'eth0',
  subject: 'Native XDP',
  state: 'note',
  sentence: 'No.',
};

function textOf(...findings: Finding[]): string {
  return diagnosisText({ timeMs: 0, findings }, plainStyle);
}

it('groups and aligns, with the remedy beneath and the sum at the end', () => {
  expect(textOf(NATIVE, RIGHTS, KERNEL)).toBe(
    [
      'This machine',
      '  ✓ good   Kernel      New.',
      '',
      'This process',
      '  ✗ fault  Rights      None.',
      '                       Unlock it.',
      '                       The app does it: click Unlock.',
      '',
      'Interface eth0',
      '  • note   Native XDP  No.',
      '',
      '1 fault, 1 note.',
      '',
    ].join('\n'),
  );
});

it.each([
  [[KERNEL], 'No faults, no notes.'],
  [[RIGHTS, RIGHTS, NATIVE], '2 faults, 1 note.'],
  [[], 'No faults, no notes.'],
] as const)('sums up', (findings, sum) => {
  expect(
    textOf(...findings)
      .trimEnd()
      .split('\n')
      .at(-1),
  ).toBe(sum);
});

it('colours the marks and changes nothing else', () => {
  const colored = diagnosisText({ timeMs: 0, findings: [KERNEL, RIGHTS] }, terminalStyle);
  expect(colored).toContain('\x1b[31m✗ fault\x1b[39m  Rights');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are what is taken out
  expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(textOf(KERNEL, RIGHTS));
});

it('lets no name of others steer the terminal', () => {
  const text = textOf({
    ...NATIVE,
    interface: 'e\x1b[2J',
    sentence: 'a\nb\u009bc',
    remedy: '\x07',
  });
  expect(text).toContain('Interface e?[2J\n');
  expect(text).toContain('a?b?c');
  expect(text).toMatch(/ \?\n/);
});
