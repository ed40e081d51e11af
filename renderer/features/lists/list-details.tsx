import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ListState } from '../../../electron/contract/list.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import { countText, quantityText } from '../../model/number-text.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './list-table.module.css';
import { RuleLinks } from './rule-links.tsx';

/** `in-use`: it cannot be removed now. `for-good`: its file is not kept anywhere. */
export type ListQuestion = 'in-use' | 'for-good';

interface ListDetailsProps {
  readonly list: ListState;
  readonly users: readonly Rule[];
  /** The lines that were skipped are to be seen. */
  readonly skippedShown: boolean;
  readonly question: ListQuestion | undefined;
  readonly onAnswered: () => void;
}

/** What went wrong with a list, what was not read of it, and what stands against removing it. */
export function ListDetails(props: ListDetailsProps) {
  const { list, users, skippedShown, question, onAnswered } = props;
  const { lists } = useRulesModel();
  return (
    <>
      {list.failure && (
        <Line>
          <Icon of={TriangleAlert} size={14} />
          <span>
            {list.failure.message} {list.failure.remedy} {keptText(list)}
          </span>
        </Line>
      )}
      {question === 'in-use' && users.length > 0 && (
        <Line alert>
          <span>
            {list.name} cannot be removed while rules name it: <RuleLinks rules={users} />
          </span>
          <Button onClick={onAnswered}>Leave it</Button>
        </Line>
      )}
      {question === 'for-good' && (
        <Line alert>
          <span>
            The file was sent from here and is kept nowhere else, so this cannot be undone.
          </span>
          <Button kind="line" onClick={() => void lists.remove(list)}>
            Remove {list.name}
          </Button>
          <Button onClick={onAnswered}>Leave it</Button>
        </Line>
      )}
      {skippedShown && <SkippedLines list={list} />}
    </>
  );
}

/** What still holds although it could not be read again. */
function keptText({ prefixes: { v4, v6 } }: ListState): string {
  const count = v4 + v6;
  if (count === 0) return '';
  return `Kept from before: ${quantityText(count, 'prefix', 'prefixes')}.`;
}

interface LineProps {
  readonly alert?: boolean;
  readonly children: ReactNode;
}

function Line({ alert = false, children }: LineProps) {
  return (
    <tr>
      <td colSpan={11}>
        <div className={styles.line} role={alert ? 'alert' : undefined}>
          {children}
        </div>
      </td>
    </tr>
  );
}

/** Text of somebody else, shown as it is. */
function SkippedLines({ list }: { readonly list: ListState }) {
  const { firstInvalid, invalidLines, name } = list;
  const more = invalidLines - firstInvalid.length;
  return (
    <tr>
      <td colSpan={11}>
        <div className={styles.skippedLines}>
          <p className="dim">
            {quantityText(invalidLines, 'line')} of {name} {invalidLines === 1 ? 'is' : 'are'} no
            address, prefix or range:
          </p>
          <ul>
            {firstInvalid.map(({ line, text }) => (
              <li key={line}>
                <span className="mono num faint">{countText(line)}</span>
                <span className="mono cut">{text}</span>
              </li>
            ))}
          </ul>
          {more > 0 && <p className="faint">and {countText(more)} more</p>}
        </div>
      </td>
    </tr>
  );
}
