import type { Explanation, ExplanationStep } from '../../../electron/contract/explanation.ts';

/** A run of rules that have nothing to say about the packet, told as one. */
export interface SkippedSteps {
  readonly skipped: number;
}
export type ShownStep = ExplanationStep | SkippedSteps;

/** How many steps before the first gap, and before the decision, are told one by one. */
const TOLD = 12;

/** The steps worth reading: of thousands, the first, the last, and all that match. */
export function shownSteps({ steps }: Pick<Explanation, 'steps'>): readonly ShownStep[] {
  const shown: ShownStep[] = [];
  for (const [index, step] of steps.entries()) {
    const isTold =
      index < TOLD ||
      index >= steps.length - TOLD ||
      step.outcome === 'decides' ||
      step.outcome === 'steps-on';
    const last = shown.at(-1);
    if (isTold) shown.push(step);
    else if (last && 'skipped' in last) shown[shown.length - 1] = { skipped: last.skipped + 1 };
    else shown.push({ skipped: 1 });
  }
  return shown;
}

const OUTCOMES: Readonly<Record<ExplanationStep['outcome'], string>> = {
  no: 'no',
  decides: '',
  'steps-on': 'goes on',
  off: 'off',
  expired: 'ended',
  'other-direction': 'no',
};

/** `no`, `off`, `goes on`; empty for the step that decides, which shows its verdict. */
export function outcomeText({ outcome }: Pick<ExplanationStep, 'outcome'>): string {
  return OUTCOMES[outcome];
}

/** Which lists hold the packet's ends: `The source is in drop-list and bogons.` */
export function listSentences({ lists }: Pick<Explanation, 'lists'>): readonly string[] {
  return [
    ...(lists.source.length > 0 ? [`The source is in ${joined(lists.source)}.`] : []),
    ...(lists.destination.length > 0
      ? [`The destination is in ${joined(lists.destination)}.`]
      : []),
  ];
}

/** `a, b and c` */
export function joined(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
