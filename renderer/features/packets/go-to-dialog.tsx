import { type FormEvent, useId, useState } from 'react';
import { placeOfNumber } from '../../model/go-to.ts';
import { useApplication } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import field from '../../ui/field.module.css';
import styles from './go-to-dialog.module.css';

interface GoToDialogProps {
  readonly onClose: () => void;
  /** Shows the row at this position. */
  readonly onGo: (position: number) => void;
}

/** Asks for the number of a packet, and selects it. */
export function GoToDialog({ onClose, onGo }: GoToDialogProps) {
  const { packets } = useApplication();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const inputId = useId();
  const problemId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { rows } = packets.getState();
    const place = placeOfNumber(text, rows);
    if (!place.ok) {
      setProblem(`${place.error.message} ${place.error.remedy}`);
      return;
    }
    packets.hold('scroll');
    packets.select(rows.sequenceAt(place.value));
    onGo(place.value);
    onClose();
  };
  return (
    <Dialog title="Go to packet" onClose={onClose} className={styles.dialog}>
      <form onSubmit={submit} className={styles.form}>
        <label htmlFor={inputId} className="unseen">
          Number of the packet
        </label>
        <input
          id={inputId}
          autoFocus
          className={classNames(field.field, 'mono grow')}
          inputMode="numeric"
          autoComplete="off"
          placeholder="1,234"
          value={text}
          aria-invalid={problem !== ''}
          aria-describedby={problemId}
          onChange={(event) => {
            setText(event.target.value);
            setProblem('');
          }}
        />
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit">
          Go
        </Button>
      </form>
      <p id={problemId} role="alert" className={styles.problem}>
        {problem}
      </p>
    </Dialog>
  );
}
