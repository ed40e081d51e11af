import { describe, expect, it } from 'vitest';
import { languageErrorText } from '../../../../electron/contract/language/language-error.ts';
import {
  parseMatch,
  parseRuleFile,
  parseRuleLine,
} from '../../../../electron/contract/language/parse.ts';
import { printRuleFile, printRuleLine } from '../../../../electron/contract/language/print.ts';
import { expectOk } from '../../../support/expect-ok.ts';

const FILE = `# what I block
drop tcp dport 8080

   # a note
off drop in host 192.0.2.1   # an old one
limit 100/s udp dport dns
default in drop  # all the rest
`;

describe('a rule file', () => {
  it('is read line by line', () => {
    const { file, errors } = parseRuleFile(FILE);
    expect(errors).toEqual([]);
    expect(file.rules.map(printRuleLine)).toEqual([
      'drop tcp dport 8080',
      'off drop host 192.0.2.1 # an old one',
      'limit 100/s burst 100 udp dport 53',
    ]);
    expect(file.defaults).toEqual({ in: 'drop' });
    expect(parseRuleFile(printRuleFile(file))).toEqual({ file, errors: [] });
  });

  it('may have the line ends and the mark of another system', () => {
    expect(parseRuleFile(`\ufeff${FILE.replaceAll('\n', '\r\n')}`)).toEqual(parseRuleFile(FILE));
  });

  it('may be empty', () => {
    const nothing = { file: { rules: [], defaults: {} }, errors: [] };
    expect(parseRuleFile('')).toEqual(nothing);
    expect(parseRuleFile('\n# nothing\n')).toEqual(nothing);
    expect(printRuleFile(nothing.file)).toBe('');
  });

  it('tells of every line that it cannot read, and reads the rest', () => {
    const { file, errors } = parseRuleFile(
      'drop tcp dprt 22\ndrop udp\n\nrejct tcp\nDEFAULT out pass',
    );
    expect(file.rules).toEqual([expectOk(parseRuleLine('drop udp'))]);
    expect(file.defaults).toEqual({ out: 'pass' });
    expect(errors.map(({ line, column, length }) => [line, column, length])).toEqual([
      [1, 10, 4],
      [4, 1, 5],
    ]);
    expect(languageErrorText(errors[0] as (typeof errors)[0])).toBe(
      'line 1, column 10: "dprt" is not a criterion. Expected a word such as dport, sport, port, src, dst, remote, local, host.',
    );
  });

  it.each([
    ['default', 8, 'The direction is missing.'],
    ['default both drop', 9, '"both" is not a direction here.'],
    ['default in', 11, 'The verdict is missing.'],
    ['default in count', 12, '"count" is not a verdict here.'],
    ['default in drop tcp', 17, '"tcp" is too much'],
    [
      'default in drop\ndefault in pass',
      9,
      'The default of "in" stands in an earlier line already.',
    ],
  ])('%s is refused', (text, column, message) => {
    const { errors } = parseRuleFile(text);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.column).toBe(column);
    expect(errors[0]?.message).toContain(message);
  });
});

describe('bounds', () => {
  const tooLong = [
    expect.objectContaining({ message: expect.stringContaining('more than 5000 lines') }),
  ];

  it('hold for a file', () => {
    expect(parseRuleFile('drop tcp\n'.repeat(5000)).errors).toEqual([]);
    expect(parseRuleFile('drop tcp\n'.repeat(5001)).errors).toEqual(tooLong);
    expect(parseRuleFile(`# ${'x'.repeat(1_000_000)}`).errors).toEqual(tooLong);
  });

  it('hold for a line', () => {
    const message = (line: string) => {
      const read = parseRuleLine(line);
      return read.ok ? 'read' : read.error.message;
    };
    expect(message(`drop tcp ${' '.repeat(3991)}`)).toBe('read');
    expect(message(`drop tcp ${' '.repeat(3992)}`)).toContain('longer than 4000 characters');
    expect(message(`drop ${'tcp '.repeat(64)}`)).toBe('read');
    expect(message(`drop ${'tcp '.repeat(65)}`)).toContain('up to 64 criteria');
    const ports = (count: number) => Array.from({ length: count }, (_, port) => port * 2).join(',');
    expect(message(`drop dport ${ports(256)}`)).toBe('read');
    expect(message(`drop dport ${ports(257)}`)).toContain('up to 256 values');
    const protocols = Array.from({ length: 256 }, (_, protocol) => protocol).join(',');
    expect(message(`drop proto ${protocols}`)).toBe('read');
    expect(message(`drop tcp, ${protocols}`)).toContain('up to 256 values');
  });

  it('hold for the canonical text as well', () => {
    // With blanks behind the commas it would not fit on a line any more.
    const ports = (first: number) =>
      Array.from({ length: 200 }, (_, index) => first + index * 2).join(',');
    const line = `drop ${[10_000, 11_000, 12_000].map((first) => `not dport ${ports(first)}`).join(' ')}`;
    expect(line.length).toBeLessThan(4000);
    const read = parseRuleLine(line);
    expect(!read.ok && read.error.message).toContain('longer than 3800 characters');
    const match = parseMatch(line.slice('drop '.length));
    expect(!match.ok && match.error.message).toContain('longer than 3800 characters');
  });

  it('leave room for everything that a rule may be given', () => {
    const names = Array.from({ length: 80 }, (_, index) => `very-long-name-of-a-list-${index}`);
    const statement = `drop src list ${names.join(',')} dst list ${names.slice(0, 50).join(',')}`;
    const line = expectOk(parseRuleLine(statement));
    const whole = { ...line, enabled: false, lifetime: { until: 0 }, name: 'n'.repeat(80) };
    expect(expectOk(parseRuleLine(printRuleLine(whole)))).toEqual(whole);
  });

  it('end even on hostile text', () => {
    const random = '(.*)*,,,##"\\u0000\u2028-!+/: 0x';
    for (const text of [
      random.repeat(100),
      ','.repeat(4000),
      'not '.repeat(1000),
      '1'.repeat(4000),
    ]) {
      expect(parseRuleLine(text).ok).toBe(false);
      expect(parseRuleFile(`${text}\n`.repeat(200)).errors.length).toBeGreaterThan(0);
    }
  });
});
