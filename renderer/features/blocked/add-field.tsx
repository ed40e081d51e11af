import { Plus } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import type { Failure } from '../../../electron/contract/failure.ts';
import { parseMatch } from '../../../electron/contract/match.ts';
import { findDropRule } from '../../model/block-action.ts';
import { shortMatch } from '../../model/match-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './add-field.module.css';

/** Blocks what is typed, until it is taken back. */
export function AddField() {
  const { rules } = useApplication();
  const book = useEngine((state) => state.rules.rules);
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
    const match = parseMatch(text);
    if (!match.ok) {
      setProblem(match.error);
      return;
    }
    if ('any' in match.value && !everything) {
      setEverything(true);
      return;
    }
    const wasBlocked = findDropRule(book, match.value) !== undefined;
    if (!(await rules.block(match.value, null))) return;
    change('');
    if (wasBlocked) setKnown(shortMatch(match.value));
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
          Such as 192.0.2.1, 8080/tcp or icmp. A port means packets to that port of this machine.
        </p>
      )}
      {known && (
        <p className={styles.known} role="alert">
          <span className="mono">{known}</span> is already blocked.
        </p>
      )}
      {problem && (
        <p className={styles.problem} id={problemId} role="alert">
          {problem.message} {problem.remedy}
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
