import { Plus } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import type { Failure } from '../../../electron/contract/failure.ts';
import { printStatement } from '../../../electron/contract/language/print.ts';
import { parseTypedMatch } from '../../../electron/contract/language/typed-match.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { dropOf } from '../../model/simple-drop.ts';
import { shortStatement } from '../../model/statement-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './add-field.module.css';

/** Blocks what is typed, until it is taken back. */
export function AddField() {
  const { rules } = useApplication();
  const book = useEngine((state) => state.rules);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Failure>();
  const [everything, setEverything] = useState(false);
  const [known, setKnown] = useState('');
  const problemId = useId();
  const hintId = useId();

  const change = (value: string) => {
    setText(value);
    setProblem(undefined);
    setEverything(false);
    setKnown('');
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const match = parseTypedMatch(text);
    if (!match.ok) {
      setProblem(match.error);
      return;
    }
    if (match.value.length === 0 && !everything) {
      setEverything(true);
      return;
    }
    const statement = dropOf(match.value);
    const wasBlocked = ruleIndex(book).like(printStatement(statement))?.enabled;
    if (!(await rules.put(statement, null, 'typed'))) return;
    change('');
    if (wasBlocked) setKnown(shortStatement(statement));
  };

  return (
    <form
      className={styles.form}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !(everything || problem || known)) return;
        event.preventDefault();
        setEverything(false);
        setProblem(undefined);
        setKnown('');
      }}
      onSubmit={(event) => void submit(event)}
      aria-label="Block something"
    >
      <label className={styles.field} data-invalid={problem !== undefined}>
        <Icon of={Plus} size={14} />
        <input
          value={text}
          onChange={(event) => change(event.target.value)}
          placeholder="Address, port or protocol"
          aria-label="Address, port or protocol to block"
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? problemId : hintId}
          spellCheck={false}
          autoComplete="off"
        />
        {text && (
          <button type="submit" className={styles.submit}>
            Block
          </button>
        )}
      </label>
      {!problem && !everything && !known && (
        <p className={styles.hint} id={hintId}>
          Such as 192.0.2.1, 192.0.2.0/24, 8080/tcp or icmp. A port means packets to that port of
          this machine.
        </p>
      )}
      {known && (
        <p className={styles.known} role="alert">
          <span className="mono">{known}</span> is already blocked.
        </p>
      )}
      {problem && (
        <p className={styles.problem} id={problemId} role="alert">
          {withoutColumn(problem.message)} {problem.remedy}
        </p>
      )}
      {everything && (
        <div className={styles.problem} role="alert">
          This cuts off every watched interface, your own connections too.
          <Button kind="line" type="submit">
            Block everything
          </Button>
        </div>
      )}
    </form>
  );
}

/** `Column 6: ` helps in a file; in a field of a few words it is in the way. */
function withoutColumn(message: string): string {
  return message.replace(/^Column \d+: /, '');
}
