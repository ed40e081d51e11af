import type { CommandAction } from '../../../electron/contract/command-line.ts';
import { commandFor } from '../../../electron/contract/command-line.ts';
import { parseRuleLine } from '../../../electron/contract/language/parse.ts';
import { printRuleLine } from '../../../electron/contract/language/print.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import { lineOfRule } from '../../../electron/contract/rule-line.ts';
import { changeBetween, type Draft, isChanged } from '../../model/rules/draft.ts';
import { ruleProblem } from '../../model/rules/rule-problem.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { useRulesModel, useRulesView } from '../../stores/rules-context.ts';
import { NEW_RULE } from '../../stores/rules-view-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { RuleLineField } from './rule-line-field.tsx';
import styles from './rule-lines.module.css';
import { usePlace } from './use-place.ts';

/** Lines of other rules around the open one. */
const AROUND = 6;
const ABOVE = 3;

interface RuleLinesProps {
  readonly id: string;
  readonly draft: Draft;
}

/** The open rule as text, among its neighbours. */
export function RuleLines({ id, draft }: RuleLinesProps) {
  const rules = useEngine((state) => state.rules.rules);
  const place = usePlace(id);
  const isNew = id === NEW_RULE;
  const others = rules.filter((rule) => rule.id !== id);
  const above = Math.min(place, Math.max(ABOVE, AROUND - (others.length - place)));
  const first = Math.max(0, place - above);
  const last = Math.min(others.length, first + AROUND);
  return (
    <div className={styles.lines}>
      {others.slice(first, place).map((rule, index) => (
        <OtherLine key={rule.id} rule={rule} number={first + index + 1} />
      ))}
      <RuleLineField draft={draft} number={isNew ? '+' : String(place + 1)} />
      <div className={styles.below}>
        {others.slice(place, last).map((rule, index) => (
          <OtherLine key={rule.id} rule={rule} number={place + index + (isNew ? 1 : 2)} />
        ))}
      </div>
      <CommandNote id={id} draft={draft} />
    </div>
  );
}

function OtherLine({ rule, number }: { readonly rule: Rule; readonly number: number }) {
  const { editor } = useRulesModel();
  const text = printRuleLine(lineOfRule(rule));
  return (
    <button
      type="button"
      // Reached by the list above.
      tabIndex={-1}
      className={classNames('mono', styles.line, !rule.enabled && 'faint')}
      title={text}
      onClick={() => editor.select(rule.id)}
    >
      <span className="faint">{number}</span>
      <span className="cut">{text}</span>
    </button>
  );
}

/** What a terminal would take for it. */
function CommandNote({ id, draft }: RuleLinesProps) {
  const { actions } = useApplication();
  const before = useRulesView((state) => state.newBefore);
  // The form holds what was valid last, which is not what the text says.
  if (ruleProblem(draft.text)) return null;
  const command = commandFor(actionOf(id, draft, before));
  return (
    <div className={styles.command}>
      <span className="mono cut" title={command}>
        {command}
      </span>
      <CopyButton
        label="Copy the command"
        onCopy={() => copyText(actions, 'The command', command)}
      />
    </div>
  );
}

/** What applying the draft does; of a rule that was not changed, what would add it. */
function actionOf(id: string, draft: Draft, before: string | null): CommandAction {
  const line = printRuleLine(draft.line);
  const from = parseRuleLine(draft.base);
  if (id !== NEW_RULE && from.ok && isChanged(draft)) {
    const change = changeBetween(from.value, draft.line, Date.now());
    return { method: 'updateRule', args: { id, ...change } };
  }
  const place = id === NEW_RULE && before !== null ? { before } : {};
  return { method: 'addRule', args: { line, ...place } };
}
