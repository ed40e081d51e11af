import type { Explanation } from '../../../electron/contract/explanation.ts';
import type { RuleCount } from '../../../electron/contract/state.ts';
import { quantityText } from '../../model/number-text.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { listSentences } from '../../model/rules/explain-steps.ts';
import { lastHitText } from '../../model/rules/time-text.ts';
import { useEngine } from '../../stores/application-context.ts';
import styles from './explain-panel.module.css';

/** What the deciding rule did so far, and which lists know the packet. */
export function ExplainRemarks({ answer }: { readonly answer: Explanation }) {
  const { decidedBy } = answer;
  const number = useEngine(({ rules }) => ruleIndex(rules).place(decidedBy ?? ''));
  const count = useEngine(({ counters }) => counters?.byRule[decidedBy ?? '']);
  const nowMs = useEngine(({ counters }) => counters?.timeMs ?? 0);
  const sentences = [...listSentences(answer)];
  if (number !== undefined) sentences.push(`Rule ${number} has ${hitsText(count, nowMs)}.`);
  return sentences.length > 0 && <p className={styles.remarks}>{sentences.join(' ')}</p>;
}

function hitsText(count: RuleCount | undefined, nowMs: number): string {
  if (!count || count.packets === 0) return 'no hits yet';
  const hits = quantityText(count.packets, 'hit');
  if (count.lastHitMs === undefined) return hits;
  return `${hits}, the last ${lastHitText(count.lastHitMs, nowMs)} ago`;
}
