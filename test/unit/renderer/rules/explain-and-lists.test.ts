import { describe, expect, it } from 'vitest';
import type { ExplanationStep } from '../../../../electron/contract/explanation.ts';
import { parseRuleFile } from '../../../../electron/contract/language/parse.ts';
import {
  joined,
  listSentences,
  shownSteps,
} from '../../../../renderer/model/rules/explain-steps.ts';
import { importSummary } from '../../../../renderer/model/rules/import-summary.ts';
import {
  changeText,
  rulesUsing,
  sourceText,
  suggestedName,
} from '../../../../renderer/model/rules/list-text.ts';
import {
  type NewList,
  nameOfList,
  newListProblem,
} from '../../../../renderer/model/rules/new-list.ts';
import { demoRule } from '../../../support/demo-rule.ts';

describe('an explanation', () => {
  const step = (index: number, outcome: ExplanationStep['outcome'] = 'no'): ExplanationStep => ({
    ruleId: `r${index}`,
    outcome,
    why: 'it is udp, not tcp',
  });

  it('is told whole while it is short', () => {
    const steps = [step(1), step(2, 'off'), step(3, 'decides')];
    expect(shownSteps({ steps })).toEqual(steps);
  });

  it('tells of thousands the ends and what matches', () => {
    const steps = Array.from({ length: 4096 }, (_, index) =>
      step(index, index === 2000 ? 'steps-on' : index === 4095 ? 'decides' : 'no'),
    );
    const shown = shownSteps({ steps });
    const skipped = shown.flatMap((each) => ('skipped' in each ? [each.skipped] : []));
    expect(shown.length).toBeLessThan(40);
    expect(skipped.length).toBe(2);
    expect(skipped.reduce((sum, count) => sum + count, 0) + shown.length - 2).toBe(4096);
    expect(shown).toContainEqual(steps[2000]);
    expect(shown.at(-1)).toEqual(steps[4095]);
  });

  it('names the lists that hold the packet', () => {
    expect(listSentences({ lists: { source: [], destination: [] } })).toEqual([]);
    expect(listSentences({ lists: { source: ['a', 'b'], destination: ['c'] } })).toEqual([
      'The source is in a and b.',
      'The destination is in c.',
    ]);
    expect(joined(['a', 'b', 'c'])).toBe('a, b and c');
  });
});

describe('a rule file to import', () => {
  it('is summed up', () => {
    const { file } = parseRuleFile('drop arp\noff drop igmp\ndefault in drop\n');
    expect(importSummary(file)).toMatch(/^2 rules, 1 of them off; incoming packets are dropped/);
    expect(importSummary(file)).toMatch(/on trial/);
    expect(importSummary(parseRuleFile('drop arp\n').file)).toBe('1 rule.');
  });
});

describe('lists', () => {
  it('say where they come from', () => {
    expect(sourceText({ url: 'https://lists.example.net/drop.txt' })).toBe(
      'lists.example.net/drop.txt',
    );
    expect(sourceText({ path: '/etc/drop.txt' })).toBe('/etc/drop.txt');
    expect(sourceText({ upload: 'u1', fileName: 'drop.txt' })).toBe('drop.txt, sent from here');
  });

  it('tell what a refresh changed', () => {
    expect(changeText({ added: 1200, removed: 3 })).toBe('+1,200 −3');
    expect(changeText({ added: 0, removed: 0 })).toBe('');
    expect(changeText(undefined)).toBe('');
  });

  it('are used by the rules that name them', () => {
    const rules = [
      demoRule('a', 'drop src list drop-list'),
      demoRule('b', 'drop src list drop-list-2'),
      demoRule('c', 'pass not remote list office, drop-list dport 22 tcp'),
      demoRule('d', 'drop arp'),
    ];
    expect(rulesUsing(rules, 'drop-list').map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('get a name from where they come from', () => {
    expect(suggestedName('https://lists.example.net/Drop.txt?format=plain')).toBe('drop');
    expect(suggestedName('/etc/portcullis/office net.netset')).toBe('office-net');
    expect(suggestedName('https://lists.example.net/_..txt')).toBe('');
    expect(suggestedName(`/x/${'a'.repeat(60)}`)).toHaveLength(31);
  });

  const list: NewList = {
    kind: 'url',
    text: 'https://lists.example.net/drop.txt',
    file: undefined,
    name: undefined,
    refreshSeconds: 3600,
  };

  it('are added when everything about them is right', () => {
    expect(newListProblem(list, ['office'])).toBeUndefined();
    expect(nameOfList(list)).toBe('drop');
    expect(nameOfList({ ...list, name: '' })).toBe('');
  });

  it('are refused before anything is fetched', () => {
    expect(newListProblem({ ...list, text: 'http://lists.example.net/drop.txt' }, [])).toMatch(
      /https/,
    );
    expect(newListProblem({ ...list, text: 'javascript:alert(1)' }, [])).toMatch(/https/);
    expect(newListProblem({ ...list, kind: 'path', text: 'drop.txt' }, [])).toMatch(/whole path/);
    expect(newListProblem({ ...list, kind: 'file' }, [])).toMatch(/Choose a file/);
    expect(newListProblem({ ...list, name: 'drop' }, ['drop'])).toMatch(/already/);
    expect(newListProblem({ ...list, name: 'Drop List' }, [])).toMatch(/lower-case/);
    expect(newListProblem({ ...list, name: 'a, b' }, [])).toMatch(/lower-case/);
  });
});
