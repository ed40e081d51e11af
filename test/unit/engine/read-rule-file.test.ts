import { describe, expect, test } from 'vitest';
import { parseRuleFile } from '../../../electron/contract/language/parse.ts';
import { readRuleFile } from '../../../electron/engine/rules/read-rule-file.ts';

function rules(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `drop src 10.0.0.${index}`);
}

describe('a rule file that is read in slices', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['one line without an end', 'drop icmp'],
    ['a mark at its beginning, and lines as Windows ends them', '\ufeffdrop icmp\r\ndrop udp\r\n'],
    [
      'many lines, with remarks',
      ['# mine', ...rules(50), '', 'default in drop', ...rules(50)].join('\n'),
    ],
    ['defaults far apart', ['default in drop', ...rules(50), 'default out drop'].join('\n')],
    ['a default twice', ['default in drop', ...rules(50), 'default in pass'].join('\n')],
    ['more lines than are read', 'drop icmp\n'.repeat(5001)],
    ['faults all over', ['drp icmp', ...rules(45), 'drop', ...rules(45), 'drop x'].join('\n')],
  ])('with %s says the same as at once', async (_, text) => {
    expect(await readRuleFile(text)).toEqual(parseRuleFile(text));
  });

  test('leaves time for others in between', async () => {
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    await readRuleFile(rules(250).join('\n'));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(2);
  });
});
