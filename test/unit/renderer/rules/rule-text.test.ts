import { describe, expect, it } from 'vitest';
import { lifetimeChoices } from '../../../../renderer/model/rules/lifetime-choices.ts';
import {
  complete,
  completions,
  ruleProblem,
} from '../../../../renderer/model/rules/rule-problem.ts';
import { ruleTokens, withoutVerdict } from '../../../../renderer/model/rules/rule-tokens.ts';
import { lastHitText, ruleTimeLeft } from '../../../../renderer/model/rules/time-text.ts';

describe('the text of a rule in the list', () => {
  const words = (text: string) =>
    ruleTokens(text).map((token) => (token.isWord ? `<${token.text.trim()}>` : token.text.trim()));

  it('sets words off from values', () => {
    expect(words('tcp src 192.0.2.0/24 dport 22, 445')).toEqual([
      '<tcp src>',
      '192.0.2.0/24',
      '<dport>',
      '22, 445',
    ]);
    expect(words('20/s burst 40 per source udp dport 53')).toEqual([
      '20/s',
      '<burst>',
      '40',
      '<per source udp dport>',
      '53',
    ]);
  });

  it('takes a name for no word, whatever it reads like', () => {
    expect(words('src list tcp, udp dport 22')).toEqual([
      '<src list>',
      'tcp, udp',
      '<dport>',
      '22',
    ]);
    expect(words('not iface src ttl 1')).toEqual(['<not iface>', 'src', '<ttl>', '1']);
  });

  it('loses nothing', () => {
    for (const text of ['any', 'both remote 2001:db8::/32, 192.0.2.1', 'icmp type echo-request']) {
      expect(
        ruleTokens(text)
          .map((token) => token.text)
          .join(''),
      ).toBe(text);
    }
  });

  it('leaves the verdict to its own column', () => {
    expect(withoutVerdict('drop any')).toBe('any');
    expect(withoutVerdict('limit 20/s burst 40 udp')).toBe('20/s burst 40 udp');
  });
});

describe('times', () => {
  const now = 1_700_000_000_000;

  it('tells how long ago a rule was hit', () => {
    expect(lastHitText(undefined, now)).toBe('never');
    expect(lastHitText(now, now)).toBe('0.0 s');
    expect(lastHitText(now + 40, now)).toBe('0.0 s');
    expect(lastHitText(now - 640, now)).toBe('0.6 s');
    expect(lastHitText(now - 999, now)).toBe('0.9 s');
    expect(lastHitText(now - 59_999, now)).toBe('59 s');
    expect(lastHitText(now - 41 * 60_000, now)).toBe('41 min');
    expect(lastHitText(now - 30 * 3_600_000, now)).toBe('30 h');
    expect(lastHitText(now - 6 * 86_400_000, now)).toBe('6 d');
  });

  it('tells what is left of a rule', () => {
    expect(ruleTimeLeft({}, now)).toBe('always');
    expect(ruleTimeLeft({ untilRestart: true }, now)).toBe('until restart');
    expect(ruleTimeLeft({ expiry: now + 3_561_000 }, now)).toBe('59:21');
    expect(ruleTimeLeft({ expiry: now + 6.5 * 86_400_000 }, now)).toBe('6 d');
    expect(ruleTimeLeft({ expiry: now - 1000 }, now)).toBe('0:00');
  });

  it('offers lifetimes, and one that a rule has of its own', () => {
    expect(lifetimeChoices(undefined).chosen).toBe('always');
    expect(lifetimeChoices({ forSeconds: 3600 }).chosen).toBe('3600');
    expect(lifetimeChoices({ until: 'restart' }).chosen).toBe('restart');
    const own = lifetimeChoices({ forSeconds: 5400 });
    expect(own.chosen).toBe('own');
    expect(own.choices[0]).toMatchObject({ value: 'own', label: 'for 1h30m' });
    expect(lifetimeChoices({ until: now }).choices[0]?.label).toMatch(/^until \d+ [A-Z]/);
  });
});

describe('a line while it is typed', () => {
  it('is wrong where a word cannot stand', () => {
    expect(ruleProblem('drop tcp dport 22')).toBeUndefined();
    expect(ruleProblem('drop tcp dprt 22')).toMatchObject({
      column: 10,
      length: 4,
      isUnfinished: false,
    });
    expect(ruleProblem('drop tcp dport 70000 ')).toMatchObject({ isUnfinished: false });
  });

  it('is only unfinished while something may still follow', () => {
    for (const text of ['', 'drop', 'drop ', 'drop tcp dp', 'drop tcp dport', 'drop src list ']) {
      expect(ruleProblem(text), text).toMatchObject({ isUnfinished: true });
    }
  });

  it('is no rule where it sets a default', () => {
    expect(ruleProblem('default in drop')).toBeDefined();
  });

  const known = { lists: ['drop-list', 'office'], interfaces: ['enp5s0'] };

  it('offers the words that go on so', () => {
    expect(completions('drop tcp dp', 11, known)).toEqual(['dport']);
    expect(completions('drop icmp type echo', 19, known)).toEqual(
      expect.arrayContaining(['echo-request', 'echo-reply']),
    );
    // Of a whole word nothing is left to offer.
    expect(completions('drop tcp dport', 14, known)).toEqual([]);
    expect(completions('dr', 2, known)).toEqual(['drop']);
  });

  it('offers the lists and interfaces that there are', () => {
    expect(completions('drop src list ', 14, known)).toEqual(['drop-list', 'office']);
    expect(completions('drop src list drop-list, o', 26, known)).toEqual(['office']);
    expect(completions('drop iface e', 12, known)).toEqual(['enp5s0']);
  });

  it('completes the word at the cursor and leaves the rest', () => {
    expect(complete('drop tcp dp', 11, 'dport')).toEqual({ text: 'drop tcp dport ', cursor: 15 });
    expect(complete('drop tc dport 22', 7, 'tcp')).toEqual({
      text: 'drop tcp dport 22',
      cursor: 9,
    });
    expect(complete('drop t dport 22', 5, 'tcp')).toEqual({ text: 'drop tcp dport 22', cursor: 9 });
  });
});
