import { useState } from 'react';
import type { ListState } from '../../../electron/contract/list.ts';
import { lifetimeText } from '../../model/lifetime.ts';
import { countText } from '../../model/number-text.ts';
import {
  changeText,
  REFRESH_CHOICES,
  rulesUsing,
  sourceText,
} from '../../model/rules/list-text.ts';
import { lastHitText } from '../../model/rules/time-text.ts';
import { useActions, useEngine } from '../../stores/application-context.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { listKey } from '../../stores/rules-list-actions.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { ListDetails, type ListQuestion } from './list-details.tsx';
import { ListMenu } from './list-menu.tsx';
import styles from './list-table.module.css';
import { RuleLinks } from './rule-links.tsx';

interface ListRowsProps {
  readonly list: ListState;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** One list, and below it what there is to say about it. */
export function ListRows({ list, now }: ListRowsProps) {
  const { name, source, prefixes, invalidLines, refreshedAt } = list;
  const { lists } = useRulesModel();
  const rules = useEngine((state) => state.rules.rules);
  const hits = useEngine((state) => state.counters?.byList[name] ?? 0);
  const pending = useActions((state) => state.pending.has(listKey(name)));
  const [shown, setShown] = useState(false);
  const [question, setQuestion] = useState<ListQuestion>();
  const users = rulesUsing(rules, name);
  const remove = () => {
    if (users.length > 0) setQuestion('in-use');
    else if ('upload' in source) setQuestion('for-good');
    else void lists.remove(list);
  };
  return (
    <tbody aria-busy={pending}>
      <tr className={styles.row}>
        <th scope="row" className="mono cut" title={name}>
          {name}
        </th>
        <td className="mono dim cut" title={sourceText(source)}>
          {sourceText(source)}
        </td>
        <td className="mono num">{countText(prefixes.v4)}</td>
        <td className="mono num">{countText(prefixes.v6)}</td>
        <td className="mono num">{countText(hits)}</td>
        <td>
          <StateWord list={list} used={users.some(({ enabled }) => enabled)} />
          {invalidLines > 0 && (
            <Button
              kind="link"
              className={styles.skipped}
              title="Lines that are no address, prefix or range"
              aria-expanded={shown}
              onClick={() => setShown(!shown)}
            >
              {countText(invalidLines)} skipped
            </Button>
          )}
        </td>
        <td className="dim">
          {refreshedAt === undefined ? 'not yet' : `${lastHitText(refreshedAt, now)} ago`}
        </td>
        <td className="mono dim">{changeText(list.lastChange)}</td>
        <td>
          <RefreshChoice list={list} />
        </td>
        <td className="cut">
          <RuleLinks rules={users} />
        </td>
        <td className={styles.actions}>
          <ListMenu list={list} pending={pending} onRemove={remove} />
        </td>
      </tr>
      <ListDetails
        list={list}
        users={users}
        skippedShown={shown}
        question={question}
        onAnswered={() => setQuestion(undefined)}
      />
    </tbody>
  );
}

interface StateWordProps {
  readonly list: ListState;
  /** By a rule that is switched on. */
  readonly used: boolean;
}

function StateWord({ list: { state, failure }, used }: StateWordProps) {
  if (failure || state === 'failed') return <span className={styles.failed}>failed</span>;
  if (state === 'loading') return <span className="dim">loading…</span>;
  return used ? 'in force' : <span className="dim">ready</span>;
}

function RefreshChoice({ list }: { readonly list: ListState }) {
  const { lists } = useRulesModel();
  const { name, source, refreshSeconds } = list;
  // There is nothing to read a file that was sent from again.
  if ('upload' in source) return <span className="faint">sent once</span>;
  const chosen = String(refreshSeconds);
  const known = REFRESH_CHOICES.some(({ value }) => value === chosen);
  const own = {
    value: chosen,
    label: `every ${lifetimeText(refreshSeconds ?? 0)}`,
    seconds: refreshSeconds,
  };
  const options = known ? REFRESH_CHOICES : [own, ...REFRESH_CHOICES];
  return (
    <Select
      label={`How often ${name} is refreshed`}
      options={options}
      value={chosen}
      className={styles.choice}
      onChange={(value) => {
        const choice = options.find((each) => each.value === value);
        if (choice) void lists.setRefresh(name, choice.seconds);
      }}
    />
  );
}
