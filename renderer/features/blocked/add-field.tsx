import { Plus } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import type { Failure } from '../../../electron/contract/failure.ts';
import { parseMatch } from '../../../electron/contract/match.ts';
import { lifetimeText } from '../../model/number-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './add-field.module.css';

/** Blocks what is typed, for as long as a click would. */
export function AddField() {
  const { rules } = useApplication();
  const blockForSeconds = useEngine((state) => state.settings.blockForSeconds);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Failure>();
  const [everything, setEverything] = useState(false);
  const problemId = useId();

  const change = (value: string) => {
    setText(value);
    setProblem(undefined);
    setEverything(false);
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
    if (await rules.block(match.value, blockForSeconds)) change('');
  };

  return (
    <form
      className={styles.form}
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
          aria-describedby={problem ? problemId : undefined}
          spellCheck={false}
          autoComplete="off"
        />
        {text && (
          <button type="submit" className={styles.submit}>
            Block
          </button>
        )}
      </label>
      {problem && (
        <p className={styles.problem} id={problemId} role="alert">
          {problem.message} {problem.remedy}
        </p>
      )}
      {everything && (
        <div className={styles.problem} role="alert">
          This cuts off every watched interface, your own connections too.
          <Button kind="line" type="submit">
            Block everything{' '}
            {blockForSeconds === null ? '' : `for ${lifetimeText(blockForSeconds)}`}
          </Button>
        </div>
      )}
    </form>
  );
}
