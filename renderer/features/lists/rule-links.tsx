import type { Rule } from '../../../electron/contract/rule.ts';
import { countText } from '../../model/number-text.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { useEngine } from '../../stores/application-context.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import styles from './list-table.module.css';

/** Rules that are named; of more, their number is told. */
const NAMED = 4;

/** The rules by their numbers, each a way to it. */
export function RuleLinks({ rules }: { readonly rules: readonly Rule[] }) {
  const { editor } = useRulesModel();
  const book = useEngine((state) => state.rules);
  const index = ruleIndex(book);
  if (rules.length === 0) return <span className="faint">no rule</span>;
  return (
    <>
      {rules.slice(0, NAMED).map((rule) => (
        <Button
          key={rule.id}
          kind="link"
          className={styles.link}
          title={rule.text}
          onClick={() => editor.select(rule.id)}
        >
          rule {index.place(rule.id)}
        </Button>
      ))}
      {rules.length > NAMED && (
        <span className="dim"> and {countText(rules.length - NAMED)} more</span>
      )}
    </>
  );
}
