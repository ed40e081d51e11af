import { Plus } from 'lucide-react';
import { useState } from 'react';
import {
  type RulesOfFilter,
  rulesOfFilter,
} from '../../../electron/contract/language/filter/rules-of-filter.ts';
import { printStatement } from '../../../electron/contract/language/print.ts';
import { firstPassRule } from '../../model/block-action.ts';
import { useApplication, useFind } from '../../stores/application-context.ts';
import { openNewRule, rulesModelOf } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { RuleText } from '../../ui/rule-text.tsx';
import styles from './rule-from-filter.module.css';

/** The filter with a verdict in front is a rule, or several, or it is said why it cannot be one. */
export function RuleFromFilter() {
  const application = useApplication();
  const filter = useFind((state) => state.filter);
  const isProblem = useFind((state) => state.problem !== undefined);
  const [made, setMade] = useState<RulesOfFilter>();
  const onOpenChange = (open: boolean) => {
    if (!open || !filter) {
      setMade(undefined);
      return;
    }
    const rules = rulesOfFilter(filter);
    const only = 'matches' in rules && rules.matches.length === 1 ? linesOf(rules)[0] : undefined;
    // One rule is edited where rules are; several are shown before they are added.
    if (only === undefined) setMade(rules);
    else openNewRule(application, only, placeOfDrop(application));
  };
  return (
    <Popover
      open={made !== undefined}
      onOpenChange={onOpenChange}
      align="end"
      label="Rule from filter"
      className={styles.popover}
      trigger={
        <Button disabled={isProblem || !filter}>
          <Icon of={Plus} size={14} />
          Rule from filter
        </Button>
      }
    >
      {made && <Made made={made} onDone={() => setMade(undefined)} />}
    </Popover>
  );
}

function Made({ made, onDone }: { readonly made: RulesOfFilter; readonly onDone: () => void }) {
  const application = useApplication();
  if ('why' in made) {
    return (
      <>
        <p className={styles.why}>{made.why}</p>
        <p className="dim">{made.remedy}</p>
      </>
    );
  }
  const lines = linesOf(made);
  const add = async () => {
    const before = placeOfDrop(application);
    onDone();
    const { book } = rulesModelOf(application);
    for (const line of lines) {
      if (!(await book.add(line, before, false))) return;
    }
  };
  return (
    <>
      <p>This takes {lines.length} rules, as a rule has no “or”:</p>
      <ul className={styles.lines}>
        {lines.map((line) => (
          <li key={line} className="mono">
            <RuleText text={line} />
          </li>
        ))}
      </ul>
      <Button kind="primary" onClick={() => void add()}>
        Add {lines.length} rules
      </Button>
    </>
  );
}

function linesOf(rules: Extract<RulesOfFilter, { matches: unknown }>): readonly string[] {
  return rules.matches.map((one) => printStatement({ verdict: { kind: 'drop' }, ...one }));
}

/** In front of whatever passes, as what a click blocks. */
function placeOfDrop({ engine }: ReturnType<typeof useApplication>): string | null {
  return firstPassRule(engine.getState().rules.rules)?.id ?? null;
}
