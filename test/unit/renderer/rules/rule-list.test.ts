import { describe, expect, it } from 'vitest';
import { builtInLoss, isBuiltInForce } from '../../../../electron/contract/built-in-text.ts';
import type { Rule } from '../../../../electron/contract/rule.ts';
import type { RuleBookState } from '../../../../electron/contract/state.ts';
import { rowWindow } from '../../../../renderer/model/row-window.ts';
import { findingText } from '../../../../renderer/model/rules/finding-text.ts';
import { listItems } from '../../../../renderer/model/rules/list-items.ts';
import {
  gapAt,
  moveTarget,
  numberAfterMove,
  stepGap,
} from '../../../../renderer/model/rules/rule-order.ts';
import { demoRule } from '../../../support/demo-rule.ts';

const PASS = { in: 'pass', out: 'pass' } as const;
const ARP: Rule = {
  ...demoRule('built-in-arp', 'pass both arp', { name: 'ARP' }),
  origin: 'built-in',
};
const MALFORMED: Rule = {
  ...demoRule('built-in-malformed', 'drop both malformed', { enabled: false }),
  origin: 'built-in',
};

function book(...rules: readonly Rule[]): Pick<RuleBookState, 'rules' | 'builtIn' | 'defaults'> {
  return { rules, builtIn: [MALFORMED, ARP], defaults: PASS };
}

describe('the lines of the list', () => {
  const rules = [
    demoRule('a', 'pass tcp dport 22', { name: 'Way in' }),
    demoRule('b', 'drop src 203.0.113.0/24', { enabled: false }),
    demoRule('c', 'drop both remote 2001:db8:bad::/48'),
  ];
  const told = (find: string) =>
    listItems(book(...rules), find).map((item) =>
      item.kind === 'heading'
        ? `${item.title}: ${item.note}`
        : item.kind === 'note'
          ? item.text
          : item.key,
    );

  it('are yours in order, then the built-in ones', () => {
    expect(told('')).toEqual([
      'Yours: 3 rules, 1 off',
      'a',
      'b',
      'c',
      expect.stringMatching(/^Built in: .*in force only while it does/),
      'built-in-malformed',
      'built-in-arp',
    ]);
  });

  it('keep their numbers when a search narrows them', () => {
    const items = listItems(book(...rules), '2001:db8:bad::7');
    expect(items.find((item) => item.key === 'c')).toMatchObject({ number: 3 });
    expect(told('2001:db8:bad::7')).toEqual(['Yours: 1 of 3 rules, 1 off', 'c']);
  });

  it('are found by text, by name, and by an address that a prefix holds', () => {
    expect(told('dport 22')).toContain('a');
    expect(told('way')).toContain('a');
    expect(told('203.0.113.9')).toContain('b');
    expect(told('203.0.114.9')).not.toContain('b');
    expect(told('arp')).toContain('built-in-arp');
  });

  it('say that there is none', () => {
    expect(listItems(book(), '').find(({ kind }) => kind === 'note')).toMatchObject({
      text: expect.stringMatching(/No rules yet/),
    });
    expect(told('nothing like it')).toContainEqual(expect.stringMatching(/nothing like it/));
  });

  it('are muted where they have no effect', () => {
    const muted = (defaults: RuleBookState['defaults']) =>
      listItems({ ...book(...rules), defaults }, '').flatMap((item) =>
        item.kind === 'rule' && !item.inForce ? [item.key] : [],
      );
    expect(muted(PASS)).toEqual(['b', 'built-in-malformed', 'built-in-arp']);
    expect(muted({ in: 'drop', out: 'pass' })).toEqual(['b', 'built-in-malformed']);
  });
});

describe('built-in rules', () => {
  it('are in force while the default of their direction drops', () => {
    const answers = { enabled: true, text: 'pass udp sport 67 dport 68' };
    expect(isBuiltInForce(answers, { in: 'drop', out: 'pass' })).toBe(true);
    expect(isBuiltInForce(answers, { in: 'pass', out: 'drop' })).toBe(false);
    expect(isBuiltInForce({ ...answers, enabled: false }, { in: 'drop', out: 'drop' })).toBe(false);
    expect(isBuiltInForce({ enabled: true, text: MALFORMED.text }, PASS)).toBe(true);
  });

  it('say what breaks without them', () => {
    expect(builtInLoss(ARP)).toMatch(/router/);
    expect(builtInLoss(MALFORMED)).toBeUndefined();
    expect(builtInLoss({ id: 'built-in-later', name: 'Later', text: 'pass gre' })).toMatch(/Later/);
  });
});

describe('moving', () => {
  const ids = ['a', 'b', 'c', 'd'];

  it('names the rule to stand in front of', () => {
    expect(moveTarget(ids, 0, 2)).toBe('c');
    expect(moveTarget(ids, 3, 0)).toBe('a');
    expect(moveTarget(ids, 0, 4)).toBeNull();
    expect(moveTarget(ids, 0, 99)).toBeNull();
  });

  it('goes nowhere into its own place', () => {
    expect(moveTarget(ids, 1, 1)).toBeUndefined();
    expect(moveTarget(ids, 1, 2)).toBeUndefined();
    expect(moveTarget(ids, -1, 2)).toBeUndefined();
    expect(moveTarget(ids, 0, -1)).toBeUndefined();
  });

  it('leads one step to where the number says', () => {
    expect(moveTarget(ids, 1, stepGap(1, 4, 'up'))).toBe('a');
    expect(moveTarget(ids, 1, stepGap(1, 4, 'down'))).toBe('d');
    expect(moveTarget(ids, 1, stepGap(1, 4, 'top'))).toBe('a');
    expect(moveTarget(ids, 1, stepGap(1, 4, 'bottom'))).toBeNull();
    expect(numberAfterMove(1, stepGap(1, 4, 'up'))).toBe(1);
    expect(numberAfterMove(1, stepGap(1, 4, 'down'))).toBe(3);
    expect(numberAfterMove(1, stepGap(1, 4, 'bottom'))).toBe(4);
  });

  it('finds the gap under the pointer', () => {
    expect(gapAt(13, 28, 4)).toBe(0);
    expect(gapAt(15, 28, 4)).toBe(1);
    expect(gapAt(-50, 28, 4)).toBe(0);
    expect(gapAt(9999, 28, 4)).toBe(4);
  });
});

describe('what the list points out', () => {
  const places = new Map([['a', 3]]);
  const placeOf = (id: string) => places.get(id);

  it('names the rule that decides before', () => {
    expect(findingText({ kind: 'shadowed', by: 'a' }, placeOf)).toBe(
      'Never reached, rule 3 covers it',
    );
    expect(findingText({ kind: 'duplicate', by: 'a' }, placeOf)).toBe('Same as rule 3');
    expect(findingText({ kind: 'shadowed', by: 'gone' }, placeOf)).toBe(
      'Never reached, another rule covers it',
    );
  });
});

describe('rows of another height', () => {
  it('are windowed alike', () => {
    expect(rowWindow(4096, 280, 100, 28)).toMatchObject({ firstIndex: 10, endIndex: 14 });
  });
});
