import { useEffect, useId, useRef } from 'react';
import { useEngine } from '../../stores/application-context.ts';
import { useRulesModel, useRulesView } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import field from '../../ui/field.module.css';
import styles from './explain-panel.module.css';
import { ExplainRemarks } from './explain-remarks.tsx';
import { ExplainSteps } from './explain-steps.tsx';

/** Which rule decides about a packet, and why. */
export function ExplainPanel() {
  const question = useRulesView((state) => state.question);
  useAskAgain();
  const { answer, failure } = question;
  const steps = useRef<HTMLDivElement>(null);
  // The decision is what was asked for; it is at the end.
  useEffect(() => {
    if (answer && steps.current) steps.current.scrollTop = steps.current.scrollHeight;
  }, [answer]);
  return (
    <div className={styles.panel}>
      <QuestionField />
      {failure && (
        <p className={styles.problem} role="alert">
          {failure.message} {failure.remedy}
        </p>
      )}
      {!answer && !failure && (
        <p className={styles.hint}>
          Describe a packet to see which rule decides about it, and why.
        </p>
      )}
      {answer && (
        <div ref={steps} className={styles.answer} aria-busy={question.asking}>
          <ExplainSteps explanation={answer} />
          <ExplainRemarks answer={answer} />
        </div>
      )}
    </div>
  );
}

function QuestionField() {
  const { explainer } = useRulesModel();
  const text = useRulesView(({ question }) => question.text);
  const failed = useRulesView(({ question }) => question.failure !== undefined);
  const answered = useRulesView(({ question }) => question.answer !== undefined);
  const id = useId();
  return (
    <form
      className={classNames(field.field, field.sunken, styles.question)}
      onSubmit={(event) => {
        event.preventDefault();
        void explainer.explainText(text);
      }}
    >
      <label htmlFor={id} className="faint">
        Explain
      </label>
      <input
        id={id}
        className={classNames('mono', styles.packet)}
        value={text}
        onChange={(event) => explainer.type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return;
          event.preventDefault();
          explainer.type('');
        }}
        placeholder="icmp src 198.51.100.23"
        aria-invalid={failed}
        spellCheck={false}
        autoComplete="off"
      />
      {text !== '' && !answered && !failed && (
        <Button kind="link" type="submit">
          Ask <kbd>↵</kbd>
        </Button>
      )}
    </form>
  );
}

/** An answer is about the rules as they were; others may decide otherwise. */
function useAskAgain(): void {
  const { explainer } = useRulesModel();
  const revision = useEngine(({ rules }) => rules.revision);
  const answered = useRef(revision);
  useEffect(() => {
    if (answered.current === revision) return;
    answered.current = revision;
    void explainer.askAgain();
  }, [revision, explainer]);
}
