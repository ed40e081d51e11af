import type { Explanation } from '../../../electron/contract/explanation.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { useEngine } from '../../stores/application-context.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import { RuleText } from '../../ui/rule-text.tsx';
import { VerdictGlyph } from '../../ui/verdict-glyph.tsx';
import styles from './explain-panel.module.css';

/** The decision in one sentence, and the way to the rule that made it. */
export function ExplainSummary({ answer }: { readonly answer: Explanation }) {
  const { editor, explainer } = useRulesModel();
  const { decidedBy, direction, verdict, packet } = answer;
  const rule = useEngine(({ rules }) => ruleIndex(rules).rule(decidedBy ?? ''));
  const number = useEngine(({ rules }) => ruleIndex(rules).place(decidedBy ?? ''));
  const way = direction === 'in' ? 'incoming' : 'outgoing';
  return (
    <div className={styles.summary}>
      <p className={styles.decision}>
        <VerdictGlyph kind={verdict} />
        {verdict === 'drop' ? 'Dropped by ' : 'Passes by '}
        {number !== undefined && `rule ${number}`}
        {number === undefined && (rule?.name ?? `the default of ${way} packets`)}
      </p>
      {rule && <RuleText text={rule.text} className={styles.rule} />}
      <p className="dim">
        The packet: <span className="mono">{packet}</span>
      </p>
      <div className={styles.ways}>
        {rule && (
          <Button kind="line" onClick={() => editor.select(rule.id)}>
            {number === undefined ? 'Show the rule' : `Edit rule ${number}`}
          </Button>
        )}
        <Button kind="line" onClick={() => explainer.type('')}>
          Close
        </Button>
      </div>
    </div>
  );
}
