import { describe, expect, it } from 'vitest';
import { parseRuleLine } from '../../../../electron/contract/language/parse.ts';
import {
  beginDraft,
  changeBetween,
  editDraft,
  isChanged,
  typeDraft,
} from '../../../../renderer/model/rules/draft.ts';
import { expectOk } from '../../../support/expect-ok.ts';

const BASE = 'drop tcp dport 22 until 2026-11-21T18:00:00Z # ssh';
const NOW = Date.UTC(2026, 10, 21, 17);

function change(from: string, to: string) {
  return changeBetween(expectOk(parseRuleLine(from)), expectOk(parseRuleLine(to)), NOW);
}

describe('a draft', () => {
  it('is unchanged until it says something else', () => {
    const draft = beginDraft(BASE);
    expect(isChanged(draft)).toBe(false);
    expect(isChanged(typeDraft(draft, `  ${BASE.replace('dport 22', 'dport   22')}`))).toBe(false);
    expect(isChanged(typeDraft(draft, BASE.replace('22', '23')))).toBe(true);
    expect(isChanged(typeDraft(draft, 'nonsense'))).toBe(true);
    expect(isChanged(beginDraft('', 'drop '))).toBe(true);
  });

  it('remembers the last valid rule while the text is none', () => {
    const draft = typeDraft(beginDraft(BASE), 'drop tcp dprt');
    expect(draft.text).toBe('drop tcp dprt');
    expect(draft.line.match).toEqual(expectOk(parseRuleLine(BASE)).match);
    expect(editDraft(draft, { field: 'dport', value: '80' }).text).toBe(BASE.replace('22', '80'));
  });

  it('begins a new rule with nothing to match', () => {
    const draft = beginDraft('', 'drop ');
    expect(draft.text).toBe('drop ');
    expect(editDraft(draft, { field: 'protocol', value: 'arp' }).text).toBe('drop arp');
  });

  it('keeps what a field refuses beside the rule, until it is mended', () => {
    const draft = editDraft(beginDraft(BASE), { field: 'dport', value: '22x' });
    expect(draft.text).toBe(BASE);
    expect(draft.refused.dport).toMatchObject({ text: '22x' });
    // The column is one of a text that nobody sees here.
    expect(draft.refused.dport?.message).not.toMatch(/Column/);
    expect(isChanged(draft)).toBe(true);
    const mended = editDraft(draft, { field: 'dport', value: '222' });
    expect(mended.refused).toEqual({});
    expect(mended.text).toBe(BASE.replace('22', '222'));
    expect(typeDraft(draft, BASE).refused).toEqual({});
  });
});

describe('what has to be changed', () => {
  it('is nothing where nothing is said otherwise', () => {
    expect(change(BASE, BASE)).toEqual({});
  });

  it('is only what differs', () => {
    expect(change(BASE, BASE.replace('22', '23'))).toEqual({
      text: 'drop tcp dport 23',
    });
    expect(change(BASE, `off ${BASE}`)).toEqual({ enabled: false });
    expect(change(BASE, BASE.replace(' # ssh', ''))).toEqual({ name: '' });
    expect(change(BASE, BASE.replace('ssh', 'telnet'))).toEqual({ name: 'telnet' });
  });

  it('counts a lifetime anew only if it is another', () => {
    expect(change(BASE, 'drop tcp dport 22 # ssh')).toEqual({ lifetimeSeconds: null });
    expect(change(BASE, 'drop tcp dport 22 for 1h # ssh')).toEqual({ lifetimeSeconds: 3600 });
    expect(change(BASE, 'drop tcp dport 22 until restart # ssh')).toEqual({ untilRestart: true });
    expect(change(BASE, BASE.replace('18:00', '18:30'))).toEqual({ lifetimeSeconds: 5400 });
  });
});
