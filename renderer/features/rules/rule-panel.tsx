import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { builtInLoss } from '../../../electron/contract/built-in-text.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { type Draft, isChanged } from '../../model/rules/draft.ts';
import { ruleProblem } from '../../model/rules/rule-problem.ts';
import { useActions, useEngine } from '../../stores/application-context.ts';
import { NEW_RULE_KEY, ruleKey } from '../../stores/rules-book-actions.ts';
import { useDraft, useRulesModel, useRulesView } from '../../stores/rules-context.ts';
import { NEW_RULE } from '../../stores/rules-view-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { ExplainPanel } from './explain-panel.tsx';
import { ExplainSummary } from './explain-summary.tsx';
import { RuleFields } from './rule-fields.tsx';
import { RuleLines } from './rule-lines.tsx';
import styles from './rule-panel.module.css';

/** Below the list: the open rule as a form and as text, and what would decide about a packet. */
export function RulePanel() {
  const selected = useRulesView((state) => state.selected);
  const { answer } = useRulesView((state) => state.question);
  const builtIn = useEngine(({ rules }) => rules.builtIn.find(({ id }) => id === selected));
  const draft = useDraft();
  if (draft && selected !== undefined) {
    return (
      <Panel label="The open rule">
        <EditorBar id={selected} draft={draft} />
        <section className={styles.section} aria-label="As a form">
          <RuleFields key={selected} draft={draft} />
        </section>
        <section className={styles.section} aria-label="As text">
          <RuleLines key={selected} id={selected} draft={draft} />
        </section>
        <section className={styles.section} aria-label="Explain">
          <ExplainPanel />
        </section>
      </Panel>
    );
  }
  if (builtIn) {
    return (
      <Panel label="The open rule">
        <BuiltInBar rule={builtIn} />
        <section className={classNames(styles.section, styles.wide)}>
          <p className={styles.loss}>
            {builtInLoss(builtIn) ??
              'It is off as it comes. Switched on, it acts whatever the defaults are.'}
          </p>
          <p className={styles.loss}>
            Built-in rules stand behind yours, so a rule of yours for the same packets decides
            first. They cannot be changed or moved, only switched.
          </p>
        </section>
        <section className={styles.section} aria-label="Explain">
          <ExplainPanel />
        </section>
      </Panel>
    );
  }
  return (
    <section className={answer ? styles.explained : styles.closed} aria-label="Explain">
      {answer ? (
        <ExplainSummary answer={answer} />
      ) : (
        <p className="faint cut">
          Choose a rule to change it, or ask which one decides about a packet.
        </p>
      )}
      <ExplainPanel />
    </section>
  );
}

function Panel({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section className={styles.panel} aria-label={label}>
      {children}
    </section>
  );
}

interface EditorBarProps {
  readonly id: string;
  readonly draft: Draft;
}

function EditorBar({ id, draft }: EditorBarProps) {
  const { editor } = useRulesModel();
  const number = useEngine(({ rules }) => ruleIndex(rules).place(id));
  const pending = useActions((state) =>
    state.pending.has(id === NEW_RULE ? NEW_RULE_KEY : ruleKey(id)),
  );
  const trialOpen = useEngine(({ rules }) => rules.trial !== undefined);
  const problem = ruleProblem(draft.text);
  const changed = isChanged(draft);
  const refused = Object.keys(draft.refused).length > 0;
  const ready = changed && !refused && !problem && !pending;
  const everything = !problem && isDropOfEverything(draft);
  return (
    <div className={styles.bar}>
      <h2 className={styles.title}>{id === NEW_RULE ? 'New rule' : `Rule ${number ?? ''}`}</h2>
      <span className="dim cut">The form and the text are the same rule, change either.</span>
      <span className="grow" />
      <span className={styles.status} role="status">
        {everything && changed && (
          <span className={styles.caution}>drops every packet, so only on trial</span>
        )}
        {!problem && !refused && !(everything && changed) && (
          <span className={styles.valid}>
            <Icon of={Check} size={14} />
            valid
          </span>
        )}
        {(refused || (problem && !problem.isUnfinished)) && (
          <span className={styles.caution}>not valid yet</span>
        )}
      </span>
      {changed ? (
        <Button onClick={() => editor.discard()}>Discard</Button>
      ) : (
        <Button onClick={() => editor.select(undefined)}>Close</Button>
      )}
      <Button
        kind="line"
        aria-busy={pending}
        disabled={!ready || everything}
        onClick={() => void editor.apply(false)}
      >
        Apply
      </Button>
      <Button
        kind="primary"
        aria-busy={pending}
        disabled={!ready || trialOpen}
        title={trialOpen ? 'Another change is on trial' : 'Goes back by itself unless you keep it'}
        onClick={() => void editor.apply(true)}
      >
        Try for 15 s
      </Button>
    </div>
  );
}

function BuiltInBar({ rule }: { readonly rule: Rule }) {
  const { editor } = useRulesModel();
  return (
    <div className={styles.bar}>
      <h2 className={styles.title}>{rule.name}</h2>
      <span className="mono dim cut">{rule.text}</span>
      <span className="grow" />
      <Button icon aria-label="Close" onClick={() => editor.select(undefined)}>
        <Icon of={X} size={14} />
      </Button>
    </div>
  );
}

/** It would cut off whoever applies it. */
function isDropOfEverything({ line }: Draft): boolean {
  return line.enabled && line.verdict.kind === 'drop' && line.match.length === 0;
}
