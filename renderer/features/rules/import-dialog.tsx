import { type ChangeEvent, useId, useMemo, useState } from 'react';
import { MAX_FILE_CHARACTERS } from '../../../electron/contract/language/limits.ts';
import { parseRuleFile } from '../../../electron/contract/language/parse.ts';
import { countText, quantityText } from '../../model/number-text.ts';
import { importSummary } from '../../model/rules/import-summary.ts';
import { useActions } from '../../stores/application-context.ts';
import { IMPORT_KEY } from '../../stores/rules-book-actions.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import field from '../../ui/field.module.css';
import { Segments } from '../../ui/segments.tsx';
import styles from './import-dialog.module.css';

/** Errors that are listed; of more, only their number is told. */
const LISTED = 100;

const MODES = [
  { value: 'add', label: 'Add to the rules' },
  { value: 'replace', label: 'Replace them' },
] as const;

/** Reads a rule file. Everything that is wrong with it is said before anything happens. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { book } = useRulesModel();
  const [text, setText] = useState('');
  const [mode, setMode] = useState<'add' | 'replace'>('add');
  const [tooLarge, setTooLarge] = useState('');
  const pending = useActions((state) => state.pending.has(IMPORT_KEY));
  const fileId = useId();
  const errorsId = useId();
  const reading = useMemo(() => parseRuleFile(text), [text]);
  const { errors, file } = reading;
  const isEmpty = file.rules.length === 0 && Object.keys(file.defaults).length === 0;
  const ready = !isEmpty && errors.length === 0 && !pending;

  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? [];
    event.target.value = '';
    if (!chosen) return;
    const isTooLarge = chosen.size > MAX_FILE_CHARACTERS * 4;
    setTooLarge(isTooLarge ? `${chosen.name} is too large to be a rule file.` : '');
    if (!isTooLarge) setText(await chosen.text());
  };
  const submit = async (trial: boolean) => {
    if (await book.importFile(text, mode === 'replace', trial)) onClose();
  };

  return (
    <Dialog title="Import rules" onClose={onClose} className={styles.dialog}>
      <p className="dim">
        One rule in each line, as Export writes them. Nothing changes until all of it can be read.
      </p>
      <textarea
        className={classNames('mono', field.field, field.area, styles.text)}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={'drop src 203.0.113.0/24\npass tcp dport 22 # ssh\ndefault in drop'}
        aria-label="Rule file"
        aria-describedby={errorsId}
        spellCheck={false}
      />
      <div id={errorsId} className={styles.findings} role="status">
        {tooLarge && <p className={styles.problem}>{tooLarge}</p>}
        {errors.length === 0 ? (
          <p className="dim">{isEmpty ? '' : importSummary(file)}</p>
        ) : (
          <>
            <p className={styles.problem}>{quantityText(errors.length, 'line')} cannot be read:</p>
            <ul className={styles.errors}>
              {errors.slice(0, LISTED).map((error) => (
                <li key={error.line}>
                  <span className="mono num faint">
                    {countText(error.line)}:{error.column}
                  </span>
                  <span>
                    {error.message} {error.remedy}
                  </span>
                </li>
              ))}
            </ul>
            {errors.length > LISTED && (
              <p className="faint">and {countText(errors.length - LISTED)} more</p>
            )}
          </>
        )}
      </div>
      <div className={styles.actions}>
        <input
          id={fileId}
          type="file"
          className="unseen"
          tabIndex={-1}
          onChange={(event) => void choose(event)}
        />
        <Button kind="line" onClick={() => document.getElementById(fileId)?.click()}>
          Choose a file…
        </Button>
        <Segments
          label="What becomes of the rules that are there"
          options={MODES}
          value={mode}
          onChange={setMode}
        />
        <span className="grow" />
        <Button onClick={onClose}>Cancel</Button>
        <Button
          kind="line"
          disabled={!ready}
          aria-busy={pending}
          onClick={() => void submit(false)}
        >
          Import
        </Button>
        <Button
          kind="primary"
          disabled={!ready}
          aria-busy={pending}
          onClick={() => void submit(true)}
        >
          Try for 15 s
        </Button>
      </div>
    </Dialog>
  );
}
