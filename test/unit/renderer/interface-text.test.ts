import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../../electron/contract/state.ts';
import { directionSentence, directionText } from '../../../renderer/model/interface-text.ts';

const ATTACHMENT: Attachment = {
  interface: 'enp5s0',
  ifindex: 2,
  mode: 'native',
  programId: 77,
  egress: 'tcx',
  attachedAt: 0,
  state: 'attached',
};

describe('which packets of an interface are filtered', () => {
  it.each([
    ['tcx', 'Incoming and outgoing packets, the latter through TCX.'],
    ['clsact', 'Incoming and outgoing packets, the latter through tc (clsact).'],
  ] as const)('in and out, by %s', (egress, sentence) => {
    const attachment = { ...ATTACHMENT, egress };
    expect(directionText(attachment)).toBe('in and out');
    expect(directionSentence(attachment)).toBe(sentence);
  });

  it('says why not what goes out', () => {
    const why = 'Another program holds the hook.';
    const attachment = { ...ATTACHMENT, egress: 'none', whyNoEgress: why } as const;
    expect(directionText(attachment)).toBe('incoming only');
    expect(directionSentence(attachment)).toBe(`Incoming packets only. ${why}`);
  });
});
