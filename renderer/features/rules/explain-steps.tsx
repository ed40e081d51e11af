import type { Explanation, ExplanationStep } from '../../../electron/contract/explanation.ts';
import { quantityText } from '../../model/number-text.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { outcomeText, shownSteps } from '../../model/rules/explain-steps.ts';
import { useEngine } from '../../stores/application-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { VerdictWord } from '../../ui/verdict-word.tsx';
import styles from './explain-panel.module.css';

/** Rule by rule from the top, down to the one that decides. */
export function ExplainSteps({ explanation }: { readonly explanation: Explanation }) {
  const { verdict, decidedBy, direction } = explanation;
  return (
    <ol className={styles.steps} aria-label="Rules asked, from the top">
      {shownSteps(explanation).map((step, index) =>
        'skipped' in step ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a gap has no other name
          <li key={index} className={styles.step}>
            <span />
            <span className="faint">
              {quantityText(step.skipped, 'more rule')} that do not match
            </span>
          </li>
        ) : (
          <Step key={step.ruleId} step={step} verdict={verdict} />
        ),
      )}
      {decidedBy === undefined && (
        <li className={classNames(styles.step, styles.decides)}>
          <span />
          <span>
            no rule decides; the default of {direction === 'in' ? 'incoming' : 'outgoing'} packets
            does
          </span>
          <VerdictWord kind={verdict} />
        </li>
      )}
    </ol>
  );
}

interface StepProps {
  readonly step: ExplanationStep;
  readonly verdict: Explanation['verdict'];
}

function Step({ step, verdict }: StepProps) {
  const number = useEngine(({ rules }) => ruleIndex(rules).place(step.ruleId));
  const name = useEngine(({ rules }) => ruleIndex(rules).rule(step.ruleId)?.name);
  const decides = step.outcome === 'decides';
  return (
    <li className={classNames(styles.step, decides && styles.decides)}>
      <span className={classNames('mono', !decides && 'faint')}>{number}</span>
      <span className={decides ? undefined : 'dim'}>
        {number === undefined && name ? `${name}: ` : ''}
        {step.why}
      </span>
      {decides ? (
        <VerdictWord kind={verdict} />
      ) : (
        <span className="faint">{outcomeText(step)}</span>
      )}
    </li>
  );
}
