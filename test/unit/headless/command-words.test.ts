import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../electron/contract/duration.ts';
import { refreshSecondsSchema } from '../../../electron/contract/list.ts';
import { readInterfaceWords } from '../../../electron/headless/commands/attach.ts';
import { readDefaultWords } from '../../../electron/headless/commands/default.ts';
import { readListWords } from '../../../electron/headless/commands/list-words.ts';
import { readRuleWords } from '../../../electron/headless/commands/rule-words.ts';
import {
  readPanicWords,
  readPlaygroundWords,
  readTrialWords,
} from '../../../electron/headless/commands/switches.ts';
import { USAGE, usageOf } from '../../../electron/headless/usage.ts';
import { UsageError } from '../../../electron/headless/usage-error.ts';

const words = (line: string): string[] => line.split(' ').filter(Boolean);

it.each([
  ['list', { do: 'list' }],
  ['add drop tcp dport 22, 80', { do: 'add', line: 'drop tcp dport 22, 80', trial: false }],
  ['add --before 3 drop icmp', { do: 'add', line: 'drop icmp', before: '3', trial: false }],
  ['add drop --try icmp --first', { do: 'add', line: 'drop icmp', before: 'first', trial: true }],
  ['remove 2', { do: 'remove', rule: '2' }],
  ['enable a1b2', { do: 'switch', rule: 'a1b2', enabled: true }],
  ['move 2 first', { do: 'move', rule: '2', before: 'first' }],
  ['move 2 before 1', { do: 'move', rule: '2', before: '1' }],
  ['edit 2 --off', { do: 'edit', rule: '2', change: { enabled: false, trial: false } }],
  ['import -', { do: 'import', file: '-', replace: false, trial: false }],
  ['export', { do: 'export' }],
  ['explain in icmp', { do: 'explain', packet: { text: 'in icmp' } }],
])('reads "rule %s"', (line, command) => {
  expect(readRuleWords(words(line)).command).toEqual(command);
});

it('reads what goes with every rule command', () => {
  expect(readRuleWords(words('add drop icmp --json --yes'))).toMatchObject({
    json: true,
    yes: true,
  });
  expect(readRuleWords(words('list'))).toMatchObject({ json: false, yes: false });
});

it.each([
  ['', /Say what to do with the rules/],
  ['frob', /no "rule frob"/],
  ['list 3', /Unexpected argument '3'/],
  ['add', /Say the rule/],
  ['add drop icmp --first --before 2', /either --first or --before/],
  ['add drop icmp --frob', /Unknown option '--frob'/],
  ['remove', /Name the rule by its number/],
  ['remove 1 2', /nothing to do with "2"/],
  ['edit 1', /Say what to change/],
  ['edit 1 --try', /Say what to change/],
  ['edit 1 --on --off', /either --on or --off/],
  ['edit 1 --for soon', /--for takes a time such as 90s/],
  ['edit 1 --for 0s', /--for takes a time from 1s to 3650d, or "ever", not "0s"/],
  ['edit 1 --for 3651d', /--for takes a time from 1s to 3650d/],
  ['move 1', /Say where to/],
  ['move 1 2', /Say where to/],
  ['move 1 before', /Name the rule that it comes before/],
  ['move 1 first 2', /Say where to/],
  ['import', /Name the file/],
  ['explain', /Say the packet/],
  ['explain --record 00 in icmp', /not both/],
  ['explain --record zz', /--record takes the 88 bytes .* as 176 hexadecimal digits, not "zz"/],
  ['explain --record 00f', /hexadecimal digits, not "00f"/],
])('refuses "rule %s" in a sentence', (line, sentence) => {
  expect(() => readRuleWords(words(line))).toThrow(sentence);
  expect(() => readRuleWords(words(line))).toThrow(UsageError);
});

it.each([
  ['show', { do: 'show' }],
  ['list', { do: 'show' }],
  ['show mine', { do: 'show', name: 'mine' }],
  ['add mine - --every 6h', { do: 'add', name: 'mine', source: '-', refreshSeconds: 21_600 }],
  ['edit mine --every never', { do: 'edit', name: 'mine', refreshSeconds: null }],
  ['refresh mine', { do: 'refresh', name: 'mine' }],
])('reads "list %s"', (line, command) => {
  expect(readListWords(words(line)).command).toEqual(command);
});

it.each([
  ['', /Say what to do with the lists/],
  ['frob', /no "list frob"/],
  ['add', /Name the list/],
  ['add mine', /Say where the list is/],
  ['add mine a b', /nothing to do with "b"/],
  ['add mine a --every day', /--every takes a time such as 30m/],
  ['edit mine --every 59s', /--every takes a time from 1m to 30d, or "never", not "59s"/],
  ['edit mine --every 31d', /--every takes a time from 1m to 30d/],
  ['add Mine a', /A list name is up to 31 letters.* in lower case, not "Mine"/],
  ['refresh ../x', /A list name is/],
  ['edit mine', /Say how often/],
  ['refresh mine --every 1h', /--every goes with/],
])('refuses "list %s" in a sentence', (line, sentence) => {
  expect(() => readListWords(words(line))).toThrow(sentence);
});

it('takes an interval as far as the engine does', () => {
  const engineTakes = (seconds: number | null): boolean =>
    !('issues' in refreshSecondsSchema['~standard'].validate(seconds));
  for (const every of ['1m', '30d']) {
    const { command } = readListWords(['edit', 'mine', '--every', every]);
    if (command.do !== 'edit') throw new Error('not an edit');
    expect(engineTakes(command.refreshSeconds)).toBe(true);
  }
  expect([59, 30 * 24 * 3600 + 1].map(engineTakes)).toEqual([false, false]);
});

it('reads the short verbs, and says what they want', () => {
  expect(readDefaultWords(words('out pass'))).toMatchObject({ direction: 'out', verdict: 'pass' });
  expect(() => readDefaultWords(words('both drop'))).toThrow(/default in, or default out/);
  expect(() => readDefaultWords(words('in reject'))).toThrow(/default in pass, or drop/);
  expect(() => readDefaultWords(words('in drop now'))).toThrow(/nothing to do with "now"/);
  expect(readPanicWords([])).toEqual({ enforcing: false, json: false });
  expect(() => readPanicWords(['now'])).toThrow(/Unexpected argument 'now'/);
  expect(readTrialWords(['keep', '--json'])).toEqual({ keep: true, json: true });
  expect(() => readTrialWords([])).toThrow(/keep or revert/);
  expect(() => readTrialWords(['hasOwnProperty'])).toThrow(/not "hasOwnProperty"/);
  expect(() => readPlaygroundWords(['pause'])).toThrow(/start or stop/);
  expect(() => readInterfaceWords([])).toThrow(/Name the interface/);
  expect(() => readInterfaceWords(['a', 'b'])).toThrow(/nothing to do with "b"/);
});

it.each([
  ['30s', 30],
  ['90m', 5400],
  ['1h30m', 5400],
  ['7d', 604_800],
  ['1d1h1m1s', 90_061],
])('reads the time %s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
  expect(parseDuration(formatDuration(seconds))).toBe(seconds);
});

it.each(['', 'h', '1', '1 h', '-1h', '1.5h', '30m1h', '1h1h', '1w', '1H'])(
  'takes "%s" for no time',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

it('has help for every verb, in lines that fit a terminal', () => {
  for (const verb of [
    ...[
      'attach',
      'default',
      'detach',
      'doctor',
      'install',
      'list',
      'panic',
      'playground',
      'resume',
    ],
    ...['rule', 'serve', 'status', 'trial', 'uninstall', 'watch'],
  ]) {
    const usage = usageOf(verb);
    expect(usage, verb).toContain(`portcullis ${verb}`);
    for (const line of `${USAGE}\n${usage}`.split('\n'))
      expect(line.length).toBeLessThanOrEqual(80);
  }
  expect(usageOf('frob')).toBeUndefined();
  expect(usageOf('constructor')).toBeUndefined();
});
